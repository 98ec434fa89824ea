"""The real bills, vendors and customers of AdventureWorks become ours, each row accounted for."""

import os
from datetime import datetime
from pathlib import Path

import pytest

from sanye.connectors.adventureworks import import_adventureworks, wording
from sanye.kernel.actors import Actor

DATA = Path(__file__).parents[2].parent / "shared" / "data"
FOLDER = Path(os.environ.get("SANYE_DATA", DATA)) / "adventureworks"

pytestmark = pytest.mark.data


def folder() -> Path:
    if not FOLDER.exists():
        if os.environ.get("REQUIRE_DATA") == "1":
            pytest.fail(f"REQUIRE_DATA=1, but {FOLDER} is absent")
        pytest.skip(f"{FOLDER} is absent; SANYE_DATA may name another place")
    return FOLDER


def test_everything_is_imported_or_left_with_a_reason_and_nothing_twice(
    by: Actor, at: datetime
) -> None:
    first = import_adventureworks(folder(), by=by, at=at)
    second = import_adventureworks(folder(), by=by, at=at)

    assert first.unaccounted == []
    assert first.tables["BillOfMaterials"].imported.total() == 2576
    assert first.tables["Product"].imported.total() == 504
    assert first.written[wording.ITEMS].created == 504
    assert first.counted[wording.OPENING_LINES] > 1000
    assert [what.en for what, n in second.written.items() if n.created or n.changed] == []
    assert second.counted[wording.OPENING_LINES] == 0
