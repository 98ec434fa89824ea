"""Asking for a job: its row and its place in the queue, in the caller's transaction."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app
from pydantic_core import to_jsonable_python

from sanye.kernel.actors import Actor
from sanye.kernel.errors import NotAllowed
from sanye.kernel.unit_of_work import current
from sanye.stem.jobs.declaring import DeclaredJob
from sanye.stem.jobs.models import Job

TASK = "sanye.stem.jobs.run"


def enqueue(
    job: DeclaredJob,
    *,
    by: Actor,
    at: datetime,
    not_before: datetime | None = None,
    **arguments: Any,
) -> Job:
    """Put a job into the queue; nothing runs if the caller's transaction fails.

    Outside a command the caller needs the permission of the job's name. Jobs of one company and
    name run one after the other. Raises NotAllowed.
    """
    unit = current()
    inside_command = unit is not None and unit.command_id is not None
    if not inside_command and not by.may(job.name):
        raise NotAllowed(actor=by.name, permission=job.name)
    with transaction.atomic():
        row: Job = Job.unscoped.create(
            company_id=by.company_id, name=job.name, user_id=by.user_id, enqueued_at=at
        )
        app.configure_task(
            TASK,
            queue=job.queue,
            lock=lock_of(by.company_id, job),
            schedule_at=not_before,
        ).defer(
            job_id=str(row.id),
            path=job.path,
            scopes=[*sorted(by.scopes)] if by.scopes else None,
            arguments=to_jsonable_python(arguments),
        )
    return row


def lock_of(company_id: UUID, job: DeclaredJob) -> str:
    """What keeps a company's jobs of one name from running beside each other."""
    return f"{company_id}:{job.name}"
