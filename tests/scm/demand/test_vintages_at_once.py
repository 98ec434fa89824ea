"""Two who keep the pipeline of a day at once: a person, and what is done each week."""

import pytest

from sanye.scm.demand import commands
from sanye.scm.demand.commands import pipeline
from sanye.scm.demand.models import PipelineVintage
from tests.factories.demand import opportunity
from tests.factories.scm import day, report
from tests.racing import race


@pytest.fixture(autouse=True)
def _committed(log_db: None) -> None:
    """Each sees what the other has committed."""


def test_the_later_holds(item, by, at, settle, monkeypatch):
    report(opportunity(item, 40, "0.5", day(9)), by=by, at=at)
    settle()

    counts = race(
        monkeypatch,
        lambda: commands.take_pipeline_vintage(by=by, at=at),
        lambda: commands.take_pipeline_vintage(by=by, at=at),
        at=(pipeline, "insert_rows"),
    )

    assert counts == (1, 1)
    assert PipelineVintage.unscoped.get().expected_quantity == 20
