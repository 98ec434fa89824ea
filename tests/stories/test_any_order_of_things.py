"""Whatever people do, in whatever order: nothing breaks, all checks hold, the log tells it all.

With -s it prints how many steps of each kind were done and refused. A seed that fails is walked
again by `-k "[7]"`; `SOAK=1` walks more of them, and longer.
"""

import os
from datetime import datetime

import pytest

from tests.stories.conftest import Aurora
from tests.stories.walking import (  # noqa: F401 - each brings its steps
    buying,
    changing,
    collecting,
    courting,
    hearing,
    keeping_books,
    keeping_masters,
    making,
    planning,
    selling,
    serving,
    shipping,
    staffing,
    storing,
)
from tests.stories.walking.proving import problems
from tests.stories.walking.walk import Walk
from tests.stories.walking.world import furnish

SEEDS, ROUNDS = (range(1, 31), 4) if os.environ.get("SOAK") else (range(1, 3), 2)
STEPS = 100
MOST_ROUNDS = 12
DEEP = (
    "issue_invoices",
    "issue_credit_note",
    "close_production_order",
    "receive_goods",
    "post_supplier_invoice",
    "receive_payment",
)
"""What must have happened again and again; a walk in which all is refused proves nothing."""
TIMES = 2


@pytest.mark.parametrize("seed", SEEDS)
def test_any_order_of_things(aurora: Aurora, at: datetime, seed: int) -> None:
    walk = Walk(aurora, seed, at)
    furnish(walk)
    try:
        for done in range(MOST_ROUNDS):
            if done >= ROUNDS and _is_deep(walk):
                break
            walk.run(STEPS)
            assert problems(walk) == [], walk.trail[-20:]
    finally:
        print(walk.told())
    assert _is_deep(walk)


def _is_deep(walk: Walk) -> bool:
    left = walk.done["ship_delivery"] + walk.done["dispatch_shipment"]
    return left >= TIMES and all(walk.done[name] >= TIMES for name in DEEP)
