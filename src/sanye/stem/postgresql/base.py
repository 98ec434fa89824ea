"""The connection, as Django's setting ENGINE names it."""

from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.db.backends.postgresql import base, operations
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


class DatabaseOperations(operations.DatabaseOperations):
    compiler_module = "sanye.stem.postgresql.compiler"


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        if self.timezone == UTC:
            params["context"] = _with_instants(params["context"])
        return params
