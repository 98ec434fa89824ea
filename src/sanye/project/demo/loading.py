"""Writing masters, carriers, people and stock of a demo company through everybody's commands."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sanye.erp.inventory.commands import MovementLine, post_opening_stock
from sanye.kernel.actors import Actor
from sanye.project.demo.rows import MasterRows
from sanye.scm.transport import commands as transport
from sanye.stem.identity import commands as identity
from sanye.stem.masterdata import commands as masterdata
from sanye.stem.masterdata.queries import get_business_date, get_items, get_party, get_site

Logins = list[dict[str, str]]


def put_masters(rows: MasterRows, *, years: Sequence[int], by: Actor, at: datetime) -> None:
    """All masters, with the holidays of the years."""
    masterdata.put_calendars(calendars=rows.calendars, by=by, at=at)
    for code in rows.holidays:
        masterdata.import_holidays(calendar_code=code, country="CN", years=years, by=by, at=at)
    masterdata.put_taxes(taxes=rows.taxes, by=by, at=at)
    masterdata.put_payment_terms(payment_terms=rows.payment_terms, by=by, at=at)
    if rows.exchange_rates:
        masterdata.put_exchange_rates(rates=rows.exchange_rates, by=by, at=at)
    masterdata.put_sites(sites=rows.sites, by=by, at=at)
    masterdata.put_locations(locations=rows.locations, by=by, at=at)
    masterdata.put_item_families(families=rows.families, by=by, at=at)
    if rows.setup_matrices:
        masterdata.put_setup_matrices(setup_matrices=rows.setup_matrices, by=by, at=at)
    masterdata.put_work_centers(work_centers=rows.work_centers, by=by, at=at)
    masterdata.put_parties(parties=rows.parties, by=by, at=at)
    masterdata.put_party_companies(terms=rows.party_companies, by=by, at=at)
    masterdata.put_items(items=rows.items, by=by, at=at)
    masterdata.put_item_companies(items=rows.item_companies, by=by, at=at)
    masterdata.put_item_sites(items=rows.item_sites, by=by, at=at)
    masterdata.put_bills(bills=rows.bills, by=by, at=at)
    masterdata.put_routings(routings=rows.routings, by=by, at=at)
    masterdata.put_supplier_terms(terms=rows.supplier_terms, by=by, at=at)
    masterdata.put_price_lists(price_lists=rows.price_lists, by=by, at=at)
    if rows.promotions:
        masterdata.put_promotions(promotions=rows.promotions, by=by, at=at)
    _put_carriers(rows.carrier_terms, by, at)


def _put_carriers(terms: Iterable[Mapping[str, Any]], by: Actor, at: datetime) -> None:
    for term in terms:
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


def post_stock(
    quantities: Mapping[str, Any], costs: Mapping[str, Any], site_code: str, by: Actor, at: datetime
) -> None:
    """Opening stock of a site by item code, valued at the costs."""
    site = get_site(code=site_code, by=by)
    items = {item.code: item for item in get_items(codes=list(quantities), by=by).values()}
    post_opening_stock(
        lines=[
            MovementLine(
                item_id=items[code].id,
                site_id=site.id,
                quantity=Decimal(quantity),
                unit_cost=Decimal(costs[code]),
            )
            for code, quantity in quantities.items()
        ],
        posting_date=get_business_date(at=at, by=by),
        by=by,
        at=at,
    )


def make_people(people: Iterable[tuple[str, str]], by: Actor, at: datetime) -> Logins:
    """Those who sign in: login and role."""
    return [_person(login, role, None, by, at) for login, role in people]


def make_portals(customer: str, supplier: str, by: Actor, at: datetime) -> Logins:
    """One customer and one supplier, by code, who see what is theirs."""
    portals = (
        ("customer", "CUSTOMER_PORTAL", customer),
        ("supplier", "SUPPLIER_PORTAL", supplier),
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
