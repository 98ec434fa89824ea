"""What is thrown away at night goes some at a time, so that no transaction is a long one."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection

from sanye.stem.commands.models import IdempotencyKey
from sanye.stem.jobs import Progress, progress
from sanye.stem.jobs.errors import JobCancelled
from sanye.stem.jobs.housekeeping import forget_old_rows
from sanye.stem.jobs.models import Job
from sanye.stem.rows import forgetting
from tests.sql.counting import queries_of

pytestmark = pytest.mark.django_db
TABLES = ("stem_idempotency_key", "django_session", "stem_cache", "stem_kept_change", "stem_job")


@pytest.fixture
def old_rows(company_id, at) -> None:
    """Five of each table, of a hundred days ago."""
    old = at - timedelta(days=100)
    for number in range(5):
        IdempotencyKey.unscoped.create(
            id=forgetting.first_id_of(old + timedelta(seconds=number)),
            company_id=company_id,
            key=str(number),
        )
        Session.objects.create(session_key=str(number), expire_date=old)
        Job.unscoped.create(company_id=company_id, name="x", enqueued_at=old, ended_at=old)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM stem_kept_change;"
            "INSERT INTO stem_cache SELECT n::text, '', %(old)s FROM generate_series(1, 5) AS n;"
            "INSERT INTO stem_kept_change SELECT n::text::xid8, 'x', %(old)s"
            " FROM generate_series(1, 5) AS n",
            {"old": old},
        )


@pytest.fixture
def forget(by, at) -> Callable[[], str | None]:
    row = Job.unscoped.create(company_id=by.company_id, name="forget", enqueued_at=at)
    return lambda: forget_old_rows.run(progress=Progress(row.id), by=by, at=at)


def left() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"(SELECT count(*) FROM {table})" for table in TABLES))
        return list(cursor.fetchone())


def test_no_statement_throws_away_more_than_some(old_rows, forget, company_id, at, monkeypatch):
    monkeypatch.setattr(forgetting, "MOST_AT_ONCE", 2)
    IdempotencyKey.unscoped.create(id=forgetting.first_id_of(at), company_id=company_id, key="new")

    sent = queries_of(forget)

    deletes = Counter(
        table for sql, _ in sent for table in TABLES if sql.startswith("DELETE") and table in sql
    )
    assert min(deletes.values()) >= 3
    assert left() == [1, 0, 0, 0, 1]


def test_a_job_that_is_stopped_keeps_what_it_did(old_rows, forget, monkeypatch):
    monkeypatch.setattr(forgetting, "MOST_AT_ONCE", 2)
    monkeypatch.setattr(progress, "SECONDS_BETWEEN_WRITES", 0)
    Job.unscoped.filter(name="forget").update(is_cancel_asked=True)

    with pytest.raises(JobCancelled):
        forget()
    assert left() == [3, 5, 5, 5, 6]

    Job.unscoped.filter(name="forget").update(is_cancel_asked=False)
    assert forget() == "3 keys, 5 sessions, 5 jobs"
