"""Writing very many rows: PostgreSQL's COPY, which takes a tenth of the time of an INSERT.

The rows are sent to a draft and put into their table from there. Constraints hold as always,
foreign keys by joins (`references`). The trigger that keeps the history takes as long as the row
itself and more, so it is passed over and the history is written from the draft too.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Field, ForeignKey, JSONField, Model, UUIDField

from sanye.stem.rows.arrays import array_literal
from sanye.stem.rows.references import proving_references, quoted

AT_ONCE = 2000
_IGNORE = "SELECT set_config('pgtrigger.ignore', %s, true)"
_INSERT = "insert_insert"

Encoder = Callable[[Any], str]


def copy_rows(
    table: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]], **same: Any
) -> int:
    """Store rows of one table, each with its values in the order of `columns` (attribute names).

    The id comes first where the application makes it. `same` are columns that all rows share; what
    is named nowhere gets the model's default, or the database's own. Values are Python's; texts are
    escaped here. Returns how many rows there were.
    """
    fields = {field.attname: field for field in table._meta.concrete_fields}  # noqa: SLF001
    varying = [fields[name] for name in columns]
    shared = {
        name: same[name] if name in same else field.get_default()
        for name, field in fields.items()
        if name not in columns and (name in same or is_ours(field, table))
    }
    encoders = [_encoder(field) for field in varying]
    with connection.cursor() as cursor:
        if "created_at" in fields and "created_at" not in columns:
            shared.setdefault("created_at", _moment(cursor))
        names = [str(fields[name].column) for name in (*columns, *shared)]
        tail = "".join(f"\t{_encode(value, _encoder(fields[n]))}" for n, value in shared.items())
        with _draft(cursor, table, names) as draft:
            count = _send(cursor, f"{draft} ({_listed(names)})", tail, rows, encoders)
            _store(cursor, table, draft, names)
            _keep_history(cursor, table, draft, names)
    return count


def _moment(cursor: CursorWrapper) -> datetime:
    """What the database would note as the moment of a row."""
    cursor.execute("SELECT statement_timestamp()")
    moment: datetime = cursor.fetchone()[0]
    return moment


@contextmanager
def _draft(cursor: CursorWrapper, table: type[Model], names: Sequence[str]) -> Iterator[str]:
    """A table for as long as this takes, with these columns of the other and none of its rules."""
    own = table._meta.db_table  # noqa: SLF001
    draft = quoted(f"draft_{own}")
    cursor.execute(
        f"CREATE TEMPORARY TABLE {draft} ON COMMIT DROP AS"  # noqa: S608 - names
        f" SELECT {_listed(names)} FROM {quoted(own)} WITH NO DATA"
    )
    yield draft
    cursor.execute(f"DROP TABLE {draft}")


def _store(cursor: CursorWrapper, table: type[Model], draft: str, names: Sequence[str]) -> None:
    """All rows at once, in their order, without the trigger that keeps the history."""
    own, listed = quoted(table._meta.db_table), _listed(names)  # noqa: SLF001
    passed = [_trigger_of(table)] if _history_of(table) else []
    cursor.execute(_IGNORE, [f"{{{','.join(passed)}}}"])
    with proving_references(cursor, own, rows=draft, columns=names, passed=passed):
        cursor.execute(f"INSERT INTO {own} ({listed}) SELECT {listed} FROM {draft}")  # noqa: S608
    cursor.execute(_IGNORE, ["{}"])


def _keep_history(
    cursor: CursorWrapper, table: type[Model], draft: str, names: Sequence[str]
) -> None:
    """What the trigger would have written of each row: it is new, now, by this command."""
    history = _history_of(table)
    if history is None:
        return
    followed = {field.column for field in history._meta.concrete_fields}  # noqa: SLF001
    given = {quoted(name): quoted(name) for name in names if name in followed} | {
        "pgh_obj_id": quoted(str(table._meta.pk.column)),  # noqa: SLF001
        "pgh_label": "'insert'",
        "pgh_created_at": "command.at",
        "pgh_context_id": "command.context_id",
    }
    cursor.execute(
        f"INSERT INTO {quoted(history._meta.db_table)} ({', '.join(given)})"  # noqa: S608, SLF001 - names
        f" SELECT {', '.join(given.values())} FROM {draft},"
        " (SELECT now() AS at, _pgh_attach_context() AS context_id) AS command"
    )


def _history_of(table: type[Model]) -> type[Model] | None:
    found: type[Model] | None = getattr(table, "pgh_event_models", {}).get("insert")
    return found


def _listed(names: Iterable[str]) -> str:
    return ", ".join(quoted(name) for name in names)


def _send(
    cursor: CursorWrapper,
    into: str,
    tail: str,
    rows: Iterable[Sequence[Any]],
    encoders: Sequence[Encoder],
) -> int:
    """COPY of the rows, each with the tail that all share; how many there were.

    In COPY's text form: tabs between columns, `\\N` for null. Made column by column, which takes
    half the time.
    """
    source, count, end = iter(rows), 0, f"{tail}\n"
    with connection.wrap_database_errors, cursor.copy(f"COPY {into} FROM STDIN") as copy:
        while chunk := list(islice(source, AT_ONCE)):
            count += len(chunk)
            columns = [
                _column(values, encode)
                for values, encode in zip(zip(*chunk, strict=True), encoders, strict=True)
            ]
            lines = map("\t".join, zip(*columns, strict=True))
            copy.write(end.join(lines) + end)
    return count


def _column(values: Sequence[Any], encode: Encoder) -> list[str]:
    first = values[0]
    if all(value is first for value in values):
        return [_encode(first, encode)] * len(values)
    return ["\\N" if value is None else encode(value) for value in values]


def _trigger_of(table: type[Model]) -> str:
    """The database's name of the trigger that keeps the history of new rows."""
    ((model, trigger),) = pgtrigger.registered(f"{table._meta.label}:{_INSERT}")  # noqa: SLF001
    return str(trigger.get_pgid(model))


def is_ours(field: "Field[Any, Any]", table: type[Model]) -> bool:
    """Whether the application fills the column."""
    is_auto = field is table._meta.auto_field  # noqa: SLF001
    return not (field.generated or field.has_db_default() or is_auto)


def _encoder(field: "Field[Any, Any]") -> Encoder:
    """How a value is written that is not null."""
    if isinstance(field, ArrayField):
        return _array
    if isinstance(field, UUIDField | ForeignKey):
        return _hex
    if field.get_internal_type() in {"CharField", "TextField", "SlugField"}:
        return _text
    if isinstance(field, JSONField):
        return _json
    return str


def _encode(value: Any, encode: Encoder) -> str:
    return "\\N" if value is None else encode(value)


def _hex(value: Any) -> str:
    """A UUID without its dashes takes a quarter of the time; other keys are as they are."""
    return value.bytes.hex() if type(value) is UUID else str(value)


def _text(value: Any) -> str:
    """Most texts have nothing to replace, which is soon seen."""
    text = str(value).replace("\\", "\\\\")
    return text.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def _array(values: Sequence[Any]) -> str:
    return _text(array_literal(values))


def _json(value: Any) -> str:
    return _text(json.dumps(value))
