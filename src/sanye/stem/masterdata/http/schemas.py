"""What the API reads and writes for a master, made from its declaration."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from pydantic import ConfigDict, Field, create_model

from sanye.stem.http import Schema
from sanye.stem.http.sights import only_with
from sanye.stem.http.types import MOST_LINES
from sanye.stem.masterdata.commands.masters import Master, needs_value
from sanye.stem.masterdata.models.columns import Archived, Named

_TYPES: tuple[tuple[type[Any], Any], ...] = (
    (models.ForeignKey, UUID),
    (models.UUIDField, UUID),
    (models.DecimalField, Decimal),
    (models.BooleanField, bool),
    (models.DateTimeField, datetime),
    (models.DateField, date),
    (models.IntegerField, int),
)


class PutOut(Schema):
    """What became of the rows of a list, with their ids in its order."""

    created: int
    changed: int
    unchanged: int
    ids: list[UUID]


class StrictSchema(Schema):
    """Input that refuses what it does not know."""

    model_config = ConfigDict(extra="forbid")


def out_schema(name: str, master: Master, *, detailed: bool) -> type[Schema]:
    """A row as it is told; `detailed` with its lines."""
    fields: dict[str, Any] = {"id": (UUID, ...)}
    for column in master.columns.values():
        kind = _type(column)
        if column.name in master.seen_with:
            kind = Annotated[kind | None, only_with(master.seen_with[column.name])]
        fields[column.attname] = (kind | None if column.null else kind, ...)
    if issubclass(master.model, Archived):
        fields["archived_at"] = (datetime | None, ...)
    for child, children in master.children.items() if detailed else ():
        inner = out_schema(f"{name}{_title(child)}", children.master, detailed=False)
        fields[child] = (list[inner], ...)  # type: ignore[valid-type]
    return create_model(name, __base__=Schema, **fields)


def in_schema(name: str, master: Master, *, change: bool = False) -> type[Schema]:
    """A row as it is written; in a change every column may be left out and the key stays."""
    fields: dict[str, Any] = {}
    for column in master.columns.values():
        if not (change and column.name in master.key):
            fields[column.name] = _input(master, column, change=change)
    if issubclass(master.model, Named):
        note = "The name in Chinese, in English"
        fields["name_zh"] = fields["name_en"] = (str, Field("", max_length=200, description=note))
    for child, children in master.children.items():
        inner = in_schema(f"{name}{_title(child)}", children.master)
        bounded = Annotated[list[inner], Field(max_length=children.most)]  # type: ignore[valid-type]
        fields[child] = (bounded | None, None)
    return create_model(name, __base__=StrictSchema, **fields)


def _input(master: Master, column: "models.Field[Any, Any]", *, change: bool) -> tuple[Any, Any]:
    reference = master.references.get(column.name)
    kind: Any = str if reference is not None else _type(column)
    if isinstance(column, ArrayField):
        kind = _bounded(column)
    note = f"{reference.entity}: code or id" if reference is not None else None
    is_numbered = column.name in {"position", "number"} and bool(master.parent)
    if needs_value(column) and not change and not is_numbered and column.name != "unit":
        return kind, Field(..., description=note)
    return kind | None, Field(None, description=note)


def _type(column: "models.Field[Any, Any]") -> Any:
    if isinstance(column, ArrayField):
        return list[_type(column.base_field)]  # type: ignore[misc]
    if column.choices:
        return Literal[tuple(str(key) for key, _label in column.choices)]
    return next((kind for field, kind in _TYPES if isinstance(column, field)), str)


def _bounded(column: "models.Field[Any, Any]") -> Any:
    if isinstance(column, ArrayField):
        return Annotated[list[_bounded(column.base_field)], Field(max_length=MOST_LINES)]  # type: ignore[misc]
    return _type(column)


def _title(name: str) -> str:
    return name.title().replace("_", "")
