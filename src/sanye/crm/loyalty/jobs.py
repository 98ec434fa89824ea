"""Reviews that nobody has to ask for: time alone makes customers quiet and invoices overdue."""

from datetime import datetime

from sanye.crm.loyalty import commands
from sanye.kernel.actors import Actor
from sanye.stem.jobs import Progress, job, scheduled


@scheduled("40 17 * * *")
@job
def review_all_customers(*, progress: Progress, by: Actor, at: datetime) -> str:
    """Every night (in China) all of whom anything is known."""
    count = commands.review_customers(by=by, at=at)
    progress.step(count)
    return f"{count} customers"


@scheduled("*/10 * * * *")
@job
def review_left_over(*, progress: Progress, by: Actor, at: datetime) -> str:
    """Those who were due while facts came in by the thousand."""
    count = commands.review_due_customers(by=by, at=at)
    progress.step(count)
    return f"{count} customers"
