"""Jobs: asked for, run as their user, shown with progress."""

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import OperationalError, connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob

from sanye.kernel.errors import NotAllowed
from sanye.kernel.unit_of_work import UnitOfWork, entered
from sanye.project.runtime import worker
from sanye.stem.identity import commands as identity
from sanye.stem.identity.models import Company
from sanye.stem.jobs import Progress, commands, enqueue, queries, running
from sanye.stem.jobs.enqueueing import TASK
from sanye.stem.jobs.housekeeping import forget_old_rows
from sanye.stem.jobs.models import Job
from sanye.stem.jobs.running import retry_stalled, run_job, start_schedules
from tests.stem.jobs import work


def run_queue() -> None:
    for row in ProcrastinateJob.objects.filter(task_name=TASK, status="todo").order_by("id"):
        run_job(**row.args)


@pytest.mark.django_db
def test_runs_with_its_arguments_and_shows_how_it_ended(by, at):
    row = enqueue(work.open_years, prefix="PO", since=date(2030, 5, 1), by=by, at=at)

    run_queue()

    row.refresh_from_db()
    assert [(prefix, year) for _, prefix, year in work.rows()] == [
        ("PO", 2030),
        ("PO", 2031),
        ("PO", 2032),
    ]
    assert (row.state, row.done, row.total) == ("DONE", 3, 3)
    assert (row.message, row.result) == ("PO 2032", "/series?prefix=PO")


@pytest.mark.django_db
def test_a_refusal_is_told_in_words(by, at):
    row = enqueue(work.open_years, prefix="NONE", by=by, at=at)

    run_queue()

    row.refresh_from_db()
    assert (row.state, row.error_code) == ("FAILED", "test.nothing_to_do")
    assert row.message == "Nothing to do for NONE."


@pytest.mark.django_db
def test_an_error_nobody_foresaw_is_told_by_its_kind(by, at):
    row = enqueue(work.divide, by_what=0, by=by, at=at)

    run_queue()

    row.refresh_from_db()
    assert (row.state, row.message) == ("FAILED", "ZeroDivisionError")


@pytest.mark.django_db
def test_needs_the_right_to_its_name(by, at):
    clerk = replace(by, permissions=frozenset({"erp.*"}))

    with pytest.raises(NotAllowed):
        enqueue(work.divide, by_what=1, by=clerk, at=at)

    assert not Job.unscoped.exists()


@pytest.mark.django_db
def test_vanishes_with_the_transaction_that_asked(by, at):
    with transaction.atomic():
        enqueue(work.divide, by_what=1, by=by, at=at)
        transaction.set_rollback(True)

    assert not Job.unscoped.exists()
    assert not ProcrastinateJob.objects.filter(status="todo").exists()


@pytest.mark.django_db
def test_a_cancelled_job_does_not_run(by, at):
    row = enqueue(work.open_years, by=by, at=at)

    commands.cancel_job(job_id=row.id, by=by, at=at)
    run_queue()

    assert queries.get_job(job_id=row.id, by=by).state == "CANCELLED"
    assert work.rows() == []


@pytest.mark.django_db
def test_others_see_only_their_own_jobs_if_bound_to_that(by, at):
    enqueue(work.divide, by_what=1, by=by, at=at)

    with entered(UnitOfWork(actor=replace(by, own_only=True, user_id=by.company_id))):
        assert not Job.objects.exists()


@pytest.mark.django_db
def test_a_schedule_asks_for_every_company(company_id):
    start_schedules(["stem"])

    app.tasks["sanye.schedule.stem.jobs.forget_old_rows"](timestamp=1_800_000_000)
    run_queue()

    assert [(row.name, row.company_id, row.state) for row in Job.unscoped.all()] == [
        ("stem.jobs.forget_old_rows", company_id, "DONE")
    ]


