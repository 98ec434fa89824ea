"""Promise dates over HTTP from material and lead times: asked for, and given with an order.

    python benchmarks/promises.py [PER_SECOND …]

The company of `supply.py` with stock of everything and its 5,000 lines planned. A web server of two
processes is asked at a steady rate when single lines could be there; then as many orders of a line,
placed before, are confirmed: each answer holds its supply and the order is durable with its date.
The first seconds of either do not count: the server has just been started, and the database reads
its catalogue anew in each of the connections that the load makes it open.
Gates: every order has its date, and no item is promised beyond its supply on any day.
"""

import random
import sys
from collections.abc import Callable, Iterator
from itertools import accumulate
from uuid import UUID

from harness import Figure, gate, run
from harness.asking import ask, key_of
from harness.calling import Caller, asked, web
from harness.clock import Clock
from harness.company import (
    AT,
    TODAY,
    analyze,
    drain,
    make_company,
    open_company_cursors,
    order_lines,
    release_ahead,
)
from harness.figures import percentiles, said
from harness.load import open_loop
from supply import PRODUCTS, plan, take_orders

RATES = [int(word) for word in sys.argv[1:]] or [50, 200]
SECONDS, CALLERS, BATCH = 10, 16, 1000
FIRST_SECONDS = 5
STOCK = 150
BOUNDS = {50: (200, None), 200: (None, 50)}
"""Floor and target in ms of the 99th in a hundred, at their rates."""


def measure() -> Iterator[Figure]:
    company = make_company(PRODUCTS, stock=STOCK)
    release_ahead(company, PRODUCTS, days=0)
    open_company_cursors()
    take_orders(company)
    drain()
    plan(company)
    drain()
    analyze()
    draw = random.Random(11)
    with web() as url:
        asking = Caller(url, key_of(company, "PLANNER"))
        selling = Caller(url, key_of(company, "SALES"))
        _first(_asker(asking, company, draw), max(RATES))
        for rate in RATES:
            yield _figure("asked for", rate, _asker(asking, company, draw))
        first = _place(selling, company, draw, min(RATES) * FIRST_SECONDS)
        _first(_confirmer(selling, first), min(RATES))
        for rate in RATES:
            orders = _place(selling, company, draw, rate * SECONDS)
            figure = _figure("kept with a confirmed order", rate, _confirmer(selling, orders))
            _check(company, orders)
            yield figure


def _first(act: Callable[[], None], rate: int) -> None:
    open_loop(act, rate=rate, seconds=FIRST_SECONDS, callers=CALLERS)


def _figure(what: str, rate: int, act: Callable[[], None]) -> Figure:
    with Clock() as clock:
        seconds = open_loop(act, rate=rate, seconds=SECONDS, callers=CALLERS)
    floor, target = BOUNDS.get(rate, (None, None))
    return Figure(
        name=f"promise of a line {what}, over HTTP, {rate} a second, p99",
        value=percentiles(seconds)[2],
        unit="ms",
        floor=floor,
        target=target,
        beside=f"{said(seconds)}; open loop, {clock.database / len(seconds) * 1000:.1f} ms CPU"
        " the database's",
    )


def _asker(caller: Caller, company, draw: random.Random) -> Callable[[], None]:
    questions = iter(
        [
            [
                line | {"site_id": str(company.site_id)}
                for line in asked(order_lines(company, draw, 1))
            ]
            for _ in range(max(RATES) * SECONDS)
        ]
    )
    return lambda: caller.post("/promises/estimates", {"lines": next(questions)})


def _place(caller: Caller, company, draw: random.Random, count: int) -> list[str]:
    """Orders of a line, not confirmed yet."""
    orders: list[str] = []
    while len(orders) < count:
        asked_for = [
            {
                "customer_id": str(draw.choice(company.customers)),
                "lines": asked(order_lines(company, draw, 1)),
            }
            for _ in range(min(count - len(orders), BATCH))
        ]
        placed = caller.post("/sales-orders/bulk", {"orders": asked_for}, status=201)
        orders += [order["id"] for order in placed]
    analyze()
    return orders


def _confirmer(caller: Caller, orders: list[str]) -> Callable[[], None]:
    waiting = iter(orders)
    return lambda: caller.post(f"/sales-orders/{next(waiting)}/confirm", {})


def _check(company, orders: list[str]) -> None:
    promised = ask(
        "SELECT count(*) FROM erp_sales_order o JOIN erp_sales_order_line l ON l.order_id = o.id"
        " JOIN erp_sales_schedule_line s ON s.line_id = l.id"
        " WHERE o.id = ANY(%s::uuid[]) AND o.status = 'CONFIRMED' AND s.promised_date IS NOT NULL",
        orders,
    )
    gate(promised == len(orders), f"{promised} of {len(orders)} are promised")
    drain()
    over = _promised_beyond_supply(company)
    gate(not over, f"promised beyond supply: {over[:3]}")


def _promised_beyond_supply(company) -> list[str]:
    """Items whose balance falls below nothing on some day."""
    from sanye.scm.promising.queries.flows import load_flows
    from sanye.stem.masterdata.models import Item

    items = dict(Item.objects.values_list("id", "code"))
    flows = load_flows(items, today=TODAY, by=company.by, at=AT)
    found = []
    for key, given in flows.items():
        left = min(accumulate(quantity for _, quantity in sorted(given)))
        if left < 0:
            found.append(f"{items[UUID(key.item)]} by {-left}")
    return found


if __name__ == "__main__":
    run(measure)
