"""Reading what became visible since a cursor's last batch.

Identity values commit out of order, so `position > last` loses events, and waiting for the oldest
running transaction lets one long writer hold everybody back. A cursor therefore keeps the
snapshot `done`; a batch is what a newer snapshot `target` sees and `done` does not. At the tail the
rows are found by transaction id; further behind they are paged by position inside the same window.
Few large facts make a page as many small ones do: a worker's memory must hold it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from sanye.kernel.ids import NO_COMPANY

COLUMNS = (
    "position, event_id, company_id, type, key, data, actor_id, command_id, correlation_id,"
    " recorded_at"
)
MOST_BYTES = 4_000_000
"""Of a batch's facts as they are stored, in a fifth to a half of the space of their text; its last
may go beyond."""
MOST_COUNTED = 100_000
"""Of what waits for a cursor. A million before each of thirty took fourteen seconds to count, more
than monitoring waits for, at the very time when it must see them."""
_SINCE_DONE = (
    "(xid >= pg_snapshot_xmax(%(done)s::pg_snapshot) OR xid = ANY(%(running)s::xid8[]))"
    " AND pg_visible_in_snapshot(xid, %(target)s::pg_snapshot)"
)
_IN_WINDOW = (
    "NOT pg_visible_in_snapshot(xid, %(done)s::pg_snapshot)"
    " AND pg_visible_in_snapshot(xid, %(target)s::pg_snapshot)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Where a cursor stands: see CursorRow. `target` None means at the tail."""

    done: str
    target: str | None
    page_position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Events to handle, in order, and where the cursor stands after them."""

    rows: tuple[tuple[Any, ...], ...]
    after: Window

    def stopping_before(self, position: int, window: Window) -> Window:
        """Where the cursor stands when only what comes before `position` was handled."""
        return Window(
            done=window.done,
            target=window.target or self.after.target or self.after.done,
            page_position=position - 1,
        )


def read_batch(
    window: Window, company_id: UUID, types: Sequence[str] | None, size: int, *, now: str
) -> Batch:
    """The next events of a company in the log's order; at the tail those that `now` sees."""
    query = _Query(company_id, types, window.done)
    if window.target is None:
        rows, are_all = query.rows(_SINCE_DONE, now, size, ordered=False)
        if are_all:
            rows.sort(key=lambda row: row[0])
            return Batch(rows=tuple(rows), after=Window(done=now, target=None, page_position=0))
        first = query.first_position(now)
        window = Window(done=window.done, target=now, page_position=first - 1)
    return _read_page(query, window, size)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Visible events, but for those of this transaction, that a cursor has not handled: how many,
    MOST_COUNTED standing for more, and when the first of those counted was recorded."""

    count: int
    since: datetime | None


def waiting_of(
    window: Window,
    company_id: UUID,
    types: Sequence[str] | None,
    at_most: tuple[str, str] | None = None,
) -> Waiting:
    """What the cursor has before it; `at_most`: only facts whose field of that name is no greater
    as text. What lies behind it is not read: at the tail that is told by transaction, while it
    pages by position."""
    query = _Query(company_id, types, window.done)
    if at_most is not None:
        query.narrow(*at_most)
    target = _current_snapshot()
    if window.target is None:
        return query.waiting(_SINCE_DONE, target)
    return query.waiting(_IN_WINDOW, target, window.page_position)


def _read_page(query: "_Query", window: Window, size: int) -> Batch:
    target = window.target or ""
    rows, are_all = query.rows(_IN_WINDOW, target, size, ordered=True, after=window.page_position)
    if are_all:
        after = Window(done=target, target=None, page_position=0)
    else:
        after = Window(done=window.done, target=target, page_position=rows[-1][0])
    return Batch(rows=tuple(rows), after=after)


def _current_snapshot() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        return str(cursor.fetchone()[0])


class _Query:
    def __init__(self, company_id: UUID, types: Sequence[str] | None, done: str) -> None:
        self.parameters: dict[str, Any] = {
            "companies": [company_id, NO_COMPANY],
            "types": None if types is None else "{" + ",".join(types) + "}",
            "done": done,
            "running": "{" + done.split(":")[2] + "}",
        }
        self.where = "company_id = ANY(%(companies)s)"
        if types is not None:
            self.where += " AND type = ANY(%(types)s::text[])"

    def narrow(self, field: str, most: str) -> None:
        self.where += " AND data ->> %(field)s <= %(most_of_field)s"
        self.parameters |= {"field": field, "most_of_field": most}

    def rows(
        self, window: str, target: str, size: int, *, ordered: bool, after: int = 0
    ) -> tuple[list[tuple[Any, ...]], bool]:
        """At most so many, of about MOST_BYTES, and whether these are all."""
        order = "ORDER BY position" if ordered else ""
        rest = "AND position > %(after)s" if ordered else ""
        sql = (
            f"SELECT {COLUMNS}, bytes FROM ("  # noqa: S608 - constants
            f"SELECT {COLUMNS}, sum(pg_column_size(data)) OVER ({order} ROWS UNBOUNDED PRECEDING)"
            f" AS bytes FROM stem_event WHERE {self.where} AND {window} {rest} {order}"
            " LIMIT %(limit)s) AS page WHERE bytes - pg_column_size(data) < %(most)s"
        )
        given = {"target": target, "limit": size + 1, "after": after, "most": MOST_BYTES}
        with connection.cursor() as cursor:
            cursor.execute(sql, self.parameters | given)
            rows = cursor.fetchall()
        are_all = len(rows) <= size and (not rows or rows[-1][-1] < MOST_BYTES)
        return [_parsed(row[:-1]) for row in rows[:size]], are_all

    def first_position(self, target: str) -> int:
        """Of what is since done. Found by transaction, for `min` by itself would go through the
        whole log from its beginning (OFFSET 0 keeps it from that)."""
        sql = (
            "SELECT min(position) FROM (SELECT position FROM stem_event"  # noqa: S608 - constants
            f" WHERE {self.where} AND {_SINCE_DONE} OFFSET 0) AS since"
        )
        return self._number(sql, target)

    def waiting(self, window: str, target: str, after: int = 0) -> Waiting:
        sql = (
            "SELECT count(*), min(recorded_at) FROM ("  # noqa: S608 - constants
            f"SELECT recorded_at FROM stem_event WHERE {self.where} AND {window}"
            " AND position > %(after)s AND xid IS DISTINCT FROM pg_current_xact_id_if_assigned()"
            " LIMIT %(most)s) AS counted"
        )
        given = {"target": target, "after": after, "most": MOST_COUNTED}
        with connection.cursor() as cursor:
            cursor.execute(sql, self.parameters | given)
            return Waiting(*cursor.fetchone())

    def _number(self, sql: str, target: str) -> int:
        with connection.cursor() as cursor:
            cursor.execute(sql, {**self.parameters, "target": target})
            return int(cursor.fetchone()[0])


def _parsed(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Django hands JSON columns of plain SQL over as text."""
    data = row[5]
    return (*row[:5], orjson.loads(data) if isinstance(data, str | bytes) else data, *row[6:])
