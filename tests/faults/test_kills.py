"""Everything is killed at random moments while orders go through; nothing is lost or doubled.

Twenty kills here; `make soak` (SOAK=1) makes three hundred, at most twenty in one round of orders.
"""

import json
import os
import random
import signal
import subprocess
import time
from collections import Counter
from contextlib import suppress

from tests.faults.conftest import Installation

KILLS = 300 if os.environ.get("SOAK") else 20
KILLS_IN_A_ROUND = 20
ORDERS = 6
SEED = 20261122


def kill_one(installation: Installation, rng: random.Random) -> str:
    """SIGKILL some process of the installation; the name of its part, or '' if it was gone."""
    part = rng.choices(["web", "worker", "postgres", "nats"], weights=[4, 4, 2, 1])[0]
    pids = installation.processes()[part]
    if not pids:
        return ""
    with suppress(ProcessLookupError):
        os.kill(rng.choice(pids), signal.SIGKILL)
        return part
    return ""


def start_loop(installation: Installation, seed: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        installation.command(
            "loop", "--orders", str(ORDERS), "--seed", str(seed), "--url", installation.url
        ),
        env=installation.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def _told(installation: Installation, killed: Counter[str], output: bytes) -> str:
    """What somebody needs to know of a round that did not end well."""
    _, state = installation.sanye("status")
    return f"{dict(killed)}\n{output.decode()[-4000:]}\n{json.dumps(state, indent=1)[-6000:]}"


def test_nothing_acknowledged_is_lost_and_nothing_is_doubled(installation: Installation) -> None:
    rng = random.Random(SEED)
    killed: Counter[str] = Counter()
    numbers: list[str] = []
    rounds = 0
    while killed.total() < KILLS:
        rounds += 1
        enough = min(killed.total() + KILLS_IN_A_ROUND, KILLS)
        loop = start_loop(installation, seed=rounds)
        time.sleep(3)  # it opens its door while all is well
        while loop.poll() is None and killed.total() < enough:
            part = kill_one(installation, rng)
            if part:
                killed[part] += 1
            time.sleep(rng.uniform(0.3, 2.5))
        output, errors = loop.communicate(timeout=400)
        assert loop.returncode == 0, _told(installation, killed, output + errors)
        numbers += [order["number"] for order in json.loads(output)["orders"]]

    code, answer = installation.sanye("verify", "--wait", "120")

    print(f"{killed.total()} kills: {dict(killed)}; {len(numbers)} orders in {rounds} rounds")
    broken = {item["check"]: item["problems"] for item in answer["checks"] if item["problems"]}
    assert broken == {}
    assert answer["is_quiet"]
    assert code == 0
    assert len(numbers) == len(set(numbers)) == rounds * ORDERS
    for number in numbers:
        _, journey = installation.sanye("journey", number)
        own = journey["sales_order_id"]  # an order that replaces what came back stands in it too
        types = Counter(step["type"] for step in journey["steps"] if step["document_id"] == own)
        for once in ("sales_order.placed", "sales_order.confirmed", "sales_order.closed"):
            assert types[f"sanye.erp.{once}.v1"] == 1, (number, once)
        assert journey["waiting"] == []
