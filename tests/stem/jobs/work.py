"""Jobs that the tests ask for."""

import time
from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal
from sanye.stem.jobs import Progress, job, scheduled
from sanye.stem.numbering.models import NumberSeries
from tests.stem.http import series


class NothingToDo(Refusal):
    code = "test.nothing_to_do"
    text_en = "Nothing to do for {prefix}."
    text_zh = "{prefix} 无事可做。"


@scheduled("0 3 * * *")
@job
def open_years(
    *,
    prefix: str = "SO",
    since: date = date(2026, 1, 1),
    progress: Progress,
    by: Actor,
    at: datetime,
) -> str:
    if prefix == "NONE":
        raise NothingToDo(prefix=prefix)
    progress.expect(3)
    for year in range(since.year, since.year + 3):
        series.open_series(prefix=prefix, year=year, by=by, at=at)
        progress.step(message=f"{prefix} {year}")
    return f"/series?prefix={prefix}"


@job
def divide(*, by_what: int, progress: Progress, by: Actor, at: datetime) -> str:
    return str(1 // by_what)


inside: Callable[[], str] = str
"""What `call` does."""


@job
def call(*, progress: Progress, by: Actor, at: datetime) -> str:
    return inside()


@job
def linger(*, progress: Progress, by: Actor, at: datetime) -> None:
    """As a plan of half an hour."""
    print("begun", flush=True)
    time.sleep(600)


@job
def lose_connection(*, progress: Progress, by: Actor, at: datetime) -> str:
    """Once: what it has done by then is there when it runs again."""
    if not rows():
        series.open_series(prefix="SO", year=2026, by=by, at=at)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    return "done"


def rows() -> list[tuple[UUID, str, int]]:
    return list(NumberSeries.unscoped.values_list("company_id", "prefix", "year").order_by("year"))
