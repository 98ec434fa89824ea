"""A run over everything in a company of middling size, from reading to durable rows.

    python benchmarks/full_plan.py [PRODUCTS] [ORDERS]

The company of `supply.py` with twenty thousand products and forty thousand open lines; what starts
later than today stays planned. First nothing is planned yet; then a day later nothing has changed,
which is what a company has each night; then the hourly look finds nothing to do.
Floor of each run: one millisecond a product.
"""

import random
import resource
import sys
from collections.abc import Iterator
from datetime import timedelta

from harness import Figure, gate, run
from harness.asking import ask
from harness.clock import Clock
from harness.company import (
    AT,
    analyze,
    drain,
    make_company,
    open_company_cursors,
    release_ahead,
)
from supply import take_order

PRODUCTS, ORDERS = (int(n) for n in [*sys.argv[1:3], *("20000", "4000")[len(sys.argv) - 1 :]])
LINES = 10
FLOOR_SECONDS = 0.001


def measure() -> Iterator[Figure]:
    from sanye.scm.planning.commands import plan_what_is_due

    company = make_company(PRODUCTS)
    release_ahead(company, PRODUCTS, days=0)
    open_company_cursors()
    draw = random.Random(8)
    for _ in range(ORDERS):
        take_order(company, draw, LINES)
    drain("scm.planning.supply_demand")
    analyze()
    first, _ = _planned(company, "all of it new", AT)
    unserved = ask(
        "SELECT count(*) FROM scm_known_demand d WHERE d.quantity <> (SELECT"
        " coalesce(sum(p.quantity), 0) FROM scm_plan_peg p WHERE p.need_id = d.line_id)"
    )
    gate(unserved == 0, f"{unserved} lines are not served in full")
    yield first
    drain()
    analyze()
    tomorrow = AT + timedelta(days=1)
    again, changed = _planned(company, "nothing changed since yesterday", tomorrow)
    gate(changed == 0, f"{changed} orders are planned otherwise for no reason")
    yield again
    with Clock() as looking:
        due = plan_what_is_due(by=company.by, at=tomorrow)
    gate(due is None, "all is planned, yet something is due")
    yield Figure(
        name="hourly look that finds nothing to plan",
        value=looking.wall * 1000,
        unit="ms",
        beside=f"of {PRODUCTS:,} products",
    )


def _planned(company, name: str, at) -> tuple[Figure, int]:
    """The figure, and how many orders the run made or changed."""
    from sanye.scm.planning.commands import run_planning

    with Clock() as clock:
        done = run_planning(by=company.by, at=at)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows = ask("SELECT (SELECT count(*) FROM scm_plan_requirement) + count(*) FROM scm_plan_peg")
    figure = Figure(
        name=f"run over everything, {PRODUCTS:,} products, {ORDERS * LINES:,} lines: {name}",
        value=clock.cpu,
        unit="s CPU",
        floor=PRODUCTS * FLOOR_SECONDS,
        beside=f"{clock.wall:.1f} s wall, {clock.database:.1f} s CPU the database's;"
        f" {done.planned_order_count:,} planned orders, {rows:,} rows that explain them;"
        f" {memory:,.0f} MB at most",
    )
    return figure, done.created_count + done.changed_count + done.dropped_count


if __name__ == "__main__":
    run(measure)
