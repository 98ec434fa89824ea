"""Demand that nobody has to ask for."""

from datetime import datetime

from sanye.kernel.actors import Actor
from sanye.scm.demand import commands
from sanye.scm.demand.errors import NoHistory
from sanye.stem.jobs import Progress, job, scheduled


@scheduled("30 1 * * 1")
@job
def forecast_demand(*, progress: Progress, by: Actor, at: datetime) -> str:
    """Make and publish a new version early on Monday."""
    try:
        version = commands.run_forecast(by=by, at=at)
    except NoHistory:
        return "no demand yet"
    progress.step()
    commands.publish_forecast(version_id=version.id, by=by, at=at)
    return f"{version.code}: {version.series_count} series"


@scheduled("50 23 * * *")
@job
def keep_pipeline(*, progress: Progress, by: Actor, at: datetime) -> str:
    """Keep the pipeline as it is at the end of the day."""
    count = commands.take_pipeline_vintage(by=by, at=at)
    progress.step()
    return f"{count} rows"
