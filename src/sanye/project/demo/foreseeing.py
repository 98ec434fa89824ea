"""What the planner finds once the past is read: a forecast to be looked at and published."""

from datetime import datetime

from sanye.kernel.actors import Actor
from sanye.scm.demand import commands as demand
from sanye.scm.demand.errors import NoHistory


def foresee(*, by: Actor, at: datetime) -> int:
    """Draft a forecast of the past and keep today's pipeline, as the jobs of the week would do on
    their days. Returns the number of series; without a past there is none."""
    demand.take_pipeline_vintage(by=by, at=at)
    try:
        version = demand.run_forecast(by=by, at=at)
    except NoHistory:
        return 0
    return version.series_count
