"""Two web and two worker processes behind a proxy: renewed in turn while requests go on, counted as
one, and followed from the request to its last effect by one trace id.
"""

import secrets
import threading
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from tests.faults.installation import in_soak
from tests.project.plant.plant import Part, Plant
from tests.project.plant.standby import until

CALLERS = 4
PAUSE_SECONDS = 1.5
MORE_THAN_THERE_IS = 10


class Orders:
    """Callers that place orders and read lists, one request at a time each, and repeat nothing."""

    def __init__(self, plant: Plant) -> None:
        self.sent: list[str] = []
        self.acknowledged: list[str] = []
        self.failed: list[str] = []
        self.read = 0
        self._plant = plant
        with plant.client() as client:
            customers = client.get("/parties", params={"role": "CUSTOMER"}).json()["items"]
            items = client.get("/items", params={"kind": "MAKE"}).json()["items"]
        self._customer = customers[0]["id"]
        self._item = next(row["id"] for row in items if row["is_sold"])
        self._stopped = threading.Event()
        self._threads = [threading.Thread(target=self._call) for _ in range(CALLERS)]

    def __enter__(self) -> "Orders":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        for thread in self._threads:
            thread.join()

    def body(self, quantity: int = 1) -> dict[str, Any]:
        """An order or a question."""
        day = (datetime.now(UTC) + timedelta(days=60)).date()
        line = {"item_id": self._item, "quantity": str(quantity), "requested_date": str(day)}
        return {"customer_id": self._customer, "lines": [line]}

    def _call(self) -> None:
        with self._plant.client() as client:
            while not self._stopped.wait(PAUSE_SECONDS):
                self._place(client)
                answer = client.get("/sales-orders", params={"limit": 5})
                self.read += 1
                if answer.status_code != 200:
                    self.failed.append(f"GET {answer.status_code} {answer.text[:200]}")

    def _place(self, client: httpx.Client) -> None:
        reference = secrets.token_hex(6)
        self.sent.append(reference)
        answer = client.post(
            "/sales-orders",
            json=self.body() | {"customer_reference": reference},
            headers={"Idempotency-Key": reference},
        )
        if answer.status_code == 201:
            self.acknowledged.append(reference)
        else:
            self.failed.append(f"POST {answer.status_code} {answer.text[:200]}")


def traced(trace: str, parts: Sequence[Part]) -> list[dict[str, Any]]:
    return [line for part in parts for line in part.lines() if line.get("trace_id") == trace]


def test_a_trace_id_leads_from_a_request_to_its_last_effect(plant: Plant) -> None:
    planned, bought = secrets.token_hex(16), secrets.token_hex(16)
    with plant.client() as client:
        order = client.post("/sales-orders", json=Orders(plant).body(MORE_THAN_THERE_IS)).json()
        plant.trace(client, f"/sales-orders/{order['id']}/confirm", planned)
        plant.wait_for_event(planned, "sanye.scm.planning_run.finished.v1")
        wanted = {"status": "PLANNED", "sales_order_id": order["id"]}
        rows = client.get("/planning/planned-orders", params=wanted).json()["items"]
        body = {"planned_order_ids": [row["id"] for row in rows]}
        plant.trace(client, "/planning/planned-orders/release", bought, body)
        plant.wait_for_event(bought, "sanye.erp.purchase_order.created.v1")

    for trace, first, last in (
        (planned, "erp.sales_orders.confirm_sales_order", "scm.planning.net_change"),
        (bought, "scm.planning.release_planned_orders", "erp.purchasing.orders"),
    ):
        logged = plant.rows(
            "SELECT name, actor_name FROM stem_command_log WHERE correlation_id = %s", trace
        )
        assert (first, "rolling") in logged
        assert last in {actor for _, actor in logged}
        [asked] = traced(trace, plant.webs)
        assert (asked["event"], asked["status"]) == ("request", 200)
        assert last in {line["cursor"] for line in traced(trace, plant.workers)}


@in_soak
def test_all_are_renewed_in_turn_and_no_request_fails(plant: Plant) -> None:
    with Orders(plant) as orders:
        for web, worker in zip(plant.webs, plant.workers, strict=True):
            plant.renew(web)
            plant.wait_until_ready(web)
            plant.renew(worker)
    print(f"{len(orders.acknowledged)} orders placed, {orders.read} lists read, none failed")

    assert orders.failed == []
    assert len(orders.acknowledged) == len(orders.sent) > 20
    stored = plant.rows("SELECT customer_reference FROM erp_sales_order")
    kept = Counter(reference for (reference,) in stored if reference)
    assert kept == Counter(orders.sent)
    until(lambda: plant.told() == [len(stored)] * 2, lambda: f"both count all: {plant.told()}")
    assert all(any(line.get("method") == "POST" for line in web.lines()) for web in plant.webs)
    plant.verify()