@pytest.mark.django_db
def test_what_ran_by_schedule_is_forgotten_soon(by, at):
    ended = {"company_id": by.company_id, "enqueued_at": at, "ended_at": at, "name": "x"}
    user = identity.create_user(login="ann", by=by, at=at)
    Job.unscoped.create(state="DONE", **ended)
    kept = {
        Job.unscoped.create(state="FAILED", **ended).id,
        Job.unscoped.create(state="DONE", user=user, **ended).id,
    }

    result = forget_old_rows.run(progress=Progress(by.company_id), by=by, at=at + timedelta(days=2))

    assert result.endswith("1 jobs")
    assert set(Job.unscoped.values_list("id", flat=True)) == kept


@pytest.mark.django_db(transaction=True)
def test_procrastinate_runs_what_was_asked_for(empty_queue, by, at):
    row = enqueue(work.divide, by_what=1, by=by, at=at)

    asyncio.run(work_once())

    row.refresh_from_db()
    assert (row.state, row.result) == ("DONE", "1")


async def work_once() -> None:
    async with app.with_connector(DjangoConnector().get_worker_connector()).open_async() as jobs:
        await jobs.run_worker_async(wait=False, install_signal_handlers=False)


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_connection_is_lost_is_run_again(empty_queue, by, at):
    row = enqueue(work.lose_connection, by=by, at=at)

    asyncio.run(work_once())

    row.refresh_from_db()
    waiting = ProcrastinateJob.objects.get(args__job_id=str(row.id))
    assert (row.state, waiting.status, waiting.attempts) == ("RUNNING", "todo", 1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL")
    asyncio.run(work_once())

    row.refresh_from_db()
    assert (row.state, row.result) == ("DONE", "done")


@pytest.fixture
def empty_queue(transactional_db):
    """procrastinate's tables are not Django's, so nobody else empties them."""
    yield
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE procrastinate_jobs, procrastinate_periodic_defers,"
            " procrastinate_workers CASCADE"
        )


@pytest.mark.django_db(transaction=True)
def test_a_job_of_a_dead_worker_goes_back_into_the_queue(empty_queue, by, at):
    enqueue(work.divide, by_what=1, by=by, at=at)
    give_to_a_dead_worker()

    retry_stalled(timestamp=1_800_000_000)

    assert ProcrastinateJob.objects.get(task_name=TASK).status == "todo"


def give_to_a_dead_worker() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - interval '10 minutes') RETURNING id"
        )
        (dead,) = cursor.fetchone()
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s, attempts = 1", [dead]
        )


@pytest.mark.django_db(transaction=True)
def test_a_job_that_still_runs_is_not_begun_beside_it(empty_queue, by, at):
    """Its worker is about to end and shows no sign of life any more, but waits for it."""
    row = enqueue(work.divide, by_what=1, by=by, at=at)
    seen = []

    def look() -> str:
        give_to_a_dead_worker()
        with ThreadPoolExecutor() as pool:
            pool.submit(in_thread, lambda: retry_stalled(timestamp=1_800_000_000)).result()
        seen.append(ProcrastinateJob.objects.get(task_name=TASK).status)
        return ""

    work.inside = look
    job = ProcrastinateJob.objects.get()
    run_job(job_id=str(row.id), path="tests.stem.jobs.work:call", scopes=None, arguments={})
    retry_stalled(timestamp=1_800_000_000)

    row.refresh_from_db()
    job.refresh_from_db()
    assert (row.state, seen, job.status) == ("DONE", ["doing"], "todo")


def in_thread(work: Callable[[], None]) -> None:
    try:
        work()
    finally:
        connection.close()


