"""Demand that nobody has to ask for."""

from datetime import datetime

from sanye.kernel.actors import Actor
from sanye.scm.demand import commands, queries
from sanye.scm.demand.domain.periods import period_of
from sanye.scm.demand.domain.states import Bucket
from sanye.scm.demand.errors import NoHistory
from sanye.stem.jobs import Progress, job, scheduled
from sanye.stem.masterdata.queries import get_business_date


@scheduled("30 1,7,13,19 * * 0,1")
@job
def forecast_demand(*, progress: Progress, by: Actor, at: datetime) -> str:
    """Make and publish a new version early on Monday, wherever the company is."""
    monday = period_of(get_business_date(at=at, by=by), Bucket.WEEK)
    known = queries.find_published_version(by=by)
    if known is not None and known.as_of_date >= monday:
        return f"{known.code} is of this week"
    try:
        version = commands.run_forecast(by=by, at=at)
    except NoHistory:
        return "no demand yet"
    progress.step()
    commands.publish_forecast(version_id=version.id, by=by, at=at)
    return f"{version.code}: {version.series_count} series"


@scheduled("40 3 * * *")
@job
def forget_old_forecasts(*, progress: Progress, by: Actor, at: datetime) -> str:
    """Versions that no longer hold are kept for two years, to be judged."""
    return f"{progress.drain(commands.forget_forecasts, by=by, at=at)} rows"


@scheduled("50 1,7,13,19 * * *")
@job
def keep_pipeline(*, progress: Progress, by: Actor, at: datetime) -> str:
    """Keep the pipeline as it is at the end of the day: of the day's pictures the last one stays,
    taken in the evening in every time zone but a few."""
    count = commands.take_pipeline_vintage(by=by, at=at)
    progress.step()
    return f"{count} rows"
