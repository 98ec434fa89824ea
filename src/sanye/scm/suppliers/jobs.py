"""What time alone does to suppliers' lines."""

from datetime import datetime

from sanye.kernel.actors import Actor
from sanye.scm.suppliers import commands
from sanye.stem.jobs import Progress, job, scheduled


@scheduled("20 */6 * * *")
@job
def evaluate_all(*, progress: Progress, by: Actor, at: datetime) -> str:
    """Judge all suppliers and escalate what waits; four times, so that each zone's day begins."""
    judged = commands.evaluate_suppliers(by=by, at=at)
    progress.step()
    escalated = commands.escalate_waiting_alerts(by=by, at=at)
    progress.step()
    return f"{judged} suppliers judged, {escalated} alerts escalated"
