"""One transaction around a change, tried again when PostgreSQL asks for it."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

import psycopg
from django.db import OperationalError, connection, transaction

from sanye.stem.commands.errors import TryAgain

T = TypeVar("T")

TRIES = 8
FIRST_PAUSE_SECONDS = 0.01

_RETRIED = (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected)


def in_one_transaction(work: Callable[[], T]) -> T:
    """Run `work` in a transaction; on a serialisation failure or deadlock, run it again.

    Inside an open transaction it joins: only the outermost may try again, because only it can
    roll everything back. Raises TryAgain after the last try.
    """
    if connection.in_atomic_block:
        with transaction.atomic():
            return work()
    for attempt in range(TRIES):
        try:
            with transaction.atomic():
                return work()
        except OperationalError as error:
            if not isinstance(error.__cause__, _RETRIED):
                raise
            pause = FIRST_PAUSE_SECONDS * 2**attempt
            time.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 - not a secret
    raise TryAgain
