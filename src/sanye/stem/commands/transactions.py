"""One transaction around a change, tried again when PostgreSQL asks for it."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

import psycopg
import structlog
from django.db import OperationalError, connection, transaction

from sanye.stem.commands.errors import TryAgain

T = TypeVar("T")
log = structlog.get_logger(__name__)

TRIES = 8
FIRST_PAUSE_SECONDS = 0.01

_RETRIED = (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected)


_is_inside: ContextVar[bool] = ContextVar("is_inside_one_transaction", default=False)


def in_one_transaction(work: Callable[[], T], *, joins: bool = False) -> T:
    """Run `work` in a transaction; on a serialisation failure or deadlock, run it again.

    Inside an open transaction it joins: only the outermost may try again, because only it can
    roll everything back. Raises TryAgain after the last try.

    What joins this function's transaction, or one that the caller says it `joins`, has no savepoint
    of its own: when it fails, all fails with it, and PostgreSQL is spared two statements. Whoever
    wants to go on after a failure puts `may_fail()` around what may fail; without it the next
    statement raises TransactionManagementError.
    """
    if connection.in_atomic_block:
        with transaction.atomic(savepoint=not (joins or _is_inside.get())):
            return _run(work)
    for attempt in range(TRIES):
        try:
            with transaction.atomic():
                return _run(work)
        except OperationalError as error:
            if not isinstance(error.__cause__, _RETRIED):
                raise
            log.info("tried_again", error=str(error.__cause__), exc_info=True)
            pause = FIRST_PAUSE_SECONDS * 2**attempt
            time.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 - not a secret
    raise TryAgain


@contextmanager
def may_fail() -> Iterator[None]:
    """Around a command whose failure is not the end of what its caller does: in a transaction a
    savepoint to go back to; without one the command makes its own, and tries again as always."""
    if not connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        yield


def _run(work: Callable[[], T]) -> T:
    token = _is_inside.set(True)
    try:
        return work()
    finally:
        _is_inside.reset(token)
