"""The connection, as Django's setting ENGINE names it."""

from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.db import connection
from django.db.backends.postgresql import base, operations
from django.db.backends.utils import CursorWrapper
from psycopg import Cursor
from psycopg.abc import Buffer
from psycopg.adapt import AdaptersMap
from psycopg.types.datetime import TimestamptzLoader


class InstantLoader(TimestamptzLoader):
    """A moment as text from a session in UTC, read by `datetime.fromisoformat`."""

    timezone = UTC

    def load(self, data: Buffer) -> datetime:
        try:
            return datetime.fromisoformat(str(data, "ascii"))
        except ValueError:  # infinity, or a year that Python does not know: psycopg says which
            return super().load(data)


@cache
def _with_instants(adapters: AdaptersMap) -> AdaptersMap:
    own = AdaptersMap(adapters)
    own.register_loader("timestamptz", InstantLoader)
    return own


def planned_once() -> CursorWrapper:
    """A cursor for a statement that takes longer to plan than to execute: a session that has seen
    it often keeps its plan until statistics change, and its values go by themselves. It names its
    columns, which a kept plan may not change. All other cursors write values into the statement,
    which is then new each time."""
    connection.ensure_connection()
    cursor: Any = Cursor(connection.connection)
    if connection.queries_logged:
        return connection.make_debug_cursor(cursor)
    return connection.make_cursor(cursor)


class DatabaseOperations(operations.DatabaseOperations):
    compiler_module = "sanye.stem.postgresql.compiler"

    def for_update_sql(self, *args: Any, **options: Any) -> str:
        """Nobody changes the key of a row that he locks: who writes a row that refers to it need
        not wait for him, nor meet him in a circle."""
        sql: str = super().for_update_sql(*args, **options | {"no_key": True})
        return sql

    def last_executed_query(self, cursor: Any, sql: Any, params: Any) -> str:
        """For who logs statements; of one that is executed by its plan the driver tells none."""
        told: str | None = super().last_executed_query(cursor, sql, params)
        return told or self.compose_sql(sql, params)


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        if self.timezone == UTC:
            params["context"] = _with_instants(params["context"])
        return params
