"""Loading the demo company through the commands that everybody uses."""

import secrets
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.erp.inventory.commands import MovementLine, post_opening_stock
from sanye.erp.ledger.commands import open_books
from sanye.kernel.actors import Actor, system_actor
from sanye.kernel.ids import new_id
from sanye.project.demo import masters
from sanye.scm.transport import commands as transport
from sanye.stem.commands.transactions import in_one_transaction
from sanye.stem.identity import commands as identity
from sanye.stem.masterdata import commands as masterdata
from sanye.stem.masterdata.queries import get_business_date, get_items, get_party, get_site

Logins = list[dict[str, str]]


def load_demo(*, at: datetime | None = None) -> Logins:
    """Make the demo company, all or nothing; returns role, login and password of each person."""
    moment = at or datetime.now(UTC)
    return in_one_transaction(lambda: _load(moment))


def _load(at: datetime) -> Logins:
    company_id = new_id()
    by = system_actor(company_id, "demo")
    identity.create_company(
        company_id=company_id,
        company_code="AURORA",
        name="Aurora Appliances Co., Ltd.",
        name_zh="晨曦电器有限公司",
        country="CN",
        functional_currency="CNY",
        time_zone="Asia/Shanghai",
        chart="CN",
        by=by,
        at=at,
    )
    open_books(by=by, at=at)
    _put_masters(by, at)
    _put_carriers(by, at)
    _post_stock(by, at)
    return [*_people(by, at), *_portals(by, at)]


def _put_masters(by: Actor, at: datetime) -> None:
    year = at.year
    masterdata.put_calendars(
        calendars=[
            {
                "code": masters.CALENDAR,
                "name": "中国日班",
                "time_zone": "Asia/Shanghai",
                "country": "CN",
                "shifts": masters.SHIFTS,
            }
        ],
        by=by,
        at=at,
    )
    masterdata.import_holidays(
        calendar_code=masters.CALENDAR, country="CN", years=[year, year + 1], by=by, at=at
    )
    masterdata.put_taxes(taxes=masters.TAXES, by=by, at=at)
    masterdata.put_payment_terms(payment_terms=masters.PAYMENT_TERMS, by=by, at=at)
    masterdata.put_sites(sites=masters.SITES, by=by, at=at)
    masterdata.put_locations(locations=masters.LOCATIONS, by=by, at=at)
    masterdata.put_work_centers(work_centers=masters.WORK_CENTERS, by=by, at=at)
    masterdata.put_parties(parties=masters.PARTIES, by=by, at=at)
    masterdata.put_party_companies(terms=masters.PARTY_COMPANIES, by=by, at=at)
    masterdata.put_item_families(families=masters.FAMILIES, by=by, at=at)
    masterdata.put_items(items=masters.ITEMS, by=by, at=at)
    masterdata.put_item_companies(items=masters.ITEM_COMPANIES, by=by, at=at)
    masterdata.put_item_sites(items=masters.ITEM_SITES, by=by, at=at)
    masterdata.put_bills(bills=masters.BILLS, by=by, at=at)
    masterdata.put_routings(routings=masters.ROUTINGS, by=by, at=at)
    masterdata.put_supplier_terms(terms=masters.SUPPLIER_TERMS, by=by, at=at)
    masterdata.put_price_lists(price_lists=masters.PRICE_LISTS, by=by, at=at)


def _put_carriers(by: Actor, at: datetime) -> None:
    for term in masters.CARRIER_TERMS:
        rates = [
            transport.NewRate(
                country=country,
                from_quantity=Decimal(start),
                base_amount=Decimal(base),
                unit_amount=Decimal(each),
                transit_days=days,
            )
            for country, start, base, each, days in term["rates"]
        ]
        new = transport.NewTerm(
            carrier_id=get_party(code=term["carrier"], by=by).id,
            code=term["code"],
            service_level=term["service_level"],
            basis=term["basis"],
            currency="CNY",
            minimum_amount=Decimal(term["minimum_amount"]),
            fuel_surcharge_ratio=Decimal(term["fuel_surcharge_ratio"]),
            volume_weight=Decimal(term["volume_weight"]),
            rates=rates,
        )
        transport.put_carrier_term(term=new, by=by, at=at)


def _post_stock(by: Actor, at: datetime) -> None:
    site = get_site(code=masters.PLANT, by=by)
    items = {
        item.code: item for item in get_items(codes=list(masters.OPENING_STOCK), by=by).values()
    }
    today: date = get_business_date(at=at, by=by)
    post_opening_stock(
        lines=[
            MovementLine(
                item_id=items[code].id,
                site_id=site.id,
                quantity=Decimal(quantity),
                unit_cost=Decimal(masters.STANDARD_COSTS[code]),
            )
            for code, quantity in masters.OPENING_STOCK.items()
        ],
        posting_date=today,
        by=by,
        at=at,
    )


def _people(by: Actor, at: datetime) -> Logins:
    return [_person(login, role, None, by, at) for login, role in masters.PEOPLE]


def _portals(by: Actor, at: datetime) -> Logins:
    """One customer and one supplier who see what is theirs."""
    portals = (
        ("customer", "CUSTOMER_PORTAL", masters.CUSTOMERS[0][0]),
        ("supplier", "SUPPLIER_PORTAL", masters.SUPPLIERS[0][0]),
    )
    return [
        _person(login, role, [get_party(code=code, by=by).id], by, at)
        for login, role, code in portals
    ]


def _person(
    login: str, role: str, party_ids: list[UUID] | None, by: Actor, at: datetime
) -> dict[str, str]:
    password = secrets.token_urlsafe(9)
    user = identity.create_user(
        login=login, name=login, password=password, language="zh-hans", by=by, at=at
    )
    identity.grant_membership(user_id=user.id, role_code=role, party_ids=party_ids, by=by, at=at)
    return {"role": role, "login": login, "password": password}
