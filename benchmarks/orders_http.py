"""Order intake over HTTP: a web server of two processes, orders of five lines at a steady rate.

python benchmarks/orders_http.py [PER_SECOND …]
"""

import random
import sys
from collections.abc import Iterator
from threading import Lock

from harness import Figure, gate, run
from harness.asking import key_of
from harness.calling import Caller, asked, web
from harness.clock import Clock
from harness.company import analyze, make_company, order_lines
from harness.figures import percentiles, said
from harness.load import open_loop

RATES = [int(word) for word in sys.argv[1:]] or [10, 25]
SECONDS, CALLERS = 20, 16
BATCH = 1000


def measure() -> Iterator[Figure]:
    company = make_company(customers=50)
    token = key_of(company, "SALES")
    with web() as url:
        seller = _Seller(company, Caller(url, token))
        for _ in range(20):
            seller.place()
        analyze()
        for rate in RATES:
            yield _at(seller, rate)
        yield _many(seller)


def _at(seller: "_Seller", rate: int) -> Figure:
    before = _count()
    with Clock() as clock:
        seconds = open_loop(seller.place, rate=rate, seconds=SECONDS, callers=CALLERS)
    made = _count() - before
    database = clock.database / made * 1000
    gate(made == len(seconds), f"{made} orders of {len(seconds)} requests")
    return Figure(
        name=f"order of 5 lines over HTTP, {rate} a second, p95",
        value=percentiles(seconds)[1],
        unit="ms",
        floor=200,
        target=50,
        beside=f"{said(seconds)}; open loop, {database:.1f} ms CPU the database's",
    )


def _many(seller: "_Seller") -> Figure:
    before = _count()
    with Clock() as clock:
        seller.place_many(BATCH)
    made = _count() - before
    gate(made == BATCH, f"{made} orders of {BATCH}")
    return Figure(
        name=f"order of 5 lines over HTTP, {BATCH:,} in one request",
        value=clock.wall / BATCH * 1000,
        unit="ms",
        beside=f"{clock.wall:.1f} s in all, {clock.database / BATCH * 1000:.1f} ms CPU each the"
        " database's",
    )


class _Seller:
    """Places orders of random goods for random customers."""

    def __init__(self, company, caller: Caller) -> None:
        self._company, self._caller = company, caller
        self._draw, self._lock = random.Random(6), Lock()

    def place(self) -> None:
        self._caller.post("/sales-orders", self._order(), status=201)

    def place_many(self, count: int) -> None:
        orders = [self._order() for _ in range(count)]
        self._caller.post("/sales-orders/bulk", {"orders": orders}, status=201)

    def _order(self) -> dict[str, object]:
        with self._lock:
            customer = self._draw.choice(self._company.customers)
            lines = order_lines(self._company, self._draw)
        return {"customer_id": str(customer), "lines": asked(lines)}


def _count() -> int:
    from sanye.erp.sales_orders.models import SalesOrder

    return SalesOrder.unscoped.count()


if __name__ == "__main__":
    run(measure)
