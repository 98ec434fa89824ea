"""Holds that nobody confirmed, and what is no longer read of old ones."""

from datetime import datetime

from sanye.kernel.actors import Actor
from sanye.scm.promising import commands
from sanye.stem.jobs import Progress, job, scheduled


@scheduled("*/5 * * * *")
@job
def free_expired(*, progress: Progress, by: Actor, at: datetime) -> str:
    """Free what expired; nobody who asks counts it any more."""
    freed = commands.free_expired_holds(by=by, at=at)
    progress.step()
    return f"{freed} holds"


@scheduled("30 3 * * *")
@job
def forget_old_flows(*, progress: Progress, by: Actor, at: datetime) -> str:
    """What holds took that count no more is kept for a quarter."""
    return f"{progress.drain(commands.forget_flows, by=by, at=at)} flows"
