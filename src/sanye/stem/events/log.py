"""Writing the log: facts in the transaction of the change they tell of."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from sanye.kernel.events import Event, to_data
from sanye.kernel.ids import new_id
from sanye.kernel.unit_of_work import UnitOfWork, current
from sanye.stem.events.errors import OutsideTransaction

_COLUMNS = (
    "event_id, company_id, type, subject, key, data, actor_id, actor_name, command_id,"
    " correlation_id, recorded_at"
)
MANY = 5
"""Facts from which on COPY is quicker."""

_ROW = "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"


def publish(*facts: Any, correlation_ids: Sequence[UUID | None] = ()) -> None:
    """Write facts (records declared with `@event`) into the log.

    They correlate with the command that runs; `correlation_ids`, one for each fact, are given where
    it follows up several events: None leaves it at that. Raises OutsideTransaction when no command
    is running.
    """
    unit = current()
    if unit is None or unit.command_id is None or not connection.in_atomic_block:
        raise OutsideTransaction([type(fact).__name__ for fact in facts])
    if not facts:
        return
    known = correlation_ids or [None] * len(facts)
    rows = [_row(fact, unit, id_) for fact, id_ in zip(facts, known, strict=True)]
    unit.event_ids.extend(row[0] for row in rows)
    if len(rows) >= MANY:
        _copy(rows)
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO stem_event ({_COLUMNS}) VALUES {', '.join([_ROW] * len(facts))}",  # noqa: S608 - constants
            [value for row in rows for value in row],
        )


def _copy(rows: list[list[Any]]) -> None:
    """As the INSERT, for many facts."""
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f"COPY stem_event ({_COLUMNS}) FROM STDIN") as to,
    ):
        for row in rows:
            to.write_row(row)


def _row(fact: Event, unit: UnitOfWork, correlation_id: UUID | None) -> list[Any]:
    key = getattr(fact, fact.event_key)
    return [
        new_id(),
        unit.actor.company_id,
        fact.event_type,
        fact.event_type.rsplit(".", 2)[0].removeprefix("sanye."),
        key,
        orjson.dumps(to_data(fact)).decode(),
        unit.actor.user_id,
        unit.actor.name,
        unit.command_id,
        correlation_id or unit.correlation_id,
        unit.at,
    ]
