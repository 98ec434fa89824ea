"""Writing the log: facts in the transaction of the change they tell of."""

from typing import Any

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
_ROW = "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"


def publish(*facts: Any) -> None:
    """Write facts (records declared with `@event`) into the log.

    Raises OutsideTransaction when no command is running.
    """
    unit = current()
    if unit is None or unit.command_id is None or not connection.in_atomic_block:
        raise OutsideTransaction([type(fact).__name__ for fact in facts])
    if not facts:
        return
    values: list[Any] = []
    for fact in facts:
        row = _row(fact, unit)
        unit.event_ids.append(row[0])
        values.extend(row)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO stem_event ({_COLUMNS}) VALUES {', '.join([_ROW] * len(facts))}",  # noqa: S608 - constants
            values,
        )


def _row(fact: Event, unit: UnitOfWork) -> list[Any]:
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
        unit.correlation_id,
        unit.at,
    ]
