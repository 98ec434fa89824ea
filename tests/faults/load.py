"""Fifty clients who order the same few things for the same few customers, over the public API.

A request whose answer was lost, or that could not be served, is sent again with its
Idempotency-Key. What was acknowledged is noted: it must be there, once.
"""

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any
from uuid import UUID

import httpx

from tests.faults.installation import Installation

CLIENTS = 50
FEW = 12
"""Where the fault is not one of concurrency."""
BURST_SECONDS = 15.0
"""All clients come at the same time, then have other things to do."""
WITHIN_SECONDS = 2.0
PATIENCE_SECONDS = 150.0
STOCK = 5000

Row = dict[str, Any]


class GivenUp(Exception):
    """Nobody answered for long."""


class Refused(Exception):
    """The API said no, for good: nothing here is forbidden, and there is stock for all."""


class Load:
    """The clients at work for the time of a block; afterwards what they saw."""

    def __init__(self, installation: Installation, name: str, *, clients: int = CLIENTS) -> None:
        self.installation = installation
        self.name = name
        self.answers: Counter[str] = Counter()
        """Answers by status, and code of the problem."""
        self.lost: Counter[str] = Counter()
        """Answers that did not come, by what happened to the connection."""
        self.placed: dict[str, str] = {}
        """Acknowledged orders: our reference, their id."""
        self.facts: list[tuple[str, str]] = []
        """Acknowledged changes: the document's id and the type of the event that tells it."""
        self.broken: list[str] = []
        """What no client may ever see."""
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._http = httpx.Client(
            base_url=f"{installation.url}/api/v1",
            timeout=30.0,
            trust_env=False,
            limits=httpx.Limits(max_connections=2 * clients),
        )
        self._threads = [
            threading.Thread(target=self._work, args=(number,), daemon=True)
            for number in range(clients)
        ]

    def __enter__(self) -> "Load":
        self._http.headers["Authorization"] = f"Bearer {token_of(self.installation)}"
        self.customers = [row["id"] for row in self._all("/parties", role="CUSTOMER")]
        self.items = [row["id"] for row in self._all("/items", kind="MAKE") if row["is_sold"]]
        self._fill_up()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(PATIENCE_SECONDS + 60)
        assert kind is not None or not any(thread.is_alive() for thread in self._threads)
        self._http.close()

    def told(self) -> str:
        """Counts of what was tried and seen."""
        return (
            f"{len(self.placed)} orders, {len(self.facts)} facts acknowledged;"
            f" answers {dict(sorted(self.answers.items()))}; lost {dict(self.lost)}"
        )

    def send(self, method: str, path: str, key: str = "", body: Row | None = None) -> Any:
        """The answer, however often it must be asked for. Raises Refused, GivenUp."""
        ends = time.monotonic() + PATIENCE_SECONDS
        headers = {"Idempotency-Key": f"{self.name}-{key}"} if key else {}
        while time.monotonic() < ends:
            try:
                answer = self._http.request(method, path, json=body, headers=headers)
            except httpx.TransportError as error:
                with self._lock:
                    self.lost[type(error).__name__] += 1
                time.sleep(1)
                continue
            if self._note(answer, path):
                return answer.json()
            time.sleep(float(answer.headers.get("Retry-After", 1)) / 2)
        raise GivenUp(path)

    def order_of(self, reference: str) -> Row:
        """What a fixed order asks for."""
        line = {"item_id": self.items[0], "quantity": 1, "requested_date": "2030-01-01"}
        return {
            "customer_id": self.customers[0],
            "customer_reference": reference,
            "lines": [line],
        }

    def place(self, name: str) -> Row:
        """A single order beside those of the clients; the same name gets the same one."""
        reference = f"{self.name}-{name}"
        order = self.send("POST", "/sales-orders", name, self.order_of(reference))
        with self._lock:
            self.placed[reference] = order["id"]
        return dict(order)

    def _note(self, answer: httpx.Response, path: str) -> bool:
        """True for a good answer, False where it is worth while to ask again. Raises Refused."""
        said = str(answer.status_code)
        if answer.is_error:
            said += f" {_code_of(answer)}"
        with self._lock:
            self.answers[said] += 1
            if answer.status_code == 500 or "try_again" in said or "deadlock" in answer.text:
                self.broken.append(f"{path}: {answer.text[:300]}")
        if answer.is_success or answer.status_code >= 500:
            return answer.is_success
        raise Refused(f"{path}: {said}")

    def _all(self, path: str, **params: str) -> list[Row]:
        answer = self._http.get(path, params={**params, "limit": 200})
        answer.raise_for_status()
        return list(answer.json()["items"])

    def _fill_up(self) -> None:
        """Stock of what is sold, in one heap for all."""
        site = next(row["id"] for row in self._all("/sites") if row["code"] == "PLANT")
        lines = [
            {"item_id": item, "site_id": site, "quantity": STOCK, "unit_cost": "60", "lot": "L1"}
            for item in self.items
        ]
        body = {"lines": lines, "posting_date": str(datetime.now(UTC).date())}
        self.send("POST", "/stock/openings", "stock", body)

    def _work(self, number: int) -> None:
        rng = random.Random(f"{self.name}-{number}")
        count = 0
        while not self._stop.is_set():
            try:
                self._order(f"{number}-{count}", rng)
            except Exception as error:  # noqa: BLE001 - refused, given up, or no answer to read
                with self._lock:
                    self.broken.append(repr(error))
            count += 1
            until = BURST_SECONDS - time.monotonic() % BURST_SECONDS
            self._stop.wait(until + rng.uniform(0, WITHIN_SECONDS))

    def _order(self, number: str, rng: random.Random) -> None:
        """Some order, confirmed; then it is cancelled, shipped or left."""
        reference = f"{self.name}-{number}"
        asked = datetime.now(UTC).date() + timedelta(days=rng.randint(1, 30))
        wanted = rng.sample(self.items, rng.randint(1, len(self.items)))
        lines = [
            {"item_id": item, "quantity": rng.randint(1, 3), "requested_date": str(asked)}
            for item in wanted
        ]
        body = {
            "customer_id": rng.choice(self.customers),
            "customer_reference": reference,
            "lines": lines,
        }
        order = self.send("POST", "/sales-orders", f"{number}-place", body)
        with self._lock:
            self.placed[reference] = order["id"]
        self._done(order["id"], "sales_order.placed")
        path = f"/sales-orders/{order['id']}"
        order = self.send("POST", f"{path}/confirm", f"{number}-confirm", {})
        if order["status"] != "CONFIRMED":
            return
        self._done(order["id"], "sales_order.confirmed")
        fate = rng.random()
        if fate < 0.25:
            self.send("POST", f"{path}/cancel", f"{number}-cancel", {"reason": "not wanted"})
            self._done(order["id"], "sales_order.cancelled")
        elif fate < 0.6:
            self._ship(order, number)

    def _ship(self, order: Row, number: str) -> None:
        parts = [part["id"] for line in order["lines"] for part in line["schedule"]]
        body = {"lines": [{"schedule_line_id": part} for part in parts]}
        goods = self.send("POST", "/deliveries", f"{number}-deliver", body)
        path = f"/deliveries/{goods['id']}"
        self.send("POST", f"{path}/pick", f"{number}-pick", {})
        body = {"carrier": "SF", "tracking_number": goods["number"]}
        self.send("POST", f"{path}/ship", f"{number}-ship", body)
        self._done(goods["id"], "delivery.shipped")

    def _done(self, document_id: str, fact: str) -> None:
        with self._lock:
            self.facts.append((document_id, f"sanye.erp.{fact}.v1"))

    def check(self) -> None:
        """What was acknowledged is there once; what was not, at most once; nobody saw an error."""
        assert self.broken == [], self.told() + f"; seen by clients: {self.broken}"
        assert self.placed, self.told()
        found = self.installation.rows(
            "SELECT customer_reference, count(*), min(id::text) FROM erp_sales_order"
            " WHERE customer_reference LIKE %s GROUP BY 1",
            f"{self.name}-%",
        )
        assert [row for row in found if row[1] != 1] == []
        there = {reference: order_id for reference, _, order_id in found}
        assert {name: there.get(name) for name in self.placed} == self.placed
        counts = dict.fromkeys(self.facts, 0) | {
            (str(key), kind): count
            for key, kind, count in self.installation.rows(
                "SELECT key, type, count(*) FROM stem_event WHERE key = ANY(%s) AND type = ANY(%s)"
                " GROUP BY 1, 2",
                [UUID(document) for document, _ in self.facts],
                [kind for _, kind in self.facts],
            )
        }
        assert {fact: counts[fact] for fact in self.facts if counts[fact] != 1} == {}


def token_of(installation: Installation) -> str:
    """A key of the administrator, asked for as a person would."""
    known = json.loads((installation.home / "logins.json").read_text())["logins"]
    login = next(one for one in known if one["role"] == "ADMIN")
    with signed_in(installation, login) as http:
        answer = http.post("/api-keys", json={"name": "faults", "user_id": own_id(http)})
        answer.raise_for_status()
        return str(answer.json()["token"])


@contextmanager
def signed_in(installation: Installation, login: Row) -> Iterator[httpx.Client]:
    """A browser's session."""
    words = {"login": login["login"], "password": login["password"]}
    url = f"{installation.url}/api/v1"
    with httpx.Client(base_url=url, timeout=60.0, trust_env=False) as http:
        _take_token(http)
        http.post("/session", json=words).raise_for_status()
        _take_token(http)
        yield http


def _take_token(http: httpx.Client) -> None:
    http.headers["X-CSRFToken"] = http.get("/session/token").json()["csrf_token"]


def own_id(http: httpx.Client) -> str:
    return str(http.get("/session").json()["user"]["id"])


def _code_of(answer: httpx.Response) -> str:
    try:
        return str(answer.json().get("code"))
    except ValueError:
        return answer.text[:80]
