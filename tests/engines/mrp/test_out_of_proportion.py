"""A bar code where a quantity belongs does no harm to what else is planned."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from sanye.engines.mrp import (
    Action,
    Bill,
    BillLine,
    DataError,
    Demand,
    Node,
    Problem,
    Source,
    SourceKind,
    make_plan,
)
from sanye.kernel.calendars import WorkingCalendar

TODAY = date(2026, 1, 5)
BAR_CODE = Decimal(690123456789)
MOST = Decimal(10) ** 13
LEVELS = ["A", "B", "C", "D"]


def plan_of(quantity, *, per=1, node=None, source=None):
    """A is made of B, that of C, that of D, each of so many; an absurd demand and a small one."""
    return make_plan(
        Problem(
            as_of=TODAY,
            horizon_end=TODAY + timedelta(days=365),
            calendars={"": WorkingCalendar.every_day()},
            nodes=[
                Node(item=item, site="S", calendar="", unit_decimals=0, **(node or {}))
                for item in LEVELS
            ],
            sources=[
                Source(
                    item=item,
                    site="S",
                    kind=SourceKind.BUY if item == "D" else SourceKind.MAKE,
                    lead_time_days=2,
                    **(source or {}),
                )
                for item in LEVELS
            ],
            bills=[Bill(id=item, item=item, site="S") for item in LEVELS[:-1]],
            bill_lines=[
                BillLine(bill=item, component=part, quantity=Decimal(per))
                for item, part in pairwise(LEVELS)
            ],
            demands=[
                Demand(
                    id=name,
                    item="A",
                    site="S",
                    quantity=Decimal(wanted),
                    due_date=TODAY + timedelta(days=days),
                )
                for name, wanted, days in (("absurd", quantity, 30), ("small", 5, 60))
            ],
        )
    )


def errors_of(plan):
    return {message.item for message in plan.messages if message.action is Action.DATA_ERROR}


def test_what_a_bill_makes_of_it_is_not_passed_on():
    plan = plan_of(BAR_CODE, per=10)

    assert max(row.quantity for row in [*plan.orders, *plan.requirements]) <= MOST
    assert errors_of(plan) == {"B"}
    without = [order.bill for order in plan.orders if order.item == "B"]
    assert without == ["", "B"]
    assert [order.quantity for order in plan.orders if order.item == "D"] == [5_000]


@pytest.mark.parametrize("quantity", [BAR_CODE, 1_000_000])
def test_a_maximum_that_would_give_too_many_lots_gives_way(quantity):
    plan = plan_of(quantity, node={"maximum_quantity": Decimal(1)})

    lots = [order.quantity for order in plan.orders if order.item == "A"]
    assert len(lots) <= 10_000 + 5
    assert sum(lots) == quantity + 5
    assert lots[-5:] == [1] * 5
    assert errors_of(plan) == set(LEVELS)


def test_a_lead_time_that_grows_with_the_quantity_ends():
    plan = plan_of(BAR_CODE, source={"lead_time_days_per_unit": Decimal(1)})

    absurd, small = (order for order in plan.orders if order.item == "A")
    assert absurd.due_date == TODAY + timedelta(days=32_767)
    assert (small.start_date, small.due_date) == (
        TODAY + timedelta(days=60 - 7),
        TODAY + timedelta(days=60),
    )
    assert errors_of(plan) == set(LEVELS)


def test_what_is_large_and_sound_is_planned_as_ever():
    plan = plan_of(10**9, per=10)

    assert errors_of(plan) == set()
    assert max(row.quantity for row in plan.requirements) == 10**12
    assert {DataError.OUT_OF_PROPORTION} & {m.data_error for m in plan.messages} == set()
