"""Writing many rows at once: one statement, whatever their number, by unnested arrays; very many
new ones by COPY.

Django's own way makes an expression per value (`bulk_create`) or a CASE per row (`bulk_update`);
a thousand rows take it seconds.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from types import NoneType
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import Field, ForeignKey, Model

from sanye.stem.rows.arrays import array_literal, quoted_element
from sanye.stem.rows.copying import copy_rows, is_ours

MANY = 500
"""New rows from which on COPY takes less time than their foreign keys and history row by row."""
_KNOWN_ONES_STAY = "ON CONFLICT DO NOTHING"
_AS_THEY_ARE: dict[str, set[type]] = {
    "BigIntegerField": {int},
    "BooleanField": {bool},
    "CharField": {str},
    "DateField": {date},
    "DateTimeField": {datetime},
    "DecimalField": {Decimal, int},
    "PositiveIntegerField": {int},
    "PositiveSmallIntegerField": {int},
    "SmallIntegerField": {int},
    "TextField": {str},
    "UUIDField": {UUID},
}
"""Kinds of columns whose values, if all are of one of these types, the driver takes as they are."""


def insert_rows(rows: Sequence[Model]) -> None:
    """Store new rows of one table. Columns that the database fills are left to it."""
    if len(rows) < MANY:
        _insert(rows, "")
        return
    columns = [field.attname for field in _ours(type(rows[0]))]
    copy_rows(type(rows[0]), columns, map(attrgetter(*columns), rows))


def insert_values(
    table: type[Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """Store rows given by their values in the order of `columns` (attribute names); what is not
    named is left to the database. For very many rows: a model instance costs more than its row."""
    if len(rows) >= MANY:
        copy_rows(table, columns, rows)
    else:
        _insert_values(table, columns, rows, "")


def insert_new_rows(rows: Sequence[Model]) -> int:
    """Store those of the rows that no unique constraint knows yet; how many."""
    return _insert(rows, _KNOWN_ONES_STAY)


def insert_new_values(
    table: type[Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """The same for rows given by their values, as `insert_values` takes them."""
    _insert_values(table, columns, rows, _KNOWN_ONES_STAY)


def put_rows(rows: Sequence[Model], *, unique: Sequence[str], columns: Sequence[str]) -> None:
    """Store rows, or write these columns where a row with the same `unique` columns is there.

    Both are attribute names; no two of the rows are the same in `unique`.
    """
    if not rows:
        return
    by_name = {field.attname: field for field in rows[0]._meta.concrete_fields}  # noqa: SLF001 - Django's documented model API
    same = ", ".join(_name(by_name[name]) for name in unique)
    names = [_name(by_name[name]) for name in columns]
    assignments = ", ".join(f"{name} = EXCLUDED.{name}" for name in names)
    _insert(rows, f"ON CONFLICT ({same}) DO UPDATE SET {assignments}")


def _insert_values(
    table: type[Model], columns: Sequence[str], rows: Sequence[Sequence[Any]], on_conflict: str
) -> None:
    if not rows:
        return
    meta = table._meta  # noqa: SLF001 - Django's documented model API
    by_name = {field.attname: field for field in meta.concrete_fields}
    fields = [by_name[name] for name in columns]
    values = [list(column) for column in zip(*rows, strict=True)]
    _send(table, fields, [_column(f, v) for f, v in zip(fields, values, strict=True)], on_conflict)


def _insert(rows: Sequence[Model], on_conflict: str) -> int:
    if not rows:
        return 0
    fields = _ours(type(rows[0]))
    return _send(type(rows[0]), fields, _values(rows, fields), on_conflict)


def _ours(table: type[Model]) -> list["Field[Any, Any]"]:
    """The columns that the application fills."""
    return [field for field in table._meta.concrete_fields if is_ours(field, table)]  # noqa: SLF001


def _send(
    table: type[Model],
    fields: Sequence["Field[Any, Any]"],
    values: list[list[Any]],
    on_conflict: str,
) -> int:
    """How many were stored."""
    alike = [_is_alike(column) for column in values]
    if all(alike) and len(values[0]) > 1:  # only arrays say how many rows there are
        alike = [False] * len(fields)
    columns = list(zip(fields, values, alike, strict=True))
    once = [(field, column[0]) for field, column, is_alike in columns if is_alike]
    each = [(field, _written(column)) for field, column, is_alike in columns if not is_alike]
    names = _names([field for field, _ in once + each])
    selected = [_cast(field, f"%s::{_sent_as(field)}") for field, _ in once]
    selected += [_cast(field, _name(field)) for field, _ in each]
    given = [field for field, _ in each]
    rows = f"FROM unnest({_arrays(given)}) AS given ({_names(given)})" if given else ""
    into = connection.ops.quote_name(table._meta.db_table)  # noqa: SLF001 - as above
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {into} ({names}) SELECT {', '.join(selected)} {rows} {on_conflict}",
            [value for _, value in once + each],
        )
        stored: int = cursor.rowcount
        return stored


def _is_alike(column: list[Any]) -> bool:
    """Whether all rows have one and the same value, which is then sent once."""
    first = column[0]
    return all(value is first for value in column)


def update_rows(rows: Sequence[Model], columns: Sequence[str]) -> None:
    """Write these columns of rows changed in memory; `columns` are attribute names."""
    if not rows:
        return
    meta = rows[0]._meta  # noqa: SLF001 - Django's documented model API
    by_name = {field.attname: field for field in meta.concrete_fields}
    changed = [by_name[name] for name in columns]
    fields = [by_name["id"], *changed]
    table = connection.ops.quote_name(meta.db_table)
    assignments = ", ".join(
        f"{_name(field)} = {_cast(field, f'changed.{_name(field)}')}" for field in changed
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} AS stored SET {assignments}"  # noqa: S608 - names
            f" FROM unnest({_arrays(fields)}) AS changed ({_names(fields)})"
            " WHERE stored.id = changed.id",
            [_written(column) for column in _values(rows, fields)],
        )


def _name(field: "Field[Any, Any]") -> str:
    return connection.ops.quote_name(str(field.column))


def _names(fields: Sequence["Field[Any, Any]"]) -> str:
    return ", ".join(_name(field) for field in fields)


def _arrays(fields: Sequence["Field[Any, Any]"]) -> str:
    return ", ".join(f"%s::{_sent_as(field)}[]" for field in fields)


def _sent_as(field: "Field[Any, Any]") -> str:
    """The type of a column's values on the way; an array goes as its text, for `unnest` would take
    it apart."""
    return "text" if isinstance(field, ArrayField) else _unbounded(field)


def _cast(field: "Field[Any, Any]", sent: str) -> str:
    return f"{sent}::{_unbounded(field)}" if isinstance(field, ArrayField) else sent


def _unbounded(field: "Field[Any, Any]") -> str:
    """The column's type; a text of any length, for a cast would cut it to the column's without a
    word, where the column itself refuses it."""
    return _BOUNDED_TEXT.sub("text", str(field.db_type(connection)))


def _values(rows: Sequence[Model], fields: Sequence["Field[Any, Any]"]) -> list[list[Any]]:
    return [_column(field, [getattr(row, field.attname) for row in rows]) for field in fields]


def _column(field: "Field[Any, Any]", values: list[Any]) -> list[Any]:
    """A column's values for the database; to prepare each takes as long as to send it."""
    if isinstance(field, ArrayField):
        return [None if value is None else array_literal(value) for value in values]
    kind = (field.target_field if isinstance(field, ForeignKey) else field).get_internal_type()
    given = {type(value) for value in values} - {NoneType}
    if len(given) <= 1 and given <= _AS_THEY_ARE.get(kind, set()):
        return values
    return [field.get_db_prep_save(value, connection) for value in values]


def _written(values: list[Any]) -> list[Any] | str:
    """Values of one kind as PostgreSQL writes an array of them: the driver takes a detour for each
    element. What is of another kind is left to it."""
    kinds = {type(value) for value in values} - {NoneType}
    write = _WRITTEN.get(kinds.pop()) if len(kinds) == 1 else None
    if write is None:
        return values
    return "{" + ",".join(["NULL" if v is None else write(v) for v in values]) + "}"


_WRITTEN: dict[type, Callable[[Any], str]] = {
    str: quoted_element,
    int: str,
    Decimal: str,
    UUID: attrgetter("hex"),
    date: date.isoformat,
    datetime: datetime.isoformat,
}
_BOUNDED_TEXT = re.compile(r"varchar\(\d+\)")