WORKER = """
import sys
import django
from django.conf import settings
django.setup()
settings.DATABASES["default"]["NAME"] = sys.argv[1]
from sanye.project.runtime import worker
worker._JOB_SECONDS = 0.2
sys.exit(worker.work(concurrency=1))
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_to_end_leaves_a_long_job_to_others(empty_queue, by, at):
    row = enqueue(work.linger, by=by, at=at)
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER, connection.settings_dict["NAME"]],
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "sanye.project.settings",
            "PYTHONPATH": os.pathsep.join(sys.path),
        },
        stdout=subprocess.PIPE,
    )
    try:
        while process.stdout.readline() != b"begun\n":
            assert process.poll() is None
        process.terminate()
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.communicate()

    assert ProcrastinateJob.objects.get(task_name=TASK).status == "doing"
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - '10 min'::interval"
        )
    retry_stalled(timestamp=1_800_000_000)
    row.refresh_from_db()
    job = ProcrastinateJob.objects.get(task_name=TASK)
    assert (row.state, job.status, job.attempts) == ("RUNNING", "todo", 1)


@pytest.mark.django_db(transaction=True)
def test_the_clock_goes_on_after_a_restart_of_postgresql(empty_queue, company_id):
    start_schedules(["stem"])
    ended_by_itself = []
    for _ in range(3):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        stop = threading.Event()
        threading.Timer(1.5, stop.set).start()
        asyncio.run(worker._run_jobs(stop, 1))
        ended_by_itself.append(not stop.is_set())
        stop.wait()

    assert not ended_by_itself[-1]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "task", ["sanye.stem.jobs.retry_stalled", "sanye.schedule.stem.jobs.forget_old_rows"]
)
def test_who_runs_by_the_clock_outlives_his_connection(empty_queue, company_id, task):
    """As after a restart of PostgreSQL."""
    start_schedules(["stem"])
    app.tasks[task](timestamp=1_800_000_000)
    with connection.cursor() as cursor, suppress(OperationalError):
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    app.tasks[task](timestamp=1_800_000_060)

    assert Job.unscoped.count() in (0, 1)  # of those that wait, one acts


@pytest.mark.django_db(transaction=True)
def test_a_schedule_that_breaks_off_is_tried_again_for_all(
    empty_queue, company_id, by, at, monkeypatch
):
    other = Company.objects.create(code="TWO", name="Two", country="CN", functional_currency="CNY")
    start_schedules(["stem"])
    name = "sanye.schedule.stem.jobs.forget_old_rows"
    app.configure_task(name).defer(timestamp=1_800_000_000)
    asked = []

    def enqueue_once(job, **given):
        if job is forget_old_rows:
            asked.append(given["by"].company_id)
            if len(asked) == 2:
                raise OperationalError("terminating connection due to administrator command")
        return enqueue(job, **given)

    monkeypatch.setattr(running, "enqueue", enqueue_once)
    asyncio.run(work_once())
    made = Job.unscoped.filter(name=forget_old_rows.name)
    assert (len(asked), made.count()) == (2, 0)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL")
    asyncio.run(work_once())

    assert sorted(job.company_id for job in made.all()) == sorted([company_id, other.id])


@pytest.mark.django_db(transaction=True)
def test_a_job_that_takes_its_worker_along_each_time_is_given_up(empty_queue, by, at):
    row = enqueue(work.divide, by_what=1, by=by, at=at)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET attempts = %s", [running.MOST_TRIES])

    asyncio.run(work_once())

    row.refresh_from_db()
    assert (row.state, row.error_code) == ("FAILED", "stem.jobs.given_up")
    assert "6 times" in row.message
    assert not ProcrastinateJob.objects.filter(status="todo").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("what", ["user", "module"])
def test_a_job_that_cannot_even_begin_ends(by, at, what):
    """Its user has left, or the release that knew it."""
    user = identity.create_user(login="ann", by=by, at=at)
    row = enqueue(work.divide, by_what=1, by=by, at=at)
    path = "tests.stem.jobs.work:divide"
    if what == "user":
        Job.unscoped.filter(pk=row.pk).update(user=user)
    else:
        path = "tests.stem.jobs.no_more:divide"

    run_job(job_id=str(row.id), path=path, scopes=None, arguments={"by_what": 1})

    row.refresh_from_db()
    assert row.state == "FAILED"
    assert row.message
