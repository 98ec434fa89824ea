"""The worker's side: runs a job as the user who asked for it and writes how it ended."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import Any
from uuid import UUID

import structlog
from asgiref.sync import async_to_sync
from django.db import (
    InterfaceError,
    OperationalError,
    close_old_connections,
    connection,
    transaction,
)
from procrastinate import App, JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.periodic import PeriodicDeferrer

from sanye.kernel.actors import Actor, system_actor
from sanye.kernel.errors import Refusal
from sanye.stem.identity.access import actor_for, narrowed
from sanye.stem.identity.models import Company
from sanye.stem.jobs.declaring import DeclaredJob, Schedule, schedules
from sanye.stem.jobs.enqueueing import TASK, enqueue, lock_of
from sanye.stem.jobs.errors import JobCancelled, JobGivenUp
from sanye.stem.jobs.models import Job
from sanye.stem.jobs.progress import Progress

STALLED_AFTER_SECONDS = 60
AGAIN_AFTER_SECONDS = 5
CATCH_UP_SECONDS = 8 * 24 * 3600
"""What was due while no worker ran is done by the first one, once: longer than a week, the rarest
that there is."""
MOST_TRIES = 6
"""Of a job whose worker or connection is gone before it ends: then it may be the job that takes it
along, and with it all that the worker does beside."""
_LOST = (OperationalError, InterfaceError)
_AGAIN = RetryStrategy(wait=AGAIN_AFTER_SECONDS, retry_exceptions=set(_LOST))
_LOCK = "hashtextextended('sanye.stem.job:' || %s, 0)"
log = structlog.get_logger(__name__)


@app.task(name=TASK, pass_context=True, retry=_AGAIN)
def run_job(
    context: JobContext | None = None,
    *,
    job_id: str,
    path: str,
    scopes: list[str] | None,
    arguments: dict[str, Any],
) -> None:
    """Run one job of the queue. Errors end in the job's row and in the log.

    Where the connection is lost, the job is run again, as it is when a worker dies, but not for
    ever.
    """
    with _own_connection(), _locked(job_id):
        row = Job.unscoped.select_related("user").filter(pk=job_id).first()
        if row is None or row.ended_at is not None:
            return
        if row.is_cancel_asked:
            _end(row, Job.State.CANCELLED)
        elif context is not None and context.job.attempts >= MOST_TRIES:
            log.error("job_given_up", job_id=job_id, job=row.name, tries=context.job.attempts)
            refusal = JobGivenUp(count=context.job.attempts)
            _end(row, Job.State.FAILED, refusal.text(_language(row)), refusal.code)
        else:
            _run(row, path, scopes, arguments)


@contextmanager
def _own_connection() -> Iterator[None]:
    """The thread's connection, sound at the beginning and given back at the end."""
    if connection.in_atomic_block:
        yield
        return
    close_old_connections()
    try:
        yield
    finally:
        close_old_connections()


@contextmanager
def _locked(job_id: str) -> Iterator[None]:
    """Whoever asks whether the job runs, sees it; the lock ends with the session at the latest."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_lock({_LOCK})", [job_id])
    try:
        yield
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT pg_advisory_unlock({_LOCK})", [job_id])


def _run(row: Job, path: str, scopes: list[str] | None, arguments: dict[str, Any]) -> None:
    progress = Progress(row.id)
    at = datetime.now(UTC)
    Job.unscoped.filter(pk=row.pk).update(state=Job.State.RUNNING, started_at=at)
    try:
        by = _actor(row, scopes)
        result = _declared(path).run(**arguments, progress=progress, by=by, at=at)
    except JobCancelled:
        _end(row, Job.State.CANCELLED)
    except Refusal as refusal:
        _end(row, Job.State.FAILED, refusal.text(_language(row)), refusal.code)
    except Exception as error:
        if isinstance(error, _LOST) and not connection.is_usable():
            raise
        log.exception("job_failed", job_id=str(row.id), job=row.name)
        _end(row, Job.State.FAILED, type(error).__name__, "stem.jobs.unexpected_error")
    else:
        progress.flush()
        _end(row, Job.State.DONE, result=result or "")


def _end(
    row: Job, state: str, message: str | None = None, code: str = "", result: str = ""
) -> None:
    changes: dict[str, Any] = {} if message is None else {"message": message[:500]}
    Job.unscoped.filter(pk=row.pk).update(
        state=state,
        error_code=code,
        result=result[:500],
        ended_at=datetime.now(UTC),
        **changes,
    )


def _actor(row: Job, scopes: list[str] | None) -> Actor:
    if row.user is None:
        return system_actor(row.company_id)
    return narrowed(actor_for(row.user, row.company_id), scopes or ())


def _language(row: Job) -> str:
    return row.user.language if row.user else "en"


def _declared(path: str) -> DeclaredJob:
    module, name = path.split(":")
    declared = getattr(import_module(module), name)
    if not isinstance(declared, DeclaredJob):
        raise TypeError(path)
    return declared


def start_schedules(leaves: Iterable[str]) -> None:
    """Import every module's jobs and tell procrastinate which run by themselves."""
    for leaf in leaves:
        package = import_module(f"sanye.{leaf}")
        for module in iter_modules(package.__path__, f"{package.__name__}."):
            if module.ispkg and find_spec(f"{module.name}.jobs") and module.name != __package__:
                import_module(f"{module.name}.jobs")
    import_module("sanye.stem.jobs.housekeeping")
    for schedule in schedules.values():
        _start(schedule)


