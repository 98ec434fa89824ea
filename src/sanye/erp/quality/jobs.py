"""Trends go on while nothing fails."""

from datetime import datetime

from sanye.erp.quality import commands
from sanye.kernel.actors import Actor
from sanye.stem.jobs import Progress, job, scheduled


@scheduled("10 2 * * *")
@job
def judge_trends(*, progress: Progress, by: Actor, at: datetime) -> str:
    """Judge every failure code of every item on the window that ends today."""
    raised = commands.evaluate_trends(by=by, at=at)
    progress.step()
    return f"{len(raised)} alerts raised"
