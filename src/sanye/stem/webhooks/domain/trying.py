"""How often a delivery is tried, and which events a webhook asks for."""

from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum
from fnmatch import fnmatchcase

PAUSES = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=1),
    timedelta(hours=2),
    timedelta(hours=4),
    timedelta(hours=8),
)
"""After the first failure, the second, …: sixteen hours in all."""
MOST_TRIES = len(PAUSES) + 1
"""So many tries of one delivery, and so many failures on end of a webhook, are the last."""

LEASE = timedelta(minutes=2)
"""How long a worker has what it claimed to itself."""


class Outcome(StrEnum):
    """How a try ended. What the receiver said beside its status is not kept: it may be anything."""

    TAKEN = "TAKEN"
    REFUSED = "REFUSED"
    GONE = "GONE"
    REDIRECTED = "REDIRECTED"
    FORBIDDEN = "FORBIDDEN"
    NAME_UNKNOWN = "NAME_UNKNOWN"
    NOT_REACHED = "NOT_REACHED"
    NOT_TRUSTED = "NOT_TRUSTED"
    TOO_SLOW = "TOO_SLOW"


def outcome_of(status: int) -> Outcome:
    """What a status says (Standard Webhooks: 2xx taken, 410 never again; redirects count as no)."""
    if 200 <= status < 300:
        return Outcome.TAKEN
    if 300 <= status < 400:
        return Outcome.REDIRECTED
    return Outcome.GONE if status == 410 else Outcome.REFUSED


def pause_after(failures: int) -> timedelta:
    return PAUSES[min(failures, len(PAUSES)) - 1]


def asks_for(patterns: Iterable[str], event_type: str) -> bool:
    """`sanye.erp.sales_order.confirmed.v1`, or `sanye.erp.*` for all of a leaf."""
    return any(fnmatchcase(event_type, pattern) for pattern in patterns)
