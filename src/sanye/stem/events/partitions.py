"""Partitions of the log: the one that is written and, in time, the next.

Every read of the log plans and locks all that there are, so none stands long before it is needed.
"""

from typing import Any

from django.db import connection, transaction

from sanye.stem.rows.advisory import lock_name
from sanye.stem.rows.storage import APPENDED_LATE, listed

PARTITION_ROWS = 20_000_000
MOST_WAITING = "2s"
"""Readers and writers stand behind it meanwhile; another night will do."""

_LAST = r"""
SELECT coalesce((SELECT last_value FROM pg_sequences
                  WHERE format('%I.%I', schemaname, sequencename)
                        = pg_get_serial_sequence('stem_event', 'position')), 0),
       (SELECT max(substring(relname FROM '^stem_event_p(\d+)$')::int)
          FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
         WHERE inhparent = 'stem_event'::regclass)
"""


def make_room(rows: int = PARTITION_ROWS) -> str | None:
    """Make the next partition, of so many rows, once half of the last is written; its name if so.

    Where nobody did in time, what came meanwhile stays in `stem_event_rest`.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        lock_name("stem.events.room")
        position, last = _row(cursor, _LAST)
        number = max(last, position // rows) + 1
        if position < number * rows - rows // 2:
            return None
        name = f"stem_event_p{number}"
        cursor.execute(f"SET LOCAL lock_timeout = '{MOST_WAITING}'")
        cursor.execute(
            f"CREATE TABLE {name} PARTITION OF stem_event"
            f" FOR VALUES FROM ({number * rows}) TO ({(number + 1) * rows})"
            f" WITH ({listed(APPENDED_LATE)})"
        )
        return name


def _row(cursor: Any, sql: str) -> tuple[int, int]:
    cursor.execute(sql)
    position, last = cursor.fetchone()
    return position, last
