"""A fact with its moment, and a set of rows that facts change before they are written at once."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Generic, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from sanye.kernel.actors import Actor
from sanye.stem.rows.bulk import put_rows
from sanye.stem.rows.models import CompanyRow

R = TypeVar("R", bound=CompanyRow)


@dataclass(frozen=True, slots=True)
class Told:
    """What happened, to which aggregate, and when we heard."""

    key: UUID
    fact: Any
    at: datetime


class Rows(Generic[R]):
    """Rows of one table by the id of what they are about; known ones are read in one go."""

    def __init__(self, table: type[R], column: str, ids: Collection[UUID], by: Actor) -> None:
        self._table, self._column, self._by = table, column, by
        found = table.objects.filter(**{f"{column}__in": ids}) if ids else ()
        self._known: dict[UUID, R] = {getattr(row, column): row for row in found}
        self._changed: dict[UUID, R] = {}

    def find(self, about: UUID) -> R | None:
        """The row as it stands, to be read."""
        return self._known.get(about)

    def change(self, about: UUID) -> R:
        """The row to be changed; a fresh one where nothing is known yet."""
        row = self._known.get(about)
        if row is None:
            row = self._table(company_id=self._by.company_id, **{self._column: about})
            self._known[about] = row
        self._changed[about] = row
        return row

    def write(self) -> None:
        """Store what was changed."""
        if not self._changed:
            return
        names = [field.attname for field in self._table._meta.concrete_fields]  # noqa: SLF001
        fixed = {"id", "created_at", "company_id", self._column}
        put_rows(
            list(self._changed.values()),
            unique=["company_id", self._column],
            columns=[name for name in names if name not in fixed],
        )


def ids_of(facts: Iterable[Told], *classes: type) -> set[UUID]:
    """The aggregates that facts of these classes are about."""
    return {told.key for told in facts if isinstance(told.fact, classes)}


def noon(day: date, zone: ZoneInfo) -> datetime:
    """A day of which no more is known, as an instant within it."""
    return datetime.combine(day, time(12), zone)
