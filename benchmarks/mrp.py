"""MRP, full run in memory: `python benchmarks/mrp.py [ITEMS] [DEMANDS] [LINES]`.

The structure: ITEMS items on 8 levels, LINES bill lines into the levels below (four a made item,
where nothing is said), DEMANDS (twice the items) on the top level spread over half a year, a
receipt for every fifth item, lots as companies have them. The size of choices.md, for which it
takes minutes and 6 GB: 100000 1000000 400000.
Gate: every demand and requirement is served in full. Floor: one millisecond a node.
"""

import gc
import hashlib
import random
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from time import process_time

from harness import Figure, gate, run

from sanye.engines.mrp import (
    Bill,
    BillLine,
    Demand,
    LotPolicy,
    Node,
    Plan,
    Problem,
    Receipt,
    ReceiptKind,
    Source,
    SourceKind,
    make_plan,
)
from sanye.kernel.calendars import WorkingCalendar

TODAY = date(2026, 1, 5)
LEVELS, HORIZON_DAYS = 8, 180
LINES_OF_MADE, DEMANDS_OF_ITEM = 4, 2
FLOOR_SECONDS = 0.001
LOTS = [
    {},
    {"lot_policy": LotPolicy.PERIOD_ORDER_QUANTITY, "period_days": 10},
    {"lot_policy": LotPolicy.PERIOD_ORDER_QUANTITY, "period_days": 20},
    {"minimum_quantity": Decimal(50), "multiple_quantity": Decimal(10)},
]


def build(count: int, demands: int, bill_lines: int | None = None) -> Problem:
    """A problem of so many items and demands; the same numbers give the same problem."""
    draw = random.Random(7)
    level = [min(number * LEVELS // count, LEVELS - 1) for number in range(count)]
    first = [level.index(at) if at in level else count for at in range(LEVELS)]
    made = first[-1]
    until = made * LINES_OF_MADE if bill_lines is None else bill_lines
    nodes, sources, lines = [], [], []
    for number in range(count):
        is_made = level[number] < LEVELS - 1
        item = f"I{number:06d}"
        nodes.append(
            Node(
                item=item,
                site="S",
                calendar="C",
                unit_decimals=0,
                on_hand=Decimal(draw.randint(0, 200)),
                **draw.choice(LOTS),
            )
        )
        kind = SourceKind.MAKE if is_made else SourceKind.BUY
        sources.append(Source(item=item, site="S", kind=kind, lead_time_days=draw.randint(1, 10)))
        if is_made:
            below = first[level[number] + 1]
            lines += [
                BillLine(
                    bill=item,
                    component=f"I{draw.randrange(below, count):06d}",
                    quantity=Decimal(draw.randint(1, 4)),
                )
                for _ in range(until * number // made, until * (number + 1) // made)
            ]
    top = first[1]
    return Problem(
        as_of=TODAY,
        horizon_end=TODAY + timedelta(days=365),
        calendars={"C": WorkingCalendar.monday_to_friday()},
        nodes=nodes,
        sources=sources,
        bills=[Bill(id=n.item, item=n.item, site="S") for n in nodes[:made]],
        bill_lines=lines,
        demands=[
            Demand(
                id=f"D{number}",
                item=f"I{draw.randrange(top):06d}",
                site="S",
                quantity=Decimal(draw.randint(1, 20)),
                due_date=TODAY + timedelta(days=draw.randint(20, HORIZON_DAYS)),
            )
            for number in range(demands)
        ],
        receipts=[
            Receipt(
                id=f"R{number}",
                item=f"I{number:06d}",
                site="S",
                quantity=Decimal(draw.randint(10, 100)),
                due_date=TODAY + timedelta(days=draw.randint(1, 60)),
                kind=ReceiptKind.PURCHASE,
            )
            for number in range(0, count, 5)
        ],
    )


def unserved(problem: Problem, plan: Plan) -> int:
    """Needs that the links of pegging do not serve in full."""
    served: dict[str, Decimal] = defaultdict(Decimal)
    for peg in plan.pegs:
        served[peg.need_id] += peg.quantity
    needs = [*problem.demands, *plan.requirements]
    return sum(served[need.id] != need.quantity for need in needs)


def digest_of(plan: Plan) -> str:
    """Of all orders: the same problem has the same plan."""
    digest = hashlib.sha256(b"[")
    for number, order in enumerate(plan.orders):
        digest.update(f"{', ' if number else ''}{order!r}".encode())
    digest.update(b"]")
    return digest.hexdigest()[:12]


def measure() -> Iterator[Figure]:
    count, *more = map(int, sys.argv[1:] or ["20000"])
    began = process_time()
    problem = build(count, *(more or [count * DEMANDS_OF_ITEM]))
    built = process_time()
    gc.disable()
    plan = make_plan(problem)
    gc.enable()
    seconds = process_time() - built
    missed = unserved(problem, plan)
    gate(missed == 0, f"{missed} needs are not served in full")
    yield Figure(
        name=f"MRP in memory, {count:,} items, {len(problem.bill_lines):,} bill lines,"
        f" {len(problem.demands):,} demands",
        value=seconds,
        unit="s CPU",
        floor=count * FLOOR_SECONDS,
        beside=f"{built - began:.1f} s to make the records; {len(plan.orders):,} orders,"
        f" {len(plan.requirements):,} requirements, {len(plan.messages):,} messages,"
        f" plan {digest_of(plan)}",
    )


if __name__ == "__main__":
    run(measure, django=False)
