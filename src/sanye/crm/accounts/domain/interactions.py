"""What an interaction is, and when it may have been."""

from datetime import datetime, timedelta
from enum import StrEnum

CLOCKS_DIFFER = timedelta(minutes=5)
"""How far ahead of ours the clock of a telephone system may go."""


class InteractionKind(StrEnum):
    CALL = "CALL"
    VISIT = "VISIT"
    MAIL = "MAIL"
    CHAT = "CHAT"


class Direction(StrEnum):
    """IN: the customer came to us."""

    IN = "IN"
    OUT = "OUT"


def is_in_future(happened_at: datetime, at: datetime) -> bool:
    return happened_at > at + CLOCKS_DIFFER
