"""Codes to rows: every reference of a batch with one read per table."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db import models

from sanye.stem.masterdata.commands.masters import Master, Reference
from sanye.stem.masterdata.commands.values import is_storable
from sanye.stem.masterdata.errors import MasterUnknown, TextInvalid

Known = dict[str, dict[str, Any]]
"""Per column: the text that names a row (its code, SITE/CODE or id) → the row's id."""


def find_references(master: Master, rows: Iterable[Mapping[str, Any]]) -> Known:
    """The ids of everything that the rows refer to, in one read per referring column."""
    wanted: dict[str, set[str]] = {column: set() for column in master.references}
    for row in rows:
        for column in wanted.keys() & row.keys():
            value = row[column]
            text = "" if value is None else as_text(value)
            if text and is_storable(text):
                wanted[column].add(text)
    return {
        column: _found(master.references[column], texts)
        for column, texts in wanted.items()
        if texts
    }


def as_text(value: Any) -> str:
    """What a reference is written as: a code, also where a spreadsheet made a number of it."""
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def resolve(reference: Reference, column: str, value: Any, known: Known) -> UUID:
    """The id of the row that the value names. Raises MasterUnknown or TextInvalid, with the column
    as field."""
    text = as_text(value)
    found: UUID | None = known.get(column, {}).get(text)
    if found is None and not is_storable(text):
        raise TextInvalid(field=column)
    if found is None:
        raise MasterUnknown(entity=reference.entity, key=text, field=column)
    return found


def _found(reference: Reference, texts: set[str]) -> dict[str, Any]:
    ids = {text: UUID(text) for text in texts if _is_id(text)}
    rows = reference.model.objects.all()  # type: ignore[attr-defined]
    found = {str(pk): pk for pk in rows.filter(pk__in=ids.values()).values_list("pk", flat=True)}
    found = {text: found[str(pk)] for text, pk in ids.items() if str(pk) in found}
    codes = texts - ids.keys()
    if not codes:
        return found
    if reference.within:
        return found | _found_within(reference, codes, rows)
    pairs = rows.filter(**{f"{reference.key}__in": codes}).values_list(reference.key, "pk")
    return found | dict(pairs)


def _found_within(
    reference: Reference, texts: set[str], rows: models.QuerySet[Any]
) -> dict[str, Any]:
    codes = {code for text in texts for code in _codes_in(text)}
    found: dict[str, Any] = {}
    often: set[str] = set()
    for outer, code, pk in rows.filter(**{f"{reference.key}__in": codes}).values_list(
        f"{reference.within}__code", reference.key, "pk"
    ):
        found[f"{outer}/{code}"] = pk
        if code in found:
            often.add(code)
        found[code] = pk
    return {text: pk for text, pk in found.items() if text in texts and text not in often}


def _codes_in(text: str) -> Iterator[str]:
    """All that may be the code in SITE/CODE: either part may hold a slash itself."""
    yield text
    while "/" in text:
        text = text.partition("/")[2]
        yield text


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return len(text) == len(str(UUID(int=0)))