def _start(schedule: Schedule) -> None:
    job = schedule.job
    name = f"sanye.schedule.{job.name}"
    if name in app.tasks:
        return

    def enqueue_for_all(timestamp: int) -> None:
        at = datetime.fromtimestamp(timestamp, UTC)
        with _own_connection(), transaction.atomic():
            waiting = ProcrastinateJob.objects.filter(status="todo")
            if waiting.filter(task_name=name).exists():
                return  # the clock stood still for a while; the last one acts
            same = waiting.filter(task_name=TASK, args__contains={"scopes": None, "arguments": {}})
            for company_id in _companies():
                if not same.filter(lock=lock_of(company_id, job)).exists():
                    enqueue(job, by=system_actor(company_id), at=at)

    task = app.task(name=name, queue="schedules", retry=_AGAIN)(enqueue_for_all)
    app.periodic(cron=schedule.cron)(task)


_NOTE_NEW = """
INSERT INTO procrastinate_periodic_defers (task_name, periodic_id, defer_timestamp)
SELECT %(name)s::varchar, %(periodic_id)s, %(last)s
 WHERE NOT EXISTS (SELECT FROM procrastinate_periodic_defers WHERE task_name = %(name)s::varchar)
ON CONFLICT DO NOTHING
"""


async def catch_up(jobs: App) -> None:
    """Have a worker of `jobs` also ask for what was due while there was none: each schedule once.

    procrastinate keeps the last time of every schedule; one that has none is new, and its last
    time is not missed.
    """
    jobs.periodic_defaults = {"max_delay": CATCH_UP_SECONDS}
    deferrer = PeriodicDeferrer(jobs.periodic_registry, **jobs.periodic_defaults)
    for task, last in deferrer.get_previous_tasks(at=datetime.now(UTC).timestamp()):
        await jobs.connector.execute_query_async(
            _NOTE_NEW, name=task.task.name, periodic_id=task.periodic_id, last=last
        )


def _companies() -> list[UUID]:
    return list(Company.objects.filter(archived_at=None).values_list("id", flat=True))


@app.periodic(cron="* * * * *")
@app.task(name="sanye.stem.jobs.retry_stalled", queue="schedules")
def retry_stalled(timestamp: int) -> None:
    """Put jobs of a worker that died back into the queue. Those of one that is only about to end
    are still locked."""
    with _own_connection():
        manager = app.job_manager
        stalled = async_to_sync(manager.get_stalled_jobs)(
            seconds_since_heartbeat=STALLED_AFTER_SECONDS
        )
        for job in stalled:
            if _is_locked(job.id):
                continue
            log.warning("job_stalled", task=job.task_name, id=job.id, noticed=timestamp)
            async_to_sync(manager.retry_job)(job)


def _is_locked(queued_id: int | None) -> bool:
    arguments = ProcrastinateJob.objects.values_list("args", flat=True).get(id=queued_id)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"SELECT NOT pg_try_advisory_xact_lock({_LOCK})", [str(arguments.get("job_id"))]
        )
        return bool(cursor.fetchone()[0])
