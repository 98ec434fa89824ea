from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from sanye.engines.mrp import (
    Action,
    Bill,
    BillLine,
    CalendarMissing,
    Demand,
    DemandKind,
    NeedKind,
    Node,
    NodeKey,
    Pegging,
    Problem,
    Receipt,
    ReceiptKind,
    Source,
    SourceKind,
    StructureHasCycle,
    SupplyKind,
    make_plan,
)
from sanye.kernel.calendars import WorkingCalendar

TODAY = date(2026, 1, 5)


def problem(bills, demands=()):
    """Bills by item: {"A": ["B"]}; everything made or bought in a day at site S."""
    items = sorted({*bills, *(part for parts in bills.values() for part in parts)})
    return Problem(
        as_of=TODAY,
        horizon_end=date(2026, 12, 31),
        calendars={"C": WorkingCalendar.every_day()},
        nodes=[Node(item=i, site="S", calendar="C") for i in items],
        sources=[
            Source(
                item=i,
                site="S",
                kind=SourceKind.MAKE if i in bills else SourceKind.BUY,
                lead_time_days=1,
            )
            for i in items
        ],
        bills=[Bill(id=i, item=i, site="S") for i in bills],
        bill_lines=[
            BillLine(bill=i, component=part, quantity=Decimal(1))
            for i, parts in bills.items()
            for part in parts
        ],
        demands=[
            Demand(id=f"D-{i}", item=i, site="S", quantity=Decimal(1), due_date=date(2026, 2, 2))
            for i in demands
        ],
    )


def test_names_the_cycle():
    with pytest.raises(StructureHasCycle) as refusal:
        make_plan(problem({"TOP": ["A"], "A": ["X", "B"], "B": ["C"], "C": ["A", "Y"]}))

    assert refusal.value.data["path"] == "A (S) → B (S) → C (S) → A (S)"


def test_names_an_item_in_its_own_bill():
    with pytest.raises(StructureHasCycle) as refusal:
        make_plan(problem({"A": ["A"]}))

    assert refusal.value.data["path"] == "A (S) → A (S)"


def test_refuses_a_calendar_that_is_not_given():
    with pytest.raises(CalendarMissing):
        make_plan(
            Problem(
                as_of=TODAY,
                horizon_end=TODAY,
                calendars={},
                nodes=[Node(item="A", site="S", calendar="C")],
            )
        )


def test_pegs_a_part_to_every_demand_above_it():
    made = problem({"TOP": ["MID"], "ALSO": ["MID"], "MID": ["PART"]}, demands=["TOP", "ALSO"])
    plan = make_plan(made)
    order = next(order for order in plan.orders if order.item == "PART")

    roots = Pegging(plan).roots(SupplyKind.PLANNED_ORDER, order.id, NodeKey("PART", "S"))

    assert {root.id for root in roots} == {"D-TOP", "D-ALSO"}


def test_follows_a_demand_down_to_its_parts():
    plan = make_plan(problem({"TOP": ["MID"], "MID": ["PART"]}, demands=["TOP"]))

    branches = list(Pegging(plan).chain(NeedKind.DEMAND, "D-TOP"))

    assert [(b.depth, b.peg.item) for b in branches] == [(0, "TOP"), (1, "MID"), (2, "PART")]


@pytest.mark.parametrize("bills", [{}, {"PART": ["WHOLE"]}])
def test_parts_that_an_order_takes_beside_its_bill_follow_the_advice_about_it(bills):
    """Where bills say the opposite (the part is made of the whole) the order's parts are kept."""
    asked = problem({"OTHER": ["WHOLE"], **bills, "PART2": ["PART"]})
    order = Receipt(
        id="R",
        item="WHOLE",
        site="S",
        quantity=Decimal(1),
        due_date=date(2026, 2, 2),
        kind=ReceiptKind.PRODUCTION,
    )
    taken = Demand(
        id="T",
        item="PART",
        site="S",
        quantity=Decimal(2),
        due_date=date(2026, 2, 1),
        kind=DemandKind.COMPONENT,
        receipt_id="R",
    )

    plan = make_plan(replace(asked, receipts=[order], demands=[taken]))

    actions = {message.action for message in plan.messages if message.subject_id == "R"}
    parts = [order.quantity for order in plan.orders if order.item == "PART"]
    assert (Action.CANCEL in actions, parts) == ((False, [Decimal(2)]) if bills else (True, []))
