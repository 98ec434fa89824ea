"""From demand to supply: many orders planned in one run, and single ones as they come.

    python benchmarks/supply.py [PRODUCTS] [ORDERS]

The supply run: 1,000 products, 1,000 confirmed orders of 5 lines, nothing in stock; from there to
purchase and production orders. `peers/` do the same work. Then quotations are accepted one by one
while worker processes follow, until what must be bought and made exists.
"""

import random
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from harness import Figure, gate, run
from harness.asking import ask
from harness.clock import Clock
from harness.company import (
    AT,
    analyze,
    drain,
    make_company,
    open_company_cursors,
    order_lines,
)
from harness.figures import percentiles, said
from harness.serving import wait_for_quiet, workers

PRODUCTS, ORDERS = (int(n) for n in [*sys.argv[1:3], *("1000", "1000")[len(sys.argv) - 1 :]])
LINES = 5
SINGLE, WARM_UP = 40, 3
WORKERS = 2
"""As many as `sanye up` starts: one buys while the other makes."""
POLL_SECONDS = 0.01
PATIENCE_SECONDS = 60
MAKING = (
    "erp.purchasing.orders",
    "erp.production.orders",
    "scm.planning.supply_demand",
    "scm.planning.hand_over",
)


def measure() -> Iterator[Figure]:
    company = make_company(PRODUCTS)
    open_company_cursors()
    _warm_up(company)
    take_orders(company)
    drain("scm.planning.supply_demand")
    analyze()
    with Clock() as planning:
        plan(company)
    with Clock() as making:
        drain(*MAKING)
    found = _check()
    lines = f"{PRODUCTS:,} products, {ORDERS * LINES:,} lines"
    yield Figure(
        name=f"supply run, {lines}: planned and released",
        value=planning.cpu,
        unit="s CPU",
        floor=2,
        target=0.5,
        beside=f"{planning.wall:.2f} s wall; {found}",
    )
    yield Figure(
        name=f"supply run, {lines}: to purchase and production orders",
        value=planning.cpu + making.cpu,
        unit="s CPU",
        beside=f"{planning.wall + making.wall:.2f} s wall",
    )
    drain()
    analyze()
    yield _single(company)


def _warm_up(company) -> None:
    """This process has planned and ordered before, as a worker has, and the peer by its loops."""
    take_order(company, random.Random(2), 1)
    drain("scm.planning.supply_demand")
    plan(company)
    drain(*MAKING)


def take_orders(company) -> None:
    """All confirmed orders that the run starts from."""
    draw = random.Random(3)
    for _ in range(ORDERS):
        take_order(company, draw, LINES)


def take_order(company, draw, lines: int) -> None:
    """Promised by hand: the promise has its own figure."""
    from sanye.erp.sales_orders.commands import place_sales_order, promise_by_hand

    acting = {"by": company.by, "at": AT}
    order = place_sales_order(
        customer_id=draw.choice(company.customers),
        lines=order_lines(company, draw, lines),
        **acting,
    )
    promise_by_hand(order_id=order.id, dates={}, **acting)


def plan(company) -> None:
    """A run over everything."""
    from sanye.scm.planning.commands import run_planning

    run_planning(by=company.by, at=AT)


def _check() -> str:
    """Every line is served, and every released order has become an order to buy or to make."""
    planned = ask("SELECT count(*) FROM scm_planned_order")
    open_ = ask("SELECT count(*) FROM scm_planned_order WHERE status = 'PLANNED'")
    unserved = ask(
        "SELECT count(*) FROM scm_known_demand d WHERE d.demand_type = 'SALES_ORDER'"
        " AND d.quantity <> (SELECT coalesce(sum(p.quantity), 0) FROM scm_plan_peg p"
        " WHERE p.need_id = d.id)"
    )
    bought = ask("SELECT count(*) FROM erp_purchase_order_line")
    made = ask("SELECT count(*) FROM erp_production_order")
    gate(unserved == 0, f"{unserved} lines are not served in full")
    gate(bought and made, f"{bought} lines bought, {made} made")
    return (
        f"{planned:,} planned, {open_:,} beyond the fence,"
        f" {bought:,} lines to buy, {made:,} to make"
    )


def _single(company) -> Figure:
    """An accepted quotation over what is there; done when planning has handed everything over."""
    from sanye.crm.quoting import commands as quoting

    draw = random.Random(4)
    seconds = []
    with workers(company, WORKERS):
        for _ in range(WARM_UP + SINGLE):
            acting = {"by": company.by, "at": datetime.now(UTC)}
            quotation = quoting.draft_quotation(
                customer_id=draw.choice(company.customers),
                lines=_asked(company, draw),
                **acting,
            )
            quoting.send_quotation(quotation_id=quotation.id, **acting)
            began = time.perf_counter()
            quoting.accept_quotation(quotation_id=quotation.id, **acting)
            _wait_for_supply(quotation.id)
            seconds.append(time.perf_counter() - began)
            wait_for_quiet(company)  # what else follows is not this one's
    seconds = seconds[WARM_UP:]
    return Figure(
        name="accepted quotation → purchase and production orders exist, p95",
        value=percentiles(seconds)[1],
        unit="ms",
        floor=2000,
        target=300,
        beside=said(seconds),
    )


def _asked(company, draw):
    from sanye.crm.quoting.commands import LineAsked

    return [
        LineAsked(item_id=line.item_id, quantity=line.quantity, requested_date=line.requested_date)
        for line in order_lines(company, draw, 1)
    ]


def _wait_for_supply(quotation_id) -> None:
    """Until the order's line is planned, and whatever is planned has been handed over to an order
    to buy or to make."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends:
        if ask(_SUPPLIED, quotation_id):
            return
        time.sleep(POLL_SECONDS)
    gate(False, "an accepted quotation was not supplied")


_SUPPLIED = """
SELECT EXISTS (SELECT FROM erp_sales_order o JOIN scm_known_demand d ON d.order_id = o.id
                WHERE o.quotation_id = %s AND d.is_planned)
   AND NOT EXISTS (SELECT FROM scm_planned_order WHERE status IN ('PLANNED', 'RELEASED'))
"""


if __name__ == "__main__":
    run(measure)
