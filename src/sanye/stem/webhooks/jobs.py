"""What runs by itself each night."""

from datetime import datetime

from sanye.kernel.actors import Actor
from sanye.stem.jobs.declaring import job, scheduled
from sanye.stem.jobs.progress import Progress
from sanye.stem.webhooks import commands


@scheduled("40 2 * * *")
@job
def forget_old_deliveries(*, progress: Progress, by: Actor, at: datetime) -> str:
    """Deliveries are kept for thirty days."""
    return f"{progress.drain(commands.forget_deliveries, by=by, at=at)} deliveries"
