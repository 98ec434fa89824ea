"""Masters for tests: sensible defaults, every column may be given."""

from collections.abc import Iterable
from itertools import count
from typing import Any
from uuid import UUID

from sanye.kernel.actors import Actor
from sanye.stem.masterdata.models import (
    Bill,
    BillLine,
    Calendar,
    CalendarShift,
    Item,
    ItemCompany,
    ItemSite,
    Location,
    Party,
    PartyAddress,
    PartyCompany,
    PaymentTerm,
    PriceList,
    PriceListLine,
    Routing,
    RoutingOperation,
    Site,
    SupplierPrice,
    SupplierTerm,
    Tax,
    WorkCenter,
)

_numbers = count(1)


def _code(prefix: str) -> str:
    return f"{prefix}-{next(_numbers):04d}"


def make_calendar(code: str = "", **fields: Any) -> Calendar:
    """Monday to Friday, 8:00-12:00 and 13:00-17:00."""
    code = code or _code("CAL")
    calendar = Calendar.objects.create(code=code, **{"name": code, **fields})
    CalendarShift.objects.bulk_create(
        CalendarShift(calendar=calendar, weekday=day, start_minute=start, end_minute=start + 240)
        for day in range(5)
        for start in (480, 780)
    )
    return calendar


def make_site(by: Actor, code: str = "", **fields: Any) -> Site:
    code = code or _code("SITE")
    row = {"name": code, "kind": "PLANT", "time_zone": "Asia/Shanghai", **fields}
    return Site.unscoped.create(company_id=by.company_id, code=code, **row)


def make_location(site: Site, code: str = "", **fields: Any) -> Location:
    code = code or _code("LOC")
    return Location.unscoped.create(
        company_id=site.company_id, site=site, code=code, **{"name": code, **fields}
    )


def make_work_center(site: Site, code: str = "", **fields: Any) -> WorkCenter:
    code = code or _code("WC")
    return WorkCenter.unscoped.create(
        company_id=site.company_id, site=site, code=code, **{"name": code, **fields}
    )


def make_item(code: str = "", **fields: Any) -> Item:
    """A bought item counted in pieces, without lots."""
    code = code or _code("ITEM")
    return Item.objects.create(code=code, **{"name": code, "kind": "BUY", "unit": "C62", **fields})


def make_item_company(by: Actor, item: Item, **fields: Any) -> ItemCompany:
    return ItemCompany.unscoped.create(company_id=by.company_id, item=item, **fields)


def make_item_site(item: Item, site: Site, **fields: Any) -> ItemSite:
    row = {"source": "MAKE" if item.kind == "MAKE" else "BUY", **fields}
    return ItemSite.unscoped.create(company_id=site.company_id, item=item, site=site, **row)


def make_bill(
    item: Item, lines: Iterable[tuple[Item, Any]], *, site: Site | None = None, **fields: Any
) -> Bill:
    """`make_bill(bike, [(wheel, 2), (frame, 1)])`: components with quantities per piece."""
    bill = Bill.objects.create(item=item, site=site, **{"unit": item.unit, **fields})
    BillLine.objects.bulk_create(
        BillLine(bill=bill, position=n * 10, component=part, quantity=quantity, unit=part.unit)
        for n, (part, quantity) in enumerate(lines, start=1)
    )
    return bill


def make_routing(
    item: Item, operations: Iterable[tuple[WorkCenter, Any]], **fields: Any
) -> Routing:
    """`make_routing(bike, [(saw, 4), (paint, 2)])`: work centers with run minutes per piece."""
    routing = Routing.objects.create(item=item, **fields)
    RoutingOperation.objects.bulk_create(
        RoutingOperation(routing=routing, number=n * 10, work_center=center, run_minutes=minutes)
        for n, (center, minutes) in enumerate(operations, start=1)
    )
    return routing


def make_party(code: str = "", **fields: Any) -> Party:
    code = code or _code("PARTY")
    return Party.objects.create(
        code=code, **{"name": code, "roles": ["CUSTOMER"], "country": "CN", **fields}
    )


def make_party_company(by: Actor, party: Party, **fields: Any) -> PartyCompany:
    return PartyCompany.unscoped.create(
        company_id=by.company_id, party=party, **{"currency": "CNY", **fields}
    )


def make_customer(by: Actor, code: str = "", **fields: Any) -> Party:
    """A customer of the acting company in CNY; `fields` go to the company's row."""
    party = make_party(code or _code("CUST"))
    make_party_company(by, party, **fields)
    return party


def make_supplier(by: Actor, code: str = "", **fields: Any) -> Party:
    """A supplier of the acting company in CNY; `fields` go to the company's row."""
    party = make_party(code or _code("SUPP"), roles=["SUPPLIER"])
    make_party_company(by, party, **fields)
    return party


def make_address(party: Party, **fields: Any) -> PartyAddress:
    return PartyAddress.objects.create(
        party=party, **{"use": "SHIPPING", "country": "CN", "city": "上海", **fields}
    )


def make_supplier_term(
    by: Actor, supplier: Party, item: Item, *, price: Any = 1, **fields: Any
) -> SupplierTerm:
    """An offer in the item's unit and CNY with one price."""
    term = SupplierTerm.unscoped.create(
        company_id=by.company_id,
        supplier=supplier,
        item=item,
        **{"unit": item.unit, "currency": "CNY", "lead_time_days": 5, **fields},
    )
    SupplierPrice.objects.create(term=term, unit_price=price)
    return term


def make_price_list(
    by: Actor, prices: Iterable[tuple[Item, Any]] = (), *, code: str = "", **fields: Any
) -> PriceList:
    """`make_price_list(by, [(bike, 1200)])`: CNY, for everybody."""
    code = code or _code("PL")
    price_list = PriceList.unscoped.create(
        company_id=by.company_id, code=code, **{"name": code, "currency": "CNY", **fields}
    )
    PriceListLine.objects.bulk_create(
        PriceListLine(price_list=price_list, item=item, unit=item.unit, unit_price=price)
        for item, price in prices
    )
    return price_list


def make_tax(by: Actor, code: str = "VAT13", rate: Any = "0.13", **fields: Any) -> Tax:
    return Tax.unscoped.create(
        company_id=by.company_id, code=code, rate_ratio=rate, **{"name": code, **fields}
    )


def make_payment_term(code: str = "", net_days: int = 30, **fields: Any) -> PaymentTerm:
    code = code or _code("NET")
    return PaymentTerm.objects.create(code=code, net_days=net_days, **{"name": code, **fields})


def ids(*rows: Any) -> list[UUID]:
    """The ids of rows, in their order."""
    return [row.id for row in rows]
