"""Load against capacity, worked out by hand: two orders on two work centers, one man away."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from sanye.kernel.ports import wire, wired
from sanye.scm.capacity import errors, queries
from sanye.scm.planning.models import KnownSupply, PlannedOrder
from sanye.stem.masterdata.models import RoutingOperation
from tests.factories import masterdata
from tests.factories.people import MONDAY, SUNDAY, Workforce, make_workforce
from tests.factories.scm import day

pytestmark = pytest.mark.django_db
TUESDAY, WEDNESDAY = day(1), day(2)


@pytest.fixture
def works(by, at) -> Workforce:
    return make_workforce(by, at)


@pytest.fixture
def saw(works):
    return masterdata.make_work_center(works.site, "SAW")


@pytest.fixture
def paint(works):
    return masterdata.make_work_center(works.site, "PAINT", efficiency_ratio="0.8")


@pytest.fixture
def chair(works, saw, paint):
    """10 minutes set-up and 5 a piece at the saw, then 4 a piece in paint."""
    item = masterdata.make_item("CHAIR", kind="MAKE")
    masterdata.make_routing(item, [(saw, 5), (paint, 4)])
    RoutingOperation.objects.filter(number=10).update(setup_minutes=10)
    return item


def planned(works, item, quantity, due, **fields):
    return PlannedOrder.unscoped.create(
        company_id=works.by.company_id,
        item=item,
        site=works.site,
        kind="MAKE",
        quantity=quantity,
        start_quantity=quantity,
        unit="C62",
        start_date=MONDAY,
        due_date=due,
        need_date=due,
        **fields,
    )


def production(works, item, quantity, due):
    return KnownSupply.unscoped.create(
        company_id=works.by.company_id,
        item=item,
        site=works.site,
        supply_type="production_order",
        order_id=item.id,
        order_number="PO-7",
        line_id=item.id,
        quantity=quantity,
        unit="C62",
        start_date=MONDAY,
        due_date=due,
    )


def report(works, first=MONDAY, last=WEDNESDAY):
    return queries.get_load_report(
        site_id=works.site.id, from_date=first, to_date=last, by=works.by
    )


def table(found):
    return {
        center.work_center.code: [
            (f"{one.load_minutes:.0f}", f"{one.capacity_minutes:.0f}") for one in center.days
        ]
        for center in found.centers
    }


def test_two_orders_fall_on_the_days_before_they_are_due(works, chair):
    """Planned: 60 chairs due Tuesday. Paint 240 = 300 on the clock, Tuesday 11:00-17:00 (lunch).
    Saw 10 + 300 = 310: Tuesday 8:00-11:00 is 180, Monday 130.

    Production: 30 chairs due Wednesday. Paint 120 = 150 on the clock, from 14:30.
    Saw 160: from Wednesday 10:50; all on Wednesday.
    """
    planned(works, chair, 60, TUESDAY)
    production(works, chair, 30, WEDNESDAY)

    found = report(works)

    assert table(found) == {
        "PAINT": [("0", "384"), ("240", "384"), ("120", "384")],
        "SAW": [("130", "480"), ("180", "480"), ("160", "480")],
    }
    order = found.centers[1].days[2].orders[0]
    assert (order.order_type, order.order_number, order.operation_number) == (
        "PRODUCTION_ORDER",
        "PO-7",
        10,
    )


def test_a_man_away_makes_an_overload_that_names_the_orders(works, chair, saw):
    """E1 saws on Tuesday only, until noon: 240 minutes against 310 are not there on Monday."""
    works.hire("E1")
    works.roster(("E1", TUESDAY, "DAY", saw), first=MONDAY, last=SUNDAY)
    order = planned(works, chair, 60, TUESDAY)

    overloads = queries.list_overloads(
        site_id=works.site.id, from_date=MONDAY, to_date=WEDNESDAY, by=works.by
    )

    assert [
        (one.work_center.code, one.work_date, one.overload_minutes, one.basis) for one in overloads
    ] == [("SAW", MONDAY, Decimal("130.00"), "PEOPLE")]
    assert [one.order_id for one in overloads[0].orders] == [order.id]


def test_work_that_should_be_done_by_now_stands_apart(works, chair):
    planned(works, chair, 60, TUESDAY)

    found = report(works, first=TUESDAY)

    assert {c.work_center.code: f"{c.earlier_minutes:.0f}" for c in found.centers} == {
        "PAINT": "0",
        "SAW": "130",
    }
    assert table(found)["SAW"] == [("180", "480"), ("0", "480")]


def test_a_planned_order_whose_production_order_exists_counts_once(works, chair):
    order = planned(works, chair, 60, TUESDAY, status="RELEASED")
    supply = production(works, chair, 60, TUESDAY)
    supply.planned_order_ids = [order.id]
    supply.save()

    assert table(report(works))["PAINT"] == [("0", "384"), ("240", "384"), ("0", "384")]


def test_orders_without_a_routing_are_counted(works):
    item = masterdata.make_item("SECRET", kind="MAKE")
    order = planned(works, item, 1, TUESDAY)

    assert report(works).unrouted_order_ids == (order.id,)


@pytest.fixture
def _without_erp() -> Iterator[None]:
    before = wired()
    wire({name: answer for name, answer in before.items() if not name.startswith("erp.")})
    yield
    wire(before)


@pytest.mark.usefixtures("_without_erp")
def test_without_people_the_calendar_counts(works, chair):
    assert table(report(works)) == {
        "PAINT": [("0", "384")] * 3,
        "SAW": [("0", "480")] * 3,
    }


def test_an_order_of_more_work_than_five_years_hold_is_told_with_all_others(works, chair):
    """A million minutes at the saw and more in paint: 480 a day at 80 percent are done there."""
    planned(works, chair, 200_000, WEDNESDAY)

    paint, saw = report(works).centers

    assert [day.load_minutes for day in paint.days] == [384, 384, 384]
    assert paint.earlier_minutes == 4 * 200_000 - 3 * 384
    assert (saw.load_minutes, saw.earlier_minutes) == (0, 5 * 200_000 + 10)


def test_work_for_a_center_that_was_archived_is_not_lost(works, chair, saw, at):
    planned(works, chair, 20, WEDNESDAY)
    before = [center.work_center.code for center in report(works).centers]
    saw.archived_at = at
    saw.save()

    centers = report(works).centers

    assert [center.work_center.code for center in centers] == before
    closed = next(center for center in centers if center.work_center.code == "SAW")
    assert (closed.capacity_minutes, closed.load_minutes) == (0, 110)


def test_refuses_a_span_that_ends_before_it_begins(works):
    with pytest.raises(errors.SpanNotPossible):
        report(works, first=TUESDAY, last=MONDAY)
