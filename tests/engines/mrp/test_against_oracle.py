from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from sanye.engines.mrp import (
    Bill,
    BillLine,
    Demand,
    LotPolicy,
    NeedKind,
    Node,
    Problem,
    Receipt,
    ReceiptKind,
    Source,
    SourceKind,
    SupplyKind,
    make_plan,
)
from sanye.kernel.calendars import WorkingCalendar
from tests.engines.mrp.oracle import planned_by_oracle

TODAY = date(2026, 1, 5)
CALENDARS = [
    WorkingCalendar.every_day(),
    WorkingCalendar.monday_to_friday({TODAY + timedelta(days=9): (), TODAY: ()}),
]


@st.composite
def problems(draw):
    count = draw(st.integers(1, 6))
    items = [f"I{number}" for number in range(count)]
    number = st.integers(0, 40).map(Decimal)
    lines = [
        BillLine(
            bill=items[above],
            component=items[below],
            quantity=draw(st.sampled_from([Decimal(1), Decimal(2), Decimal("0.5")])),
            scrap_ratio=draw(st.sampled_from([Decimal(0), Decimal("0.1")])),
        )
        for above in range(count)
        for below in range(above + 1, count)
        if draw(st.booleans())
    ]
    parents = {line.bill for line in lines}
    return Problem(
        as_of=TODAY,
        horizon_end=TODAY + timedelta(days=60),
        calendars={"C": draw(st.sampled_from(CALENDARS))},
        nodes=[draw(_node(item)) for item in items],
        sources=[
            Source(
                item=item,
                site="S",
                kind=SourceKind.MAKE if item in parents else SourceKind.BUY,
                lead_time_days=draw(st.integers(0, 8)),
            )
            for item in items
        ],
        bills=[
            Bill(
                id=i,
                item=i,
                site="S",
                yield_ratio=draw(st.sampled_from([Decimal(1), Decimal("0.8")])),
            )
            for i in sorted(parents)
        ],
        bill_lines=lines,
        demands=[
            Demand(
                id=f"D{n}",
                item=draw(st.sampled_from(items)),
                site="S",
                quantity=draw(number),
                due_date=TODAY + timedelta(days=draw(st.integers(-3, 30))),
            )
            for n in range(draw(st.integers(0, 8)))
        ],
        receipts=[
            Receipt(
                id=f"R{n}",
                item=draw(st.sampled_from(items)),
                site="S",
                quantity=draw(number),
                due_date=TODAY + timedelta(days=draw(st.integers(-3, 30))),
                kind=ReceiptKind.PURCHASE,
            )
            for n in range(draw(st.integers(0, 4)))
        ],
    )


def _node(item):
    plain = {"item": item, "site": "S", "calendar": "C", "unit_decimals": 0}
    fixed = {"lot_policy": LotPolicy.FIXED_ORDER_QUANTITY, "lot_quantity": Decimal(7)}
    lots = st.sampled_from(
        [
            {},
            {"minimum_quantity": Decimal(20)},
            {"multiple_quantity": Decimal(6)},
            {"minimum_quantity": Decimal(10), "multiple_quantity": Decimal(4)},
            fixed,
        ]
    )
    stock = st.integers(-5, 30).map(Decimal)
    return st.builds(lambda lot, on_hand: Node(**plain, **lot, on_hand=on_hand), lots, stock)


@settings(max_examples=300)
@given(problems())
def test_plans_what_the_oracle_plans(problem):
    plan = make_plan(problem)

    orders, requirements = defaultdict(Decimal), defaultdict(Decimal)
    for order in plan.orders:
        orders[order.item, (order.need_date - TODAY).days] += order.quantity
    for requirement in plan.requirements:
        day = (requirement.need_date - TODAY).days
        requirements[requirement.item, day] += requirement.quantity
    negative = [
        Demand(id=f"N{n.item}", item=n.item, site="S", quantity=-n.on_hand, due_date=TODAY)
        for n in problem.nodes
        if n.on_hand < 0
    ]
    mended = [replace(n, on_hand=max(n.on_hand, Decimal(0))) for n in problem.nodes]
    given_to_oracle = replace(problem, nodes=mended, demands=[*problem.demands, *negative])
    assert (orders, requirements) == planned_by_oracle(given_to_oracle)


@settings(max_examples=100)
@given(problems())
def test_every_need_is_pegged_in_full_and_no_supply_twice(problem):
    plan = make_plan(problem)

    served, used = defaultdict(Decimal), defaultdict(Decimal)
    for peg in plan.pegs:
        served[peg.need_kind, peg.need_id] += peg.quantity
        used[peg.supply_kind, peg.supply_id or peg.item] += peg.quantity
    for demand in problem.demands:
        assert served[NeedKind.DEMAND, demand.id] == demand.quantity
    for requirement in plan.requirements:
        assert served[NeedKind.REQUIREMENT, requirement.id] == requirement.quantity
    supplies = {(SupplyKind.PLANNED_ORDER, o.id): o.quantity for o in plan.orders}
    supplies |= {(SupplyKind.RECEIPT, r.id): r.quantity for r in problem.receipts}
    supplies |= {(SupplyKind.ON_HAND, n.item): n.on_hand for n in problem.nodes}
    assert all(quantity <= supplies[key] for key, quantity in used.items())


@settings(max_examples=50)
@given(problems(), st.randoms())
def test_the_order_of_the_records_changes_nothing(problem, random):
    shuffled = {}
    for name in ("nodes", "sources", "bills", "bill_lines", "demands", "receipts"):
        records = list(getattr(problem, name))
        random.shuffle(records)
        shuffled[name] = records

    assert make_plan(replace(problem, **shuffled)) == make_plan(problem)
