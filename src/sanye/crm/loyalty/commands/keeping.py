"""Rows of one table read once, changed in the order of the facts, and written once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import QuerySet

from sanye.stem.rows.bulk import insert_rows, update_rows
from sanye.stem.rows.models import CompanyRow

M = TypeVar("M", bound=CompanyRow)
Told = tuple[datetime, Any]
"""When a fact was recorded, and the fact."""


class Kept(Generic[M]):
    """Rows by the id under which others know them (`key`)."""

    def __init__(self, model: type[M], key: str, rows: QuerySet[M]) -> None:
        self._model = model
        self._key = key
        self.rows: dict[UUID, M] = {getattr(row, key): row for row in rows}
        self._stored = set(self.rows)
        self._changed: set[UUID] = set()

    def change(self, key: UUID, **values: Any) -> M | None:
        """Set columns of a row that is known; None of one that is not."""
        row = self.rows.get(key)
        if row is None:
            return None
        for name, value in values.items():
            setattr(row, name, value)
        self._changed.add(key)
        return row

    def put(self, key: UUID, **values: Any) -> M:
        """Set columns of a row, made where it is not known yet."""
        row = self.change(key, **values)
        if row is None:
            row = self.rows[key] = self._model(**{self._key: key}, **values)
        return row

    def write(self, columns: Sequence[str]) -> None:
        """Store what is new, and these columns of what changed."""
        insert_rows([row for key, row in self.rows.items() if key not in self._stored])
        changed = self._changed & self._stored
        update_rows([self.rows[key] for key in sorted(changed)], columns)


def only(facts: Sequence[Told], *classes: Any) -> list[Told]:
    """The facts of these classes, in their order."""
    return [told for told in facts if isinstance(told[1], classes)]
