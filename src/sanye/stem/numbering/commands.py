"""Numbers for documents: `SO-2026-000042`."""

from datetime import datetime

from django.db import connection

from sanye.kernel.ids import new_id
from sanye.kernel.unit_of_work import current
from sanye.stem.rows.errors import ScopeMissing


def draw_number(prefix: str, *, at: datetime) -> str:
    """The next number of the acting company's series for the year of `at`.

    Gapless: the counter's row stays locked until the transaction ends and a rollback gives the
    number back. Draw it last, so that the lock is short.
    """
    return draw_numbers(prefix, 1, at=at)[0]


def draw_numbers(prefix: str, count: int, *, at: datetime) -> list[str]:
    """`count` numbers in a row with one lock."""
    unit = current()
    if unit is None:
        raise ScopeMissing(prefix)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO stem_number_series (id, company_id, prefix, year, last_number)"
            " VALUES (%s, %s, %s, %s, %s)"
            " ON CONFLICT (company_id, prefix, year) DO UPDATE"
            " SET last_number = stem_number_series.last_number + %s RETURNING last_number",
            [new_id(), unit.actor.company_id, prefix, at.year, count, count],
        )
        last = cursor.fetchone()[0]
    return [f"{prefix}-{at.year}-{n:06d}" for n in range(last - count + 1, last + 1)]
