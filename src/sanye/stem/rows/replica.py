"""Reads that may be some moments old, from the `replica` alias where the settings name one."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import structlog
from django.conf import settings
from django.db import OperationalError, connections

ALIAS = "replica"
log = structlog.get_logger(__name__)
_is_used: ContextVar[bool] = ContextVar("replica_is_used", default=False)


class ReplicaReads:
    """Django's database router: rows are read from the replica inside of `reading_replica`."""

    def db_for_read(self, _model: Any, **_hints: Any) -> str | None:
        return ALIAS if _is_used.get() else None

    def allow_relation(self, *_rows: Any, **_hints: Any) -> bool:
        return True


@contextmanager
def reading_replica() -> Iterator[None]:
    """Read from the replica inside. Write nothing there."""
    token = _is_used.set(True)
    try:
        yield
    finally:
        _is_used.reset(token)


def is_reading_replica() -> bool:
    """Whether what is read here may be some moments old."""
    return _is_used.get()


def replica_answers() -> bool:
    """Whether there is a replica and it can be reached."""
    if ALIAS not in settings.DATABASES:
        return False
    try:
        connections[ALIAS].ensure_connection()
    except OperationalError as error:
        log.warning("replica_away", error=repr(error))
        return False
    return True
