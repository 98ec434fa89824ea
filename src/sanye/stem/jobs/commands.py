"""Changes to jobs."""

from datetime import datetime
from uuid import UUID

from sanye.kernel.actors import Actor
from sanye.stem.commands import command
from sanye.stem.jobs import queries
from sanye.stem.jobs.errors import JobEnded
from sanye.stem.jobs.models import Job


@command
def cancel_job(*, job_id: UUID, by: Actor, at: datetime) -> Job:
    """Ask a job to stop; it does at its next step. Raises JobUnknown, JobEnded."""
    row = queries.get_job(job_id=job_id, by=by)
    if row.ended_at is not None:
        raise JobEnded
    row.is_cancel_asked = True
    row.save(update_fields=["is_cancel_asked"])
    return row
