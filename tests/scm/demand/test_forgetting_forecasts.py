"""Forecasts that no longer hold go after two years, some rows at a time."""

from datetime import date, timedelta

from sanye.scm.demand import commands
from sanye.scm.demand.commands import Edit
from sanye.scm.demand.jobs import forget_old_forecasts
from sanye.scm.demand.models import (
    ForecastLine,
    ForecastOverride,
    ForecastSeries,
    ForecastVersion,
)
from sanye.stem.jobs import Progress
from sanye.stem.jobs.models import Job
from sanye.stem.rows import forgetting
from tests.factories.demand import months
from tests.factories.scm import report


def test_versions_that_no_longer_hold_are_kept_for_two_years(
    item, site, by, at, settle, monkeypatch
):
    monkeypatch.setattr(forgetting, "MOST_AT_ONCE", 5)
    report(*months(item, site, [100] * 24, date(2024, 3, 1)), by=by, at=at)
    settle()
    _, changed, newest = (
        commands.run_forecast(by=by, at=at + timedelta(days=number)) for number in range(3)
    )
    edit = Edit(item_id=item.id, site_id=site.id, period_date=date(2026, 3, 1), quantity=7)
    commands.override_forecast(
        version_id=changed.id, edits=[edit], reason="a fair", is_locked=False, by=by, at=at
    )
    commands.publish_forecast(version_id=newest.id, by=by, at=at + timedelta(days=2))

    def forget(days: int) -> str:
        job = Job.unscoped.create(company_id=by.company_id, name="forget", enqueued_at=at)
        progress = Progress(job.id)
        return forget_old_forecasts.run(progress=progress, by=by, at=at + timedelta(days=days))

    assert forget(732) == "0 rows"
    assert forget(740) == "27 rows"
    assert set(ForecastVersion.unscoped.values_list("id", flat=True)) == {changed.id, newest.id}
    for rows in (ForecastLine, ForecastSeries):
        assert set(rows.unscoped.values_list("version_id", flat=True)) == {newest.id}
    assert ForecastOverride.unscoped.get().version_id == changed.id
    assert forget(5_000) == "0 rows"
