"""Long or scheduled work, with progress that its user sees.

@job
def send_statements(*, month: date, progress: Progress, by: Actor, at: datetime) -> None: ...

enqueue(send_statements, month=month, by=by, at=at)

@scheduled("0 5 * * *")                  # for every company, at 5:00 UTC
@job
def plan_all(*, progress: Progress, by: Actor, at: datetime) -> None: ...
"""

from sanye.stem.jobs.declaring import job, scheduled
from sanye.stem.jobs.enqueueing import enqueue
from sanye.stem.jobs.progress import Progress

__all__ = ["Progress", "enqueue", "job", "scheduled"]
