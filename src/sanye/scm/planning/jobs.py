"""Planning that nobody has to ask for."""

from datetime import datetime

from sanye.kernel.actors import Actor
from sanye.scm.planning import commands
from sanye.stem.jobs import Progress, job, scheduled


@scheduled("5 * * * *")
@job
def plan_all(*, progress: Progress, by: Actor, at: datetime) -> str:
    """Plan all that is not: everything where a day has begun, for time itself moves fences and
    makes orders late, or where a calendar, a site or many items have changed."""
    run = commands.plan_what_is_due(by=by, at=at)
    progress.step()
    if run is None:
        return "nothing to plan"
    return f"{run.planned_order_count} planned orders, {run.message_count} messages"


@scheduled("20 3 * * *")
@job
def forget_old_plans(*, progress: Progress, by: Actor, at: datetime) -> str:
    """Runs and advice that was overtaken are kept for a quarter."""
    forgets = (commands.forget_runs, commands.forget_advice)
    runs, messages = (progress.drain(forget, by=by, at=at) for forget in forgets)
    return f"{runs} runs, {messages} messages"
