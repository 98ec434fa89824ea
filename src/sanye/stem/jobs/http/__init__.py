"""The door of jobs."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from sanye.stem.http import Page, Router, Schema, actor_of, now, page_of
from sanye.stem.jobs import commands, queries

router = Router()
State = Literal["WAITING", "RUNNING", "DONE", "FAILED", "CANCELLED"]


class JobOut(Schema):
    id: UUID
    name: str
    user_id: UUID | None
    state: State
    done: int
    total: int | None
    message: str
    result: str
    error_code: str
    is_cancel_asked: bool
    enqueued_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


@router.get("", response=Page[JobOut])
def list_jobs(
    request: HttpRequest, name: str | None = None, state: State | None = None
) -> HttpResponse:
    rows = queries.list_jobs(name=name, state=state, by=actor_of(request))
    return page_of(request, rows, JobOut)


@router.get("/{uuid:job_id}", response=JobOut)
def get_job(request: HttpRequest, job_id: UUID) -> object:
    return queries.get_job(job_id=job_id, by=actor_of(request))


@router.post("/{uuid:job_id}/cancel", response=JobOut)
def cancel_job(request: HttpRequest, job_id: UUID) -> object:
    return commands.cancel_job(job_id=job_id, by=actor_of(request), at=now())
