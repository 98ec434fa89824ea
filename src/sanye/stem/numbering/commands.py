"""Numbers for documents: `SO-2026-000042`."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper

from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.unit_of_work import current
from sanye.stem.identity.fixed import fixed_of
from sanye.stem.rows.advisory import lock_name
from sanye.stem.rows.errors import ScopeMissing


def draw_number(prefix: str, *, at: datetime, gapless: bool = False) -> str:
    """The next number of the acting company's series for the year that it is there `at` a moment.

    An ordinary number waits for nobody; a rollback leaves a gap. A gapless one (invoices, journal
    entries) keeps its counter's row locked until the transaction ends, and a rollback gives the
    number back: draw it last, so that the lock is short.
    """
    return draw_numbers(prefix, 1, at=at, gapless=gapless)[0]


def draw_numbers(prefix: str, count: int, *, at: datetime, gapless: bool = False) -> list[str]:
    """`count` numbers of one series, ascending; gapless ones follow each other."""
    actor = _actor(prefix)
    return _drawn(prefix, fixed_of(actor).day_at(at).year, count, actor, gapless=gapless)


def draw_numbers_for(prefix: str, days: Sequence[date], *, gapless: bool = False) -> list[str]:
    """A number for each day, of the series of its year, in the order given."""
    actor = _actor(prefix)
    counts = sorted(Counter(day.year for day in days).items())
    drawn = {
        year: iter(_drawn(prefix, year, count, actor, gapless=gapless)) for year, count in counts
    }
    return [next(drawn[day.year]) for day in days]


def _actor(prefix: str) -> Actor:
    unit = current()
    if unit is None:
        raise ScopeMissing(prefix)
    return unit.actor


def _drawn(prefix: str, year: int, count: int, actor: Actor, *, gapless: bool) -> list[str]:
    draw = _draw_gapless if gapless else _draw
    return [f"{prefix}-{year}-{n:06d}" for n in draw(actor.company_id, prefix, year, count)]


def _draw_gapless(company_id: UUID, prefix: str, year: int, count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO stem_number_series (id, company_id, prefix, year, last_number)"
            " VALUES (%s, %s, %s, %s, %s)"
            " ON CONFLICT (company_id, prefix, year) DO UPDATE"
            " SET last_number = stem_number_series.last_number + %s RETURNING last_number",
            [new_id(), company_id, prefix, year, count, count],
        )
        last: int = cursor.fetchone()[0]
    return list(range(last - count + 1, last + 1))


def _draw(company_id: UUID, prefix: str, year: int, count: int) -> list[int]:
    """From a PostgreSQL sequence per series, made when the first number is drawn; of several who
    want the first, the others wait for the one who makes it."""
    quoted = connection.ops.quote_name(f"stem_no_{company_id.hex}_{prefix}_{year}")
    with connection.cursor() as cursor:
        numbers = _next(cursor, quoted, count)
        if numbers[0] is None:
            lock_name(quoted)
            cursor.execute(f"CREATE SEQUENCE IF NOT EXISTS {quoted}")
            numbers = _next(cursor, quoted, count)
    return sorted(number for number in numbers if number is not None)


def _next(cursor: CursorWrapper, sequence: str, count: int) -> list[int | None]:
    cursor.execute("SELECT nextval(to_regclass(%s)) FROM generate_series(1, %s)", [sequence, count])
    return [row[0] for row in cursor.fetchall()]
