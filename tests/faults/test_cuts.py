"""Connections are cut between any two processes while orders come in."""

import json
import os
import random
import time
from collections import Counter

from tests.faults.cutting import Connection, connections_of, cut
from tests.faults.installation import Installation, in_soak
from tests.faults.load import Load

CUTS = 400 if os.environ.get("SOAK") else 80
SEED = 20261123
LONGEST_SECONDS = 120
LOOK_SECONDS = 2.0
"""A worker speaks to NATS for a moment only, when there are events; it is looked for until it was
caught at it."""
PAIRS = ["client to web", "web to postgres", "worker to nats", "worker to postgres"]


def find_connections(installation: Installation, pair: str) -> list[Connection]:
    """What is open between two parts, as soon as anything is."""
    speaker, _, server = pair.partition(" to ")
    ends = time.monotonic() + LOOK_SECONDS
    servers = json.loads((installation.home / "runtime.json").read_text())
    port = installation.port if server == "web" else servers[server]["port"]
    pids = [os.getpid()] if speaker == "client" else installation.processes()[speaker]
    while time.monotonic() < ends:
        if found := connections_of(pids, port):
            return found
        time.sleep(0.002)
    return []


@in_soak
def test_a_cut_connection_costs_nothing_but_a_second_try(installation: Installation) -> None:
    rng = random.Random(SEED)
    done: Counter[str] = Counter()
    with Load(installation, "cuts") as load:
        ends = time.monotonic() + LONGEST_SECONDS
        while done.total() < CUTS or (len(+done) < len(PAIRS) and time.monotonic() < ends):
            missing = [pair for pair in PAIRS if not done[pair]]
            pair = rng.choice(missing if done.total() >= CUTS else PAIRS)
            found = find_connections(installation, pair)
            for end in rng.sample(found, min(2, len(found))):
                done[pair] += cut(end)
            time.sleep(rng.uniform(0.1, 0.8))

    answer = installation.verified()

    print(f"{done.total()} cuts {dict(done)}; {load.told()}; {len(answer['checks'])} checks")
    load.check()
    assert sorted(+done) == PAIRS
