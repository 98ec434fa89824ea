from datetime import UTC, datetime

import psycopg
import pytest
from django.db import connection
from django.db.utils import DataError


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-29 05:14:33.123456+00", datetime(2026, 11, 29, 5, 14, 33, 123456, UTC)),
        ("2026-11-29 05:14:33.1+00", datetime(2026, 11, 29, 5, 14, 33, 100000, UTC)),
        ("2026-11-29 05:14:33+00", datetime(2026, 11, 29, 5, 14, 33, tzinfo=UTC)),
        ("0001-01-01 00:00:00+00", datetime(1, 1, 1, tzinfo=UTC)),
        ("2026-11-29 05:14:33+05:30", datetime(2026, 11, 28, 23, 44, 33, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_in_utc(db: None, text: str, moment: datetime) -> None:
    found = _read(text)
    assert found == moment
    assert found.tzinfo is UTC


@pytest.mark.parametrize("text", ["infinity", "-infinity", "0044-03-15 BC", "12026-11-29"])
def test_a_moment_that_python_does_not_know_is_refused(db: None, text: str) -> None:
    with pytest.raises((DataError, psycopg.DataError), match="timestamp"):
        _read(text)


def test_nothing_stays_nothing_and_lists_hold_moments(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT NULL::timestamptz, ARRAY['2026-11-29 05:14+00']::timestamptz[]")
        assert cursor.fetchone() == (None, [datetime(2026, 11, 29, 5, 14, tzinfo=UTC)])


def _read(text: str) -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz", [text])
        return cursor.fetchone()[0]
