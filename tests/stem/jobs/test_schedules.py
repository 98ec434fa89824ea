"""What runs by itself: also where no worker ran at its time, and never in heaps."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.periodic import PeriodicDeferrer

from sanye.stem.identity import commands as identity
from sanye.stem.identity.models import Membership
from sanye.stem.jobs import enqueue
from sanye.stem.jobs.enqueueing import TASK
from sanye.stem.jobs.models import Job
from sanye.stem.jobs.running import catch_up, run_job, start_schedules
from tests.stem.jobs import work

NIGHTLY = "sanye.schedule.stem.jobs.forget_old_rows"


@pytest.fixture
def queue(transactional_db):
    """procrastinate's tables are not Django's, so nobody else empties them."""
    start_schedules(["stem"])
    yield ProcrastinateJob.objects
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_periodic_defers CASCADE")


def start_worker(when: datetime) -> None:
    """As a worker that starts does it, at some moment."""

    async def start() -> None:
        jobs = app.with_connector(DjangoConnector().get_worker_connector())
        async with jobs.open_async():
            await catch_up(jobs)
            deferrer = PeriodicDeferrer(jobs.periodic_registry, **jobs.periodic_defaults)
            await deferrer.defer_jobs(deferrer.get_previous_tasks(at=when.timestamp()))

    asyncio.run(start())


@pytest.mark.django_db(transaction=True)
def test_what_was_due_while_no_worker_ran_is_asked_for_once(queue):
    now = datetime.now(UTC)
    start_worker(now)
    assert not queue.filter(task_name=NIGHTLY).exists()

    start_worker(now + timedelta(days=7))
    start_worker(now + timedelta(days=7))

    assert queue.filter(task_name=NIGHTLY).count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_times_that_come_at_once_lead_to_one_job(queue, company_id):
    for day in range(30):
        app.tasks[NIGHTLY].defer(timestamp=1_800_000_000 + day * 86_400)

    for row in queue.filter(task_name=NIGHTLY).order_by("id"):
        queue.filter(id=row.id).update(status="doing")
        app.tasks[NIGHTLY](**row.args)

    assert Job.unscoped.count() == 1


@pytest.mark.django_db
def test_a_schedule_does_not_ask_for_what_waits_already(by, at):
    start_schedules(["stem"])
    waiting = Job.unscoped.filter(name="stem.jobs.forget_old_rows")

    app.tasks[NIGHTLY](timestamp=1_800_000_000)
    app.tasks[NIGHTLY](timestamp=1_800_086_400)

    assert waiting.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    app.tasks[NIGHTLY](timestamp=1_800_172_800)
    assert waiting.count() == 2


@pytest.mark.django_db
def test_a_job_whose_user_may_no_longer_act_ends(by, at):
    user = identity.create_user(login="ann", by=by, at=at)
    row = enqueue(work.divide, by_what=1, by=by, at=at)
    Job.unscoped.filter(pk=row.pk).update(user=user)
    Membership.objects.filter(user=user).delete()

    run_job(**ProcrastinateJob.objects.get(task_name=TASK).args)

    row.refresh_from_db()
    assert (row.state, row.error_code) == ("FAILED", "stem.identity.not_a_member")


@pytest.mark.django_db
def test_a_job_that_this_release_does_not_know_ends(by, at):
    row = enqueue(work.divide, by_what=1, by=by, at=at)
    args = ProcrastinateJob.objects.get(task_name=TASK).args

    run_job(**args | {"path": "tests.stem.jobs.work:multiply"})

    row.refresh_from_db()
    assert (row.state, row.error_code) == ("FAILED", "stem.jobs.unexpected_error")
