"""Making cursors valid in another cluster, where transaction ids mean something else.

After a dump is restored, the stored ids and snapshots still fit each other, but not the new
cluster's transactions. Only one thing matters about an old event: which cursors have handled it.
So every set of cursors that some event still lacks becomes one small transaction id, lower than any
the new cluster will give out, and every cursor's `done` names the ids it has not handled.

A cluster that has given out higher ids than those stored needs none of this: what is new lies above
them all. In one that has not, as after a restore that broke off here, or one by other means, what
is new would seem handled: workers wait there, and `sanye migrate` makes up for it.
"""

from collections.abc import Iterator
from uuid import UUID

from django.db import connection, transaction

from sanye.stem.events.following import count_from_here
from sanye.stem.events.models import CursorRow

HANDLED_BY_ALL = 3
"""The first ordinary transaction id of PostgreSQL; a fresh cluster has given out hundreds."""


_ARE_FOREIGN = """
    SELECT EXISTS (SELECT FROM stem_cursor WHERE pg_snapshot_xmax(done::pg_snapshot) > upcoming)
        OR EXISTS (SELECT FROM stem_event WHERE xid >= upcoming)
      FROM (SELECT pg_snapshot_xmax(pg_current_snapshot()) AS upcoming) AS now
"""


class CursorsForeign(Exception):
    """The log's transaction ids are of another cluster, `sanye migrate` makes them valid here."""


def are_foreign() -> bool:
    """Whether the log knows transactions that this cluster has not begun yet."""
    with connection.cursor() as cursor:
        cursor.execute(_ARE_FOREIGN)
        return bool(cursor.fetchone()[0])


def rebase_cursors() -> int:
    """Rewrite transaction ids and cursors after a restore; returns the number of cursors.

    To be run before any worker starts. Nothing is handled twice and nothing is left out.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        rows = list(CursorRow.objects.select_for_update().order_by("pk"))
        ids: dict[frozenset[UUID], int] = {}
        lacking_of_event: list[tuple[int, int]] = []
        for position, lacking in _events_lacking(rows):
            transaction_id = ids.setdefault(lacking, HANDLED_BY_ALL + 1 + len(ids))
            lacking_of_event.append((transaction_id, position))
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("TRUNCATE stem_kept_change")
        cursor.execute("SET LOCAL sanye.rebasing = 'on'")
        cursor.execute("UPDATE stem_event SET xid = %s::text::xid8", [HANDLED_BY_ALL])
        cursor.executemany(
            "UPDATE stem_event SET xid = %s::text::xid8 WHERE position = %s", lacking_of_event
        )
        for row in rows:
            waiting = sorted(number for lacking, number in ids.items() if row.pk in lacking)
            row.done = _snapshot(waiting, HANDLED_BY_ALL + 1 + len(ids))
            row.target, row.page_position = None, 0
            count_from_here(row)
            row.save()
        return len(rows)


def _snapshot(waiting: list[int], end: int) -> str:
    lowest = waiting[0] if waiting else end
    return f"{lowest}:{end}:{','.join(map(str, waiting))}"


def _events_lacking(rows: list[CursorRow]) -> Iterator[tuple[int, frozenset[UUID]]]:
    lacking: dict[int, set[UUID]] = {}
    for row in rows:
        for position in _unhandled(row):
            lacking.setdefault(position, set()).add(row.pk)
    for position, cursors in sorted(lacking.items()):
        yield position, frozenset(cursors)


def _unhandled(row: CursorRow) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT position FROM stem_event"
            " WHERE NOT pg_visible_in_snapshot(xid, %(done)s::pg_snapshot)"
            " AND (%(target)s::text IS NULL OR position > %(page)s"
            " OR NOT pg_visible_in_snapshot(xid, %(target)s::pg_snapshot))",
            {"done": row.done, "target": row.target, "page": row.page_position},
        )
        return [position for (position,) in cursor.fetchall()]
