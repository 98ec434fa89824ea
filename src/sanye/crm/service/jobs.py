"""What time does to cases."""

from datetime import datetime

from sanye.crm.service import commands, queries
from sanye.kernel.actors import Actor
from sanye.stem.jobs import Progress, job, scheduled

MOST_AT_ONCE = 500


@scheduled("*/5 * * * *")
@job
def escalate_late_cases(*, progress: Progress, by: Actor, at: datetime) -> str:
    """Escalate cases whose promise was not kept, each once."""
    count = progress.drain(commands.escalate_due_cases, by=by, at=at)
    return f"{count} cases escalated"


@scheduled("25 * * * *")
@job
def follow_calendars(*, progress: Progress, by: Actor, at: datetime) -> str:
    """Take in what was changed in working calendars, with some cases locked at a time."""
    open_cases = queries.list_cases(is_open=True, at=at, by=by).order_by("id")
    ids = list(open_cases.values_list("id", flat=True))
    progress.expect(len(ids))
    moved = 0
    for start in range(0, len(ids), MOST_AT_ONCE):
        some = ids[start : start + MOST_AT_ONCE]
        moved += commands.refresh_due_dates(case_ids=some, by=by, at=at)
        progress.step(len(some))
    return f"{moved} cases moved"


@scheduled("20 3 * * *")
@job
def close_silent_cases(*, progress: Progress, by: Actor, at: datetime) -> str:
    """Close solved cases whose customer did not object in time."""
    count = progress.drain(commands.close_quiet_cases, by=by, at=at)
    return f"{count} cases closed"
