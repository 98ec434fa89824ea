"""One more line of demand, planned until it is durable.

    python benchmarks/net_change.py [PRODUCTS] [ORDERS]

The company of `supply.py` with its 5,000 open lines. First what starts later than today stays
planned, as it does unless a company says otherwise, and in between somebody edits an item before
each; then everything has been released for ninety days ahead, so that each new line asks for
released orders to change and endangers promises.
"""

import random
import time
from collections.abc import Iterator
from dataclasses import replace

from harness import Figure, gate, run
from harness.company import (
    AT,
    RELEASED_DAYS,
    analyze,
    change_lead_time,
    drain,
    make_company,
    open_company_cursors,
    release_ahead,
)
from harness.figures import percentiles, said
from supply import MAKING, PRODUCTS, plan, take_order, take_orders

CHANGES = 100


def measure() -> Iterator[Figure]:
    company = make_company(PRODUCTS)
    release_ahead(company, PRODUCTS, days=0)
    open_company_cursors()
    take_orders(company)
    drain("scm.planning.supply_demand")
    _plan(company)
    figure = _net_change(company, "net change after one demand", seed=5)
    yield replace(figure, floor=50, target=15)
    yield _net_change(company, "net change after an item was edited", seed=7, edits=True)
    release_ahead(company, PRODUCTS, days=RELEASED_DAYS)
    drain()
    _plan(company)
    yield _net_change(company, "net change where everything is released", seed=6)


def _plan(company) -> None:
    plan(company)
    drain()
    analyze()


def _net_change(company, name: str, *, seed: int, edits: bool = False) -> Figure:
    """Planned and released until it is durable. Between two of them what was released becomes
    orders, what follows from these is planned, and somebody may edit an item."""
    from sanye.scm.planning.commands import plan_net_change, run_planning

    acting = {"by": company.by, "at": AT}
    draw = random.Random(seed)
    seconds, nodes, messages = [], 0, 0
    for _ in range(CHANGES):
        take_order(company, draw, 1)
        drain("scm.planning.supply_demand")
        if edits:
            change_lead_time(company, draw)
        began = time.perf_counter()
        run = plan_net_change(**acting)
        seconds.append(time.perf_counter() - began)
        nodes += run.node_count
        messages += run.message_count
        drain(*MAKING, "scm.planning.net_change")
    again = run_planning(**acting)
    changed = again.created_count + again.changed_count + again.dropped_count
    gate(changed == 0, f"a run over everything changes {changed} orders")
    return Figure(
        name=f"{name}, {PRODUCTS:,} products, p99",
        value=percentiles(seconds)[2],
        unit="ms",
        beside=f"{said(seconds)}; {nodes / CHANGES:.0f} of {again.node_count} items planned again,"
        f" {messages / CHANGES:.0f} messages",
    )


if __name__ == "__main__":
    run(measure)
