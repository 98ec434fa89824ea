"""Whatever people do, in whatever order: nothing breaks, all checks hold, the log tells it all."""

import os
from datetime import datetime

import pytest

from tests.stories.conftest import Aurora
from tests.stories.walking import (  # noqa: F401 - each brings its steps
    buying,
    changing,
    collecting,
    making,
    planning,
    selling,
    serving,
    shipping,
    storing,
)
from tests.stories.walking.proving import problems
from tests.stories.walking.walk import Walk
from tests.stories.walking.world import furnish

SEEDS = [int(s) for s in os.environ["SEEDS"].split(",")] if "SEEDS" in os.environ else [1, 2]
STEPS = int(os.environ.get("STEPS", "200"))
ROUNDS = int(os.environ.get("ROUNDS", "1"))


@pytest.mark.parametrize("seed", SEEDS)
def test_any_order_of_things(aurora: Aurora, at: datetime, seed: int) -> None:
    walk = Walk(aurora, seed, at)
    furnish(walk)
    try:
        for _ in range(ROUNDS):
            walk.run(STEPS)
            assert problems(walk) == []
    finally:
        print(walk.told())
        if os.environ.get("CODES"):
            print("\n".join(f"   {c} {n}" for c, n in walk.codes.most_common(120)))
            print(walk.trail[-8:])
