"""Runs and advice of long ago go, some at a time; what is read stays."""

from datetime import timedelta

import pytest

from sanye.scm.planning import commands
from sanye.scm.planning.jobs import forget_old_plans
from sanye.scm.planning.models import ActionMessage, PlanningRun
from sanye.stem.jobs.models import Job
from sanye.stem.jobs.progress import Progress
from sanye.stem.rows import forgetting
from tests.factories import masterdata as make


@pytest.fixture
def forget(by, at):
    def run(days):
        job = Job.unscoped.create(company_id=by.company_id, name="forget", enqueued_at=at)
        moment = at + timedelta(days=days, seconds=1)
        return forget_old_plans.run(progress=Progress(job.id), by=by, at=moment)

    return run


def test_runs_are_kept_for_a_quarter_and_the_last_over_everything_for_good(
    by, at, forget, monkeypatch
):
    monkeypatch.setattr(forgetting, "MOST_AT_ONCE", 2)
    for day, scope in enumerate(("ALL", "ALL", "NET_CHANGE", "NET_CHANGE", "NET_CHANGE")):
        started_at = at + timedelta(days=day)
        PlanningRun.unscoped.create(
            company_id=by.company_id,
            scope=scope,
            as_of_date=started_at.date(),
            started_at=started_at,
        )

    assert forget(91) == "0 runs, 0 messages"
    assert forget(95) == "3 runs, 0 messages"
    kept = PlanningRun.unscoped.order_by("started_at").values_list("scope", "started_at")
    assert list(kept) == [("ALL", at + timedelta(days=1)), ("NET_CHANGE", at + timedelta(days=4))]


def test_advice_that_was_overtaken_is_kept_for_a_quarter(by, at, forget):
    site, item = make.make_site(by), make.make_item("PART")
    for status in ("OPEN", "OVERTAKEN", "DISMISSED", "OVERTAKEN"):
        ActionMessage.unscoped.create(
            company_id=by.company_id,
            item=item,
            site=site,
            kind="DATA_ERROR",
            status=status,
            data_error=status,
            owner_role="PLANNER",
            due_date=at.date(),
            raised_at=at,
            decided_at=None if status == "OPEN" else at,
        )

    assert forget(91) == "0 runs, 0 messages"
    assert forget(92) == "0 runs, 2 messages"
    assert set(ActionMessage.unscoped.values_list("status", flat=True)) == {"OPEN", "DISMISSED"}
    assert commands.forget_advice(by=by, at=at + timedelta(days=99)) == 0
