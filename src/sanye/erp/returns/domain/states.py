"""The life of a return order."""

from enum import StrEnum


class ReturnStatus(StrEnum):
    """OPEN until everything that came is settled; CANCELLED when nothing ever came."""

    OPEN = "OPEN"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"


STEPS: dict[ReturnStatus, set[ReturnStatus]] = {
    ReturnStatus.OPEN: {ReturnStatus.CLOSED, ReturnStatus.CANCELLED},
}
