"""One row of input into one instance, column by column."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import models

from sanye.kernel.errors import Refusal
from sanye.stem.masterdata.commands.masters import Draft, Master
from sanye.stem.masterdata.commands.references import Known, resolve
from sanye.stem.masterdata.commands.values import read_value
from sanye.stem.masterdata.errors import ColumnUnknown, ValueMissing
from sanye.stem.masterdata.models import TranslatedName
from sanye.stem.masterdata.models.columns import Named

LANGUAGES = ("en", "zh", "de", "fr", "es", "it", "pt", "nl", "pl", "ru", "ja", "ko", "th", "vi")
_NOT_COLUMNS = {"_row"}
_TRANSLATED = TranslatedName._meta.get_field("name")  # noqa: SLF001


def key_of(master: Master, row: Mapping[str, Any], known: Known) -> tuple[Any, ...]:
    """The natural key of the row. Raises what is wrong with its columns."""
    return tuple(_value(master, name, row.get(name), known) for name in master.key)


def read_row(
    master: Master, row: Mapping[str, Any], draft: Draft, known: Known
) -> Iterator[Refusal]:
    """Set what the row says on the draft's instance; yields what cannot be read."""
    columns = master.columns
    for name, raw in row.items():
        if name in master.key or name in master.children or name in _NOT_COLUMNS:
            continue
        try:
            if name in columns:
                _set(draft, columns[name], _value(master, name, raw, known))
            elif is_translation(master, name):
                draft.names[name.removeprefix("name_")] = _translated(raw)
            else:
                raise _unknown(master, name)
        except Refusal as refusal:
            refusal.field = name
            yield refusal
    if draft.is_new:
        yield from (ValueMissing(field=name) for name in master.needed if name not in row)


def is_translation(master: Master, name: str) -> bool:
    """Whether a column such as `name_zh` holds the name in another language."""
    is_named = issubclass(master.model, Named)
    return is_named and name.startswith("name_") and name.removeprefix("name_") in LANGUAGES


def _value(master: Master, name: str, raw: Any, known: Known) -> Any:
    reference = master.references.get(name)
    column = master.columns[name]
    if reference is None:
        if raw in (None, "") and name in master.key and column.has_default():
            return column.get_default()
        return read_value(column, raw)
    if raw is None or raw == "":
        if column.null:
            return None
        raise ValueMissing(field=name)
    return resolve(reference, name, raw, known)


def _translated(raw: Any) -> str:
    text = str(raw or "").strip()
    return str(read_value(_TRANSLATED, text)) if text else ""


def _set(draft: Draft, column: "models.Field[Any, Any]", value: Any) -> None:
    attribute = column.attname
    before = getattr(draft.instance, attribute)
    if before != value:
        setattr(draft.instance, attribute, value)
        draft.changes[column.name] = before


def _unknown(master: Master, name: str) -> Refusal:
    known = ", ".join([*master.columns, *master.children])
    return ColumnUnknown(column=name, entity=master.entity, known=known, field=name)
