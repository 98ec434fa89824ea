"""Commands and queries of the small API that the tests serve."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from sanye.kernel.actors import Actor
from sanye.kernel.errors import InvalidInput
from sanye.stem.commands import command, query
from sanye.stem.numbering.models import NumberSeries


class YearTooEarly(InvalidInput):
    code = "test.year_too_early"
    text_en = "{year} is before 2000."
    text_zh = "{year} 早于 2000 年。"


@command
def open_series(*, prefix: str, year: int, by: Actor, at: datetime) -> NumberSeries:
    if year < 2000:
        raise YearTooEarly(year=year, field="year")
    return NumberSeries.objects.create(company_id=by.company_id, prefix=prefix, year=year)


@command
def draw(*, series_id: UUID, by: Actor, at: datetime) -> NumberSeries:
    row = NumberSeries.objects.select_for_update().get(id=series_id)
    row.last_number += 1
    row.save()
    return row


@query
def get_series(*, series_id: UUID, by: Actor) -> NumberSeries:
    return NumberSeries.objects.get(id=series_id)


@query
def list_series(*, year: int | None, by: Actor) -> QuerySet[NumberSeries]:
    rows = NumberSeries.objects.all()
    return rows if year is None else rows.filter(year=year)
