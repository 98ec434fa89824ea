"""Lists in one request: all rows or none, and every wrong row named."""

from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar

from django.db import transaction
from ninja import Body

from sanye.kernel.errors import Refusal, Refusals

T = TypeVar("T")
R = TypeVar("R")
MOST_ROWS_IN_BULK = 1000
"""Of documents, each of which is checked against others."""
MOST_PLAIN_ROWS = 10_000

Rows = Annotated[list[T], Body(max_length=MOST_PLAIN_ROWS)]
"""The body of a request that is a list, as of masters or codes, which are written together."""


def each_row(rows: Sequence[T], change: Callable[[T], R]) -> list[R]:
    """`change` for every row; raises Refusals with the row (from 1) of each that was refused.

    Rows after a wrong one are still tried, so that all errors are told at once; the caller's
    transaction then rolls everything back.
    """
    done: list[R] = []
    refused: list[Refusal] = []
    for number, row in enumerate(rows, start=1):
        try:
            with transaction.atomic():
                done.append(change(row))
        except Refusal as refusal:
            refusal.row = number
            refused.append(refusal)
    if refused:
        raise Refusals(refused)
    return done
