"""Clients that send or read slowly, too much, or go away: none holds a thread, of which a web
process has four.
"""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from sanye.project.runtime.receiving import MEGABYTE, MOST, environ_of
from tests.project.plant.plant import BODY_SECONDS, Plant, Web
from tests.project.plant.standby import until

THREADS = 4
MORE_THAN_THREADS = 3 * THREADS
ITEMS = 20_000
HEADERS = [
    ("cookie", "a=1"),
    ("cookie", "b=2"),
    ("x-forwarded-for", "192.0.2.1"),
    ("x-forwarded-for", "192.0.2.2"),
    ("x_forwarded_for", "192.0.2.3"),
    ("content-type", "text/csv"),
]


@pytest.fixture
def web(plant: Plant) -> Web:
    plant.wait_until_ready(plant.webs[0])
    return plant.webs[0]


@contextmanager
def connected(web: Web) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", web.port), timeout=30) as client:
        yield client


def head(path: str, *headers: str, length: int | None = None, method: str = "POST") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json"]
    lines += [*headers] + ([] if length is None else [f"Content-Length: {length}"])
    return "\r\n".join([*lines, "", ""]).encode()


def answer_to(client: socket.socket) -> tuple[int, dict[str, str], Any]:
    """Status, headers and the problem or object that came."""
    with client.makefile("rb") as stream:
        status = int(stream.readline().split()[1])
        lines = iter(lambda: stream.readline().decode().strip(), "")
        headers = {name.lower(): text for name, text in (line.split(": ", 1) for line in lines)}
        return status, headers, json.loads(stream.read(int(headers["content-length"])))


def test_who_sends_slowly_holds_no_thread_and_is_told(web: Web) -> None:
    with ExitStack() as clients:
        slow = [clients.enter_context(connected(web)) for _ in range(MORE_THAN_THREADS)]
        for client in slow:
            client.sendall(head("/api/v1/session", "Accept-Language: zh", length=1000) + b"{")

        assert web.status("/readyz") == 200

        for client in slow:
            status, headers, problem = answer_to(client)
            assert (status, problem["code"]) == (408, "stem.http.request_too_slow")
            assert "重新发送" in problem["detail"]
            assert headers["content-type"].startswith("application/problem+json")
            assert headers["x-content-type-options"] == "nosniff"


def test_who_keeps_up_has_longer(web: Web, plant: Plant) -> None:
    """At thirty times the slowest pace, for longer than a body is waited for at first."""
    key = plant.headers["Authorization"]
    piece = b" " * 256 * 1024
    seconds = BODY_SECONDS + 2
    with connected(web) as client:
        length = 2 * seconds * len(piece) + 2
        client.sendall(head("/api/v1/sales-orders", f"Authorization: {key}", length=length))
        for _ in range(2 * seconds):
            client.sendall(piece)
            time.sleep(0.5)  # the pace is what is tried
        client.sendall(b"{}")

        assert answer_to(client)[0] == 422


def test_what_is_too_large_is_refused_before_it_is_here(web: Web, plant: Plant) -> None:
    key = plant.headers["Authorization"]
    with connected(web) as client:
        client.sendall(head("/api/v1/imports/items", f"Authorization: {key}", length=MOST + 1))
        status, headers, problem = answer_to(client)
    assert (status, problem["code"]) == (413, "stem.http.request_too_large")
    assert "65 MB" in problem["detail"]
    assert headers["connection"] == "close"

    def pieces() -> Iterator[bytes]:
        for _ in range(3):
            yield b" " * MEGABYTE

    url = f"http://127.0.0.1:{web.port}/api/v1/session"
    stranger = httpx.post(url, content=pieces(), trust_env=False)
    assert stranger.status_code == 413
    assert "1." in stranger.json()["detail"]


def test_half_a_request_is_no_request(web: Web, plant: Plant) -> None:
    """All of the order is here, but not all that was announced: the client went away."""
    with plant.client() as client:
        customer = client.get("/parties", params={"role": "CUSTOMER"}).json()["items"][0]["id"]
        items = client.get("/items", params={"kind": "MAKE"}).json()["items"]
    day = (datetime.now(UTC) + timedelta(days=60)).date()
    item = next(row["id"] for row in items if row["is_sold"])
    line = {"item_id": item, "quantity": "1", "requested_date": str(day)}
    order = {"customer_id": customer, "customer_reference": "half", "lines": [line]}
    body = json.dumps(order).encode()
    key = plant.headers["Authorization"]
    with connected(web) as sender:
        announced = head("/api/v1/sales-orders", f"Authorization: {key}", length=len(body) + 10)
        sender.sendall(announced + body)

    with connected(web) as sender:  # the same with all of it
        whole = json.dumps(order | {"customer_reference": "whole"}).encode()
        sender.sendall(
            head("/api/v1/sales-orders", f"Authorization: {key}", length=len(whole)) + whole
        )
        assert answer_to(sender)[0] == 201

    asked = "SELECT customer_reference FROM erp_sales_order WHERE customer_reference = ANY(%s)"
    assert plant.rows(asked, ["half", "whole"]) == [("whole",)]


def test_large_answers_nobody_reads_hold_no_thread(web: Web, plant: Plant) -> None:
    rows = "".join(f"LARGE-{number},Part {number:060d},C62,BUY\n" for number in range(ITEMS))
    with plant.client() as client:
        file = {"file": ("items.csv", f"code,name,unit,kind\n{rows}".encode())}
        taken = client.post("/imports/items", files=file)
        assert taken.json().get("created") == ITEMS, taken.text
    key = plant.headers["Authorization"]
    with ExitStack() as clients:
        idle = [clients.enter_context(connected(web)) for _ in range(MORE_THAN_THREADS)]
        for client in idle:
            client.sendall(head("/api/v1/exports/items", f"Authorization: {key}", method="GET"))
        first = [client.recv(1000) for client in idle]

        assert all(b" 200 OK" in part for part in first)
        until(lambda: web.status("/readyz") == 200, "the server answers others")

    answer = web.get("/api/v1/exports/items", plant.headers)
    assert int(answer.headers["content-length"]) == len(answer.content) > MEGABYTE
    assert answer.text.count("LARGE-") == ITEMS


def test_a_request_as_wsgi_has_it() -> None:
    scope = SimpleNamespace(
        http_version="1.1",
        server="127.0.0.1:8000",
        client="[2001:db8::1]:1234",
        scheme="http",
        method="GET",
        path="/中",
        query_string="q=%E4%B8%AD",
        authority=None,
        headers=SimpleNamespace(items=lambda: HEADERS),
    )

    given = environ_of(scope)

    assert given["PATH_INFO"].encode("latin-1").decode() == "/中"
    assert given["REMOTE_ADDR"] == "2001:db8::1"
    assert given["HTTP_COOKIE"] == "a=1; b=2"
    assert given["HTTP_X_FORWARDED_FOR"] == "192.0.2.1,192.0.2.2"
    assert given["CONTENT_TYPE"] == "text/csv"
