"""How a master is declared, so that one engine writes them all: from people, files and programs.

A row of input is a mapping of column names to values or their text. References are given by code
(or id), so that a file says what a person would say.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import repeat
from typing import Any

from django.db import models

from sanye.kernel.errors import Refusal
from sanye.stem.rows.models import CompanyRow

Rule = Callable[["Draft"], Iterable[Refusal]]
"""Looks at one row as it will be; yields what is wrong, each with its field."""

BatchRule = Callable[["Batch"], Iterable[Refusal]]
"""Looks at all rows at once; yields what is wrong, each with row and field."""


@dataclass(frozen=True)
class Reference:
    """A column that names a row of another table by code.

    `within` (a location in its site) is the column of that table which a code is only unique in;
    the text is then SITE/CODE, or CODE alone where only one site has it.
    """

    model: type[models.Model]
    entity: str
    key: str = "code"
    within: str = ""


@dataclass(frozen=True)
class Children:
    """Rows that belong to a master and are replaced with it: the lines of a bill.

    `most`: as many as one request holds.
    """

    master: "Master"
    numbered: str = ""
    most: int = 2000

    @property
    def parent(self) -> str:
        return self.master.parent


@dataclass(frozen=True)
class Master:
    """One table: its natural key, what its columns name, what is checked, what is told.

    `positive`, `not_negative`, `below_one` (a ratio in [0, 1)) and `unique` (no two rows have the
    same) list columns. `parent` is the column that names the master a line belongs to; `lock`
    serialises the writers of a master whose rules look at rows of others. `alike` are columns of a
    line's key by each of which it is known though the rest of its key is another one now.
    `seen_with` names columns that only callers with a further right see.
    """

    entity: str
    model: type[models.Model]
    key: tuple[str, ...]
    references: Mapping[str, Reference] = field(default_factory=dict)
    children: Mapping[str, Children] = field(default_factory=dict)
    parent: str = ""
    alike: tuple[str, ...] = ()
    positive: tuple[str, ...] = ()
    not_negative: tuple[str, ...] = ()
    below_one: tuple[str, ...] = ()
    unique: tuple[str, ...] = ()
    unit_columns: tuple[str, ...] = ()
    currency_columns: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    batch_rules: tuple[BatchRule, ...] = ()
    lock: str = ""
    seen_with: Mapping[str, str] = field(default_factory=dict)
    created: Callable[[Any], Any] | None = None
    changed: Callable[[Any], Any] | None = None

    @property
    def of_company(self) -> bool:
        return issubclass(self.model, CompanyRow)

    @cached_property
    def columns(self) -> dict[str, "models.Field[Any, Any]"]:
        """The columns that input may set, by name; a reference goes without `_id`."""
        hidden = {"id", "created_at", "company", "archived_at", "sort_key", "initials", self.parent}
        fields = self.model._meta.concrete_fields  # noqa: SLF001
        return {column.name: column for column in fields if column.name not in hidden}

    @cached_property
    def attributes(self) -> list[str]:
        """The attributes that hold the natural key."""
        return [f"{name}_id" if name in self.references else name for name in self.key]

    @cached_property
    def needed(self) -> list[str]:
        """The columns beside its key in which a new row must say something."""
        known = {*self.key, self.parent}
        return [n for n, column in self.columns.items() if n not in known and needs_value(column)]

    def new_row(self, key: tuple[Any, ...], **values: Any) -> Any:
        """A row with this key, the other values and the defaults of its columns.

        Django asks each column for its default as often as it makes a row, which takes twice as
        long as to make it.
        """
        row = self.model(*(default() for default in self._defaults))
        for attribute, value in (*zip(self.attributes, key, strict=True), *values.items()):
            setattr(row, attribute, value)
        return row

    @cached_property
    def _defaults(self) -> list[Callable[[], Any]]:
        return [
            column.get_default
            if column.has_default() and callable(column.default)
            else repeat(column.get_default()).__next__
            for column in self.model._meta.concrete_fields  # noqa: SLF001
        ]


def needs_value(column: "models.Field[Any, Any]") -> bool:
    """Whether a new row must say something here."""
    return not (column.null or column.blank or column.has_default())


@dataclass
class Draft:
    """One row on its way into a table: the instance and what it changes.

    `row` counts from 1; `where` is the path of a line that has no row of its own (`lines.0.`).
    """

    row: int
    instance: Any
    is_new: bool
    where: str = ""
    changes: dict[str, Any] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    children: dict[str, list["Draft"] | None] = field(default_factory=dict)
    lost: dict[str, list[Any]] = field(default_factory=dict)

    @property
    def is_changed(self) -> bool:
        """Whether anything differs from what is stored, in the row or below it."""
        below = (draft for drafts in self.children.values() for draft in drafts or ())
        return bool(
            self.is_new
            or self.changes
            or any(self.lost.values())
            or any(draft.is_changed for draft in below)
        )


@dataclass
class Batch:
    """All rows of one call with their master."""

    master: Master
    drafts: Sequence[Draft]
    by: Any


@dataclass(frozen=True)
class Put:
    """What became of the rows, in the order of the input."""

    rows: list[Any]
    created: int
    changed: int
    unchanged: int

    @property
    def row(self) -> Any:
        """The only row, where one was given."""
        return self.rows[0]
