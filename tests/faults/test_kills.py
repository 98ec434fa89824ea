"""Everything is killed at random moments while orders come in; nothing is lost or doubled.

Forty kills here; `make soak` (SOAK=1) makes eight rounds of forty.
"""

import os
import random
import signal
import time
from collections import Counter
from contextlib import suppress

import pytest

from tests.faults.installation import Installation
from tests.faults.load import Load

KILLS = 40
ROUNDS = 8 if os.environ.get("SOAK") else 1
SEED = 20261122
RECOVERY_SECONDS = 20
"""After a kill of what serves clients, the next one waits until somebody is served, but not longer:
a door that is always shut is no load."""


def kill_one(installation: Installation, rng: random.Random) -> str:
    """SIGKILL some process of the installation; the name of its part, or '' if it was gone."""
    part = rng.choices(["web", "worker", "postgres", "nats"], weights=[4, 4, 2, 1])[0]
    with suppress(ProcessLookupError, FileNotFoundError, KeyError, IndexError):
        os.kill(rng.choice(installation.processes()[part]), signal.SIGKILL)
        return part
    return ""


def wait_until_served(load: Load) -> None:
    before = len(load.facts)
    ends = time.monotonic() + RECOVERY_SECONDS
    while len(load.facts) == before and time.monotonic() < ends:
        time.sleep(0.1)


@pytest.mark.parametrize("number", range(ROUNDS))
def test_nothing_acknowledged_is_lost_and_nothing_is_doubled(
    installation: Installation, number: int
) -> None:
    rng = random.Random(SEED + number)
    killed: Counter[str] = Counter()
    with Load(installation, f"kills{number}") as load:
        time.sleep(3)
        while killed.total() < KILLS:
            part = kill_one(installation, rng)
            if part:
                killed[part] += 1
            if part in {"web", "postgres"}:
                wait_until_served(load)
            time.sleep(rng.uniform(0, 2))

    answer = installation.verified()

    print(f"{killed.total()} kills {dict(killed)}; {load.told()}; {len(answer['checks'])} checks")
    load.check()
