"""Statements that a session keeps its plan of."""

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from sanye.project.runtime.environment import PREPARED_AFTER
from sanye.stem.postgresql.base import planned_once

SQL = "SELECT count(*) FROM stem_company WHERE code = %(code)s OR name = %(code)s"
ASKED = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s"


def ask(code: str) -> int:
    with planned_once() as cursor:
        cursor.execute(SQL, {"code": code})
        (count,) = cursor.fetchone()
        return int(count)


def plans_kept() -> int:
    with connection.cursor() as cursor:
        cursor.execute(ASKED, ["%FROM stem_company WHERE code = $1 OR name = $1"])
        (count,) = cursor.fetchone()
        return int(count)


@pytest.mark.django_db
def test_a_statement_seen_often_is_planned_once_and_answers_the_same() -> None:
    kept = [(ask(f"C{n}"), plans_kept()) for n in range(PREPARED_AFTER + 3)]

    assert kept == [(0, 0)] * PREPARED_AFTER + [(0, 1)] * 3


@pytest.mark.django_db
def test_who_logs_statements_reads_it_before_and_after() -> None:
    with CaptureQueriesContext(connection) as seen:
        for n in range(PREPARED_AFTER + 1):
            ask(f"C{n}")

    first, *_, last = (query["sql"] for query in seen.captured_queries)
    assert first.startswith("SELECT count(*) FROM stem_company")
    assert last == "SELECT count(*) FROM stem_company WHERE code = 'C5' OR name = 'C5'"


@pytest.mark.django_db(transaction=True)
def test_it_opens_a_connection_where_none_is() -> None:
    connections.close_all()

    assert ask("nobody") == 0


@pytest.mark.django_db(transaction=True)
def test_behind_a_pooler_it_answers_the_same_and_keeps_nothing() -> None:
    connection.ensure_connection()
    session = connection.connection
    before = session.prepare_threshold
    session.prepare_threshold = None
    try:
        kept = [(ask(f"C{n}"), plans_kept()) for n in range(PREPARED_AFTER + 2)]
    finally:
        session.prepare_threshold = before

    assert kept == [(0, 0)] * (PREPARED_AFTER + 2)
