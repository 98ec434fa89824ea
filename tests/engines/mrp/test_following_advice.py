"""Orders that follow the advice of a plan are soon as the next plan wants them."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanye.engines.mrp import (
    Action,
    Demand,
    DemandKind,
    LotPolicy,
    Message,
    Node,
    Problem,
    Receipt,
    ReceiptKind,
    Source,
    SourceKind,
    make_plan,
)
from sanye.kernel.calendars import WorkingCalendar

MONDAY = date(2026, 3, 2)
MOST_ROUNDS = 5
EASY = {Action.DEFER, Action.DECREASE, Action.CANCEL}
WILLING, SLOW, STUBBORN = "willing", "slow", "stubborn"
FOLLOWED = {WILLING: EASY | {Action.EXPEDITE}, SLOW: EASY, STUBBORN: set()}
"""What those do who own an order: all, all but being earlier, or nothing (people decide)."""
PLACE = {"item": "A", "site": "S", "calendar": "S", "unit_decimals": 0}
LOTS = [
    {},
    {"minimum_quantity": Decimal(20)},
    {"multiple_quantity": Decimal(6)},
    {"minimum_quantity": Decimal(10), "multiple_quantity": Decimal(4)},
    {"maximum_quantity": Decimal(15)},
    {"lot_policy": LotPolicy.PERIOD_ORDER_QUANTITY, "period_days": 5},
    {"lot_policy": LotPolicy.FIXED_ORDER_QUANTITY, "lot_quantity": Decimal(7)},
    {
        "lot_policy": LotPolicy.FIXED_ORDER_QUANTITY,
        "lot_quantity": Decimal(7),
        "multiple_quantity": Decimal(4),
    },
    {"lot_policy": LotPolicy.MIN_MAX, "reorder_point": Decimal(10), "order_up_to": Decimal(40)},
]

dates = st.integers(-3, 40).map(lambda offset: MONDAY + timedelta(days=offset))
quantities = st.integers(1, 50).map(Decimal)


def demand(number: int, quantity: Decimal, due: date, kind=DemandKind.ORDER) -> Demand:
    return Demand(id=f"D{number}", item="A", site="S", quantity=quantity, due_date=due, kind=kind)


def receipt(name: str, quantity: Decimal, due: date) -> Receipt:
    kind = ReceiptKind.PURCHASE
    return Receipt(id=name, item="A", site="S", quantity=quantity, due_date=due, kind=kind)


def problem_of(
    node: Node, demands: list[Demand], receipts: list[Receipt], days: int = 5
) -> Problem:
    """So many working days to get what is missing."""
    source = Source(item="A", site="S", kind=SourceKind.BUY, partner="P", lead_time_days=days)
    return Problem(
        as_of=MONDAY,
        horizon_end=MONDAY + timedelta(days=365),
        calendars={"S": WorkingCalendar.monday_to_friday()},
        nodes=[node],
        sources=[source],
        demands=demands,
        receipts=receipts,
    )


@st.composite
def problems(draw) -> Problem:
    node = Node(
        **PLACE,
        on_hand=draw(st.integers(-5, 30).map(Decimal)),
        safety_stock=draw(st.sampled_from([Decimal(0), Decimal(8)])),
        safety_days=draw(st.integers(0, 2)),
        planning_fence_days=draw(st.sampled_from([0, 5])),
        tolerance_days=1,
        **draw(st.sampled_from(LOTS)),
    )
    kinds = st.sampled_from([DemandKind.ORDER, DemandKind.FORECAST])
    demands = [
        demand(number, draw(quantities), draw(dates), draw(kinds))
        for number in range(draw(st.integers(0, 6)))
    ]
    owners = st.sampled_from(list(FOLLOWED))
    receipts = [
        receipt(f"{draw(owners)} {number}", draw(quantities), draw(dates))
        for number in range(draw(st.integers(1, 6)))
    ]
    return problem_of(node, demands, receipts, draw(st.integers(1, 8)))


def followed(receipts: list[Receipt], messages: list[Message]) -> list[Receipt]:
    """The receipts as those who own them leave them."""
    by_id = {receipt.id: receipt for receipt in receipts}
    for message in messages:
        receipt = by_id[message.subject_id]
        if message.action is Action.CANCEL:
            del by_id[receipt.id]
        else:
            by_id[receipt.id] = replace(
                receipt,
                due_date=message.advised_date or receipt.due_date,
                quantity=message.advised_quantity or receipt.quantity,
            )
    return list(by_id.values())


@settings(max_examples=300)
@given(problems())
def test_what_follows_the_advice_is_soon_as_it_is_wanted(problem):
    rounds = []
    for _ in range(MOST_ROUNDS):
        advice = [message for message in make_plan(problem).messages if is_followed(message)]
        if not advice:
            return
        rounds.append(advice)
        problem = replace(problem, receipts=followed(problem.receipts, advice))
    pytest.fail(str(rounds))


def is_followed(message: Message) -> bool:
    return message.action in FOLLOWED.get(message.subject_id.split()[0], ())


def test_a_fixed_lot_rounded_up_to_the_multiple_is_not_too_much():
    node = Node(
        **PLACE,
        lot_policy=LotPolicy.FIXED_ORDER_QUANTITY,
        lot_quantity=Decimal(25),
        multiple_quantity=Decimal(12),
    )
    wanted = demand(0, Decimal(20), MONDAY + timedelta(days=28))
    [order] = make_plan(problem_of(node, [wanted], [])).orders
    ordered = receipt("R", order.quantity, order.due_date)

    plan = make_plan(problem_of(node, [wanted], [ordered]))

    assert (order.quantity, plan.messages) == (36, [])


def test_an_order_keeps_the_lots_of_its_supplier_when_another_sells_on_its_day():
    wanted = demand(0, Decimal(20), MONDAY + timedelta(days=28))
    given_before = problem_of(Node(**PLACE), [wanted], [])
    [source] = given_before.sources
    ending = MONDAY + timedelta(days=14)
    sources = [
        replace(source, multiple_quantity=Decimal(12), valid_to=ending),
        replace(source, partner="Q", valid_from=ending + timedelta(days=1)),
    ]
    ordered = replace(receipt("R", Decimal(24), wanted.due_date), partner="P")

    plan = make_plan(replace(given_before, sources=sources, receipts=[ordered]))

    assert plan.messages == []
