"""What waits too long, for rows or for itself, is broken off with a clear refusal and can be sent
again; the web's threads are not lost to it."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import psycopg

from tests.faults.installation import LOCK_SECONDS, STATEMENT_SECONDS, Installation
from tests.faults.load import FEW, Load, token_of

SLOW = """
CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_sleep(60); RETURN NEW; END $$;
CREATE TRIGGER dawdle BEFORE INSERT ON erp_sales_order FOR EACH ROW
WHEN (NEW.customer_reference = 'slow') EXECUTE FUNCTION dawdle();
"""
WORDS = {
    "stem.http.locked_by_others": {"en": "changing the same rows", "zh": "修改相同数据"},
    "stem.http.took_too_long": {"en": "took too long", "zh": "时间过长"},
}


def test_rows_locked_for_long(installation: Installation) -> None:
    with Load(installation, "locks", clients=FEW) as load, asker(installation) as http:
        order = load.place("locked")
        path = f"/sales-orders/{order['id']}/confirm"
        with psycopg.connect(installation.database_url) as other:
            other.execute("SELECT FROM erp_sales_order WHERE id = %s FOR UPDATE", [order["id"]])
            refused = [ask(http, path, "confirm", language) for language in ("en", "zh")]
        confirmed, again = (
            http.post(path, json={}, headers={"Idempotency-Key": "confirm"}) for _ in range(2)
        )

    answer = installation.verified()

    print(f"{len(refused)} requests broken off; {load.told()}; {len(answer['checks'])} checks")
    load.check()
    check_refused(refused, "stem.http.locked_by_others", LOCK_SECONDS, "2")
    assert confirmed.json()["status"] == "CONFIRMED"
    assert again.headers["Idempotent-Replayed"] == "true"


def test_a_statement_that_takes_long(installation: Installation) -> None:
    with Load(installation, "slow", clients=1) as load, asker(installation) as http:
        body = load.order_of("slow")
        installation.rows(SLOW)
        refused = [ask(http, "/sales-orders", "place", language, body) for language in ("en", "zh")]
        installation.rows("DROP FUNCTION dawdle CASCADE")
        placed = http.post("/sales-orders", json=body, headers={"Idempotency-Key": "place"})

    found = installation.rows("SELECT id FROM erp_sales_order WHERE customer_reference = 'slow'")
    check_refused(refused, "stem.http.took_too_long", STATEMENT_SECONDS, "10")
    assert [str(row[0]) for row in found] == [placed.json()["id"]]


def test_a_process_that_is_frozen_holding_rows(installation: Installation) -> None:
    """As when a machine swaps, or a virtual one is moved: what it holds is others' in the end."""
    installation.rows(SLOW.replace("60", "2"))
    with Load(installation, "frozen", clients=1) as load, asker(installation) as http:
        body = load.order_of("slow")
        with ThreadPoolExecutor() as pool:
            answer = pool.submit(ask, http, "/sales-orders", "frozen", "en", body)
            backend = when(installation, "wait_event = 'PgSleep'")
            frozen = [pid for pid in installation.processes()["web"] if pid]
            for pid in frozen:
                os.kill(pid, signal.SIGSTOP)
            try:
                when(installation, f"pid = {backend} AND state = 'idle in transaction'")
                began = time.monotonic()
                when(installation, f"pid = {backend}", is_there=False)
                held = time.monotonic() - began
            finally:
                for pid in frozen:
                    os.kill(pid, signal.SIGCONT)
            refused = answer.result()[0]
        installation.rows("DROP FUNCTION dawdle CASCADE")
        placed = http.post("/sales-orders", json=body, headers={"Idempotency-Key": "frozen"})

    print(f"held for {held:.0f} s; then {refused.status_code}; {load.told()}")
    load.check()
    assert held < STATEMENT_SECONDS + 2
    assert refused.status_code == 503
    assert placed.status_code == 201


def when(installation: Installation, what: str, *, is_there: bool = True) -> int:
    """The backend of which this holds, once it does (or does no longer)."""
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        rows = installation.rows(f"SELECT pid FROM pg_stat_activity WHERE {what}")
        if bool(rows) == is_there:
            return int(rows[0][0]) if rows else 0
        time.sleep(0.05)
    raise AssertionError(what)


def asker(installation: Installation) -> httpx.Client:
    return httpx.Client(
        base_url=f"{installation.url}/api/v1",
        headers={"Authorization": f"Bearer {token_of(installation)}"},
        timeout=60,
        trust_env=False,
    )


def ask(
    http: httpx.Client, path: str, key: str, language: str, body: Any = None
) -> tuple[httpx.Response, str, float]:
    """The answer, the language asked for and how long it took."""
    headers = {"Idempotency-Key": key, "Accept-Language": language}
    started = time.monotonic()
    answer = http.post(path, json=body or {}, headers=headers)
    return answer, language, time.monotonic() - started


def check_refused(
    refused: list[tuple[httpx.Response, str, float]], code: str, seconds: int, later: str
) -> None:
    for answer, language, took in refused:
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (503, code)
        assert WORDS[code][language] in problem["detail"]
        assert answer.headers["Retry-After"] == later
        assert took >= seconds - 0.5
