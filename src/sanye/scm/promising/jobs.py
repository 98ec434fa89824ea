"""Holds that nobody confirmed."""

from datetime import datetime

from sanye.kernel.actors import Actor
from sanye.scm.promising import commands
from sanye.stem.jobs import Progress, job, scheduled


@scheduled("*/5 * * * *")
@job
def free_expired(*, progress: Progress, by: Actor, at: datetime) -> str:
    """Free what expired; askers do so too, this is for days on which nobody asks."""
    freed = commands.free_expired_holds(by=by, at=at)
    progress.step()
    return f"{freed} holds"
