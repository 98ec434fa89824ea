"""What time does to cases."""

from datetime import datetime

from sanye.crm.service import commands
from sanye.kernel.actors import Actor
from sanye.stem.jobs import Progress, job, scheduled


@scheduled("*/5 * * * *")
@job
def escalate_late_cases(*, progress: Progress, by: Actor, at: datetime) -> str:
    """Escalate cases whose promise was not kept, each once."""
    count = progress.drain(commands.escalate_due_cases, by=by, at=at)
    return f"{count} cases escalated"


@scheduled("25 * * * *")
@job
def follow_calendars(*, progress: Progress, by: Actor, at: datetime) -> str:
    """Take in what was changed in working calendars."""
    count = commands.refresh_due_dates(by=by, at=at)
    progress.step()
    return f"{count} cases moved"


@scheduled("20 3 * * *")
@job
def close_silent_cases(*, progress: Progress, by: Actor, at: datetime) -> str:
    """Close solved cases whose customer did not object in time."""
    count = progress.drain(commands.close_quiet_cases, by=by, at=at)
    return f"{count} cases closed"
