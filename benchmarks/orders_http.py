"""Order intake over HTTP: a web server of two processes, orders of five lines at a steady rate.

python benchmarks/orders_http.py [PER_SECOND …]
"""

import random
import socket
import sys
import time
from collections.abc import Iterator
from threading import Lock, local
from uuid import uuid4

import httpx
from harness import Figure, gate, run
from harness.asking import key_of
from harness.clock import Clock
from harness.company import analyze, make_company, order_lines
from harness.figures import percentiles, said
from harness.load import open_loop
from harness.serving import process

RATES = [int(word) for word in sys.argv[1:]] or [10, 25]
SECONDS, CALLERS, PATIENCE_SECONDS = 20, 16, 60
BATCH = 1000


def measure() -> Iterator[Figure]:
    company = make_company(customers=50)
    token = key_of(company, "SALES")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with process("web", "--port", str(port), SANYE_RATE="1000000/m"):
        caller = _Caller(company, f"http://127.0.0.1:{port}", token)
        caller.wait()
        for _ in range(20):
            caller.place()
        analyze()
        for rate in RATES:
            yield _at(caller, rate)
        yield _many(caller)


def _at(caller: "_Caller", rate: int) -> Figure:
    before = _count()
    with Clock() as clock:
        seconds = open_loop(caller.place, rate=rate, seconds=SECONDS, callers=CALLERS)
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


def _many(caller: "_Caller") -> Figure:
    before = _count()
    with Clock() as clock:
        caller.place_many(BATCH)
    made = _count() - before
    gate(made == BATCH, f"{made} orders of {BATCH}")
    return Figure(
        name=f"order of 5 lines over HTTP, {BATCH:,} in one request",
        value=clock.wall / BATCH * 1000,
        unit="ms",
        beside=f"{clock.wall:.1f} s in all, {clock.database / BATCH * 1000:.1f} ms CPU each the"
        " database's",
    )


class _Caller:
    """Places orders of random goods for random customers, each with a key of its own."""

    def __init__(self, company, url: str, token: str) -> None:
        self._company, self._draw, self._lock = company, random.Random(6), Lock()
        self._url, self._token, self._mine = url, token, local()

    def wait(self) -> None:
        ends = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < ends:
            try:
                if httpx.get(f"{self._url}/readyz", trust_env=False).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.1)
        gate(False, "the web server was never ready")

    def place(self) -> None:
        if not hasattr(self._mine, "client"):
            self._mine.client = httpx.Client(base_url=self._url, trust_env=False, timeout=30)
        self._post("/api/v1/sales-orders", self._order())

    def place_many(self, count: int) -> None:
        orders = [self._order() for _ in range(count)]
        self._post("/api/v1/sales-orders/bulk", {"orders": orders})

    def _order(self) -> dict[str, object]:
        with self._lock:
            customer = self._draw.choice(self._company.customers)
            lines = order_lines(self._company, self._draw)
        return {
            "customer_id": str(customer),
            "lines": [
                {
                    "item_id": str(line.item_id),
                    "quantity": str(line.quantity),
                    "requested_date": str(line.requested_date),
                }
                for line in lines
            ],
        }

    def _post(self, path: str, body: dict[str, object]) -> None:
        headers = {"Authorization": f"Bearer {self._token}", "Idempotency-Key": str(uuid4())}
        answer = self._mine.client.post(path, json=body, headers=headers)
        gate(answer.status_code == 201, f"{answer.status_code}: {answer.text[:200]}")


def _count() -> int:
    from sanye.erp.sales_orders.models import SalesOrder

    return SalesOrder.unscoped.count()


if __name__ == "__main__":
    run(measure)
