"""Reads of jobs."""

from uuid import UUID

from django.db.models import QuerySet

from sanye.kernel.actors import Actor
from sanye.stem.commands import query
from sanye.stem.jobs.errors import JobUnknown
from sanye.stem.jobs.models import Job


@query
def list_jobs(*, name: str | None = None, state: str | None = None, by: Actor) -> QuerySet[Job]:
    """Jobs of the company, by name and state."""
    rows: QuerySet[Job] = Job.objects.all()
    if name is not None:
        rows = rows.filter(name=name)
    return rows if state is None else rows.filter(state=state)


@query
def get_job(*, job_id: UUID, by: Actor) -> Job:
    """One job. Raises JobUnknown."""
    row: Job | None = Job.objects.filter(pk=job_id).first()
    if row is None:
        raise JobUnknown
    return row
