"""A database in trouble: a clear refusal in both languages, and the request can be sent again."""

import psycopg
import pytest
from django.db import connection

from sanye.stem.numbering.models import NumberSeries
from tests.stem.http.test_concurrency import URL

pytestmark = pytest.mark.django_db(transaction=True)


def raising(sqlstate: str) -> str:
    return f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{sqlstate}'; END $$"


@pytest.fixture(autouse=True)
def fresh_connection():
    """Settings of a session end with it."""
    yield
    connection.close()
    connection.close_pool()


TROUBLES = [
    (
        "SET LOCAL statement_timeout = 20; SELECT pg_sleep(5)",
        (503, "stem.http.took_too_long", "10"),
        ("took too long", "时间过长"),
    ),
    (
        "SELECT pg_terminate_backend(pg_backend_pid())",
        (503, "stem.http.database_away", "2"),
        ("does not answer", "没有响应"),
    ),
    (raising("57P03"), (503, "stem.http.database_away", "2"), ("does not answer", "没有响应")),
    (raising("53300"), (503, "stem.http.database_away", "2"), ("does not answer", "没有响应")),
    (
        "SET TRANSACTION READ ONLY; DELETE FROM stem_number_series",
        (503, "stem.http.database_away", "2"),
        ("does not answer", "没有响应"),
    ),
    (raising("53100"), (507, "stem.http.database_full", "60"), ("no room left", "空间已满")),
]


def test_is_told_in_both_languages_with_a_time_to_try_again(client):
    for sql, told, words in TROUBLES:
        for language, word in zip(("en", "zh"), words, strict=True):
            answer = client.post(
                f"{URL}/troubled",
                {"sql": sql},
                content_type="application/json",
                headers={"Accept-Language": language},
            )

            problem = answer.json()
            assert (answer.status_code, problem["code"], answer["Retry-After"]) == told
            assert word in problem["detail"]
        assert client.get(URL).status_code == 200  # what broke is not lent again


def test_rows_locked_for_long_are_refused_and_the_same_request_is_done_once_later(
    client, company_id
):
    row = NumberSeries.unscoped.create(company_id=company_id, prefix="SO", year=2026)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = 50")

    def draw() -> object:
        return client.post(f"{URL}/{row.id}/draw", headers={"Idempotency-Key": "k"})

    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}) as other:
        other.execute("SELECT FROM stem_number_series WHERE id = %s FOR UPDATE", [row.id])
        refused = draw()
    first, again = draw(), draw()

    assert refused.status_code == 503
    assert refused.json()["code"] == "stem.http.locked_by_others"
    assert refused["Retry-After"] == "2"
    assert [answer.json()["last_number"] for answer in (first, again)] == [1, 1]
    assert "Idempotent-Replayed" in again
    assert NumberSeries.unscoped.get().last_number == 1
