"""Masters in memory say what reading them anew says, whatever was changed in between."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sanye.kernel.actors import Actor
from sanye.scm.planning.models import KnownLeadTime
from sanye.scm.planning.queries import load_structure
from sanye.stem.masterdata.models import (
    Bill,
    BillLine,
    CalendarException,
    Item,
    ItemSite,
    ItemUnit,
    RoutingOperation,
    Site,
    SupplierTerm,
    Unit,
)
from sanye.stem.rows.kept import forget_all
from tests.factories import masterdata as make
from tests.factories.scm import acting

NAMES = ("A", "KIT", "BOX", "TIN", "LID")


@pytest.fixture
def plant(by: Actor) -> dict[str, Any]:
    """A of a kit (a phantom) and a box; the box, with scrap, of tins; tins come from elsewhere."""
    calendar = make.make_calendar()
    site, store = make.make_site(by, calendar=calendar), make.make_site(by, kind="WAREHOUSE")
    supplier = make.make_supplier(by)
    made = ("A", "KIT", "BOX")
    found: dict[str, Any] = {
        name: make.make_item(name, kind="MAKE" if name in made else "BUY") for name in NAMES
    }
    for name in ("A", "BOX", "TIN", "LID"):
        make.make_item_site(found[name], site, lead_time_days=3)
    make.make_item_site(found["TIN"], store, lead_time_days=2)
    for name in ("TIN", "LID"):
        make.make_supplier_term(by, supplier, found[name])
    bill = make.make_bill(found["A"], [(found["KIT"], 1), (found["BOX"], 2)])
    BillLine.objects.filter(bill=bill, component=found["KIT"]).update(is_phantom=True)
    make.make_bill(found["KIT"], [(found["LID"], 4)])
    make.make_bill(found["BOX"], [(found["TIN"], 3)])
    make.make_routing(found["BOX"], [(make.make_work_center(site), 5)])
    return found | {"site": site, "store": store, "supplier": supplier, "calendar": calendar}


def change_bill_line(p: dict[str, Any], by: Actor) -> None:
    BillLine.objects.filter(component=p["TIN"]).update(quantity=5)


def part_that_was_a_phantom(p: dict[str, Any], by: Actor) -> None:
    """The kit is a part of something else from now on: two nodes instead of one."""
    make.make_bill(p["LID"], [(p["KIT"], 1)], valid_from_date=date(2027, 1, 1))
    make.make_item_site(p["KIT"], p["site"])


def phantom_no_more(p: dict[str, Any], by: Actor) -> None:
    BillLine.objects.filter(component=p["KIT"]).update(is_phantom=False)


def newer_version(p: dict[str, Any], by: Actor) -> None:
    Bill.objects.filter(item=p["BOX"]).update(valid_to_date=date(2026, 1, 1))
    make.make_bill(p["BOX"], [(p["LID"], 1)], version="2", valid_from_date=date(2026, 1, 1))


def draft_only(p: dict[str, Any], by: Actor) -> None:
    Bill.objects.filter(item=p["KIT"]).update(status="DRAFT")


def scrap(p: dict[str, Any], by: Actor) -> None:
    RoutingOperation.objects.update(scrap_ratio=Decimal("0.2"))


def learned(p: dict[str, Any], by: Actor) -> None:
    KnownLeadTime.unscoped.create(
        company_id=by.company_id,
        supplier=p["supplier"],
        item=p["TIN"],
        site=p["site"],
        lead_time_days=9,
    )


CHANGES: list[Callable[[dict[str, Any], Actor], Any]] = [
    change_bill_line,
    part_that_was_a_phantom,
    phantom_no_more,
    newer_version,
    draft_only,
    scrap,
    learned,
    lambda p, by: ItemSite.unscoped.filter(item=p["BOX"]).update(safety_stock=7),
    lambda p, by: ItemSite.unscoped.filter(site=p["store"]).update(is_planned=False),
    lambda p, by: make.make_item_site(p["BOX"], p["store"]),
    lambda p, by: SupplierTerm.unscoped.filter(item=p["LID"]).update(lead_time_days=40),
    lambda p, by: SupplierTerm.unscoped.filter(item=p["TIN"]).update(
        unit="DZN", minimum_order_quantity=2
    ),
    lambda p, by: ItemUnit.objects.create(item=p["TIN"], unit="DZN", numerator=10),
    lambda p, by: Unit.objects.create(
        code="C62", name="piece", symbol="pc", dimension="COUNT", decimals=2
    ),
    lambda p, by: Item.objects.filter(id=p["A"].id).update(name="renamed"),
    lambda p, by: CalendarException.objects.create(
        calendar=p["calendar"], exception_date=date(2026, 5, 1), name="holiday", shifts=[]
    ),
    lambda p, by: Site.unscoped.filter(id=p["site"].id).update(time_zone="Europe/Berlin"),
    lambda p, by: Site.unscoped.filter(id=p["store"].id).update(archived_at="2026-01-01T00:00Z"),
]


def said(p: dict[str, Any], by: Actor, at: Any) -> list[dict[str, bytes]]:
    """The whole structure, and what stands below two items, down to every value. Lines of a bill
    come in no order: the database may read them another way after it has looked at the table."""
    with acting(by, at):
        asked = [
            load_structure(by=by),
            load_structure(item_ids=[p["A"].id], site_ids=[p["site"].id], by=by),
            load_structure(item_ids=[p["TIN"].id, p["KIT"].id], by=by),
        ]
    return [
        {
            "nodes": sorted(one.nodes.items()),
            "sources": sorted(one.sources.items()),
            "bills": sorted(one.bills.items()),
            "lines": sorted((bill, sorted(map(repr, found))) for bill, found in one.lines.items()),
            "yields": sorted((bill, sorted(found)) for bill, found in one.yields.items()),
            "calendars": sorted(
                (key, c.week, sorted(c.exceptions.items()), c.zone)
                for key, c in one.calendars.items()
            ),
            "items": sorted((key, item.name, item.unit) for key, item in one.items.items()),
            "places": sorted((key, row.safety_stock) for key, row in one.item_sites.items()),
        }
        for one in asked
    ]


@pytest.mark.django_db(transaction=True)
def test_after_every_change_memory_and_tables_agree(
    plant: dict[str, Any], by: Actor, at: Any
) -> None:
    before = said(plant, by, at)
    for number, change in enumerate(CHANGES):
        change(plant, by)
        warm = said(plant, by, at)
        forget_all()
        assert warm == said(plant, by, at), number
        assert warm != before, number
        before = warm


def test_what_is_below_an_item_is_as_in_the_whole(
    plant: dict[str, Any], by: Actor, at: Any
) -> None:
    with acting(by, at):
        whole = load_structure(by=by)
        part = load_structure(item_ids=[plant["A"].id], by=by)

    assert {key.item for key in part.nodes} == {str(plant[name].id) for name in NAMES}
    for name in ("nodes", "sources", "bills", "lines", "item_sites"):
        of_part, of_whole = getattr(part, name), getattr(whole, name)
        assert of_part
        assert {key: of_whole[key] for key in of_part} == of_part
