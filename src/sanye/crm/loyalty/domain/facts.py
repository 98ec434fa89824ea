"""What is kept of others' facts."""

from enum import StrEnum


class CaseState(StrEnum):
    """GONE: merged into another."""

    OPEN = "OPEN"
    RESOLVED = "RESOLVED"
    CLOSED = "CLOSED"
    GONE = "GONE"
