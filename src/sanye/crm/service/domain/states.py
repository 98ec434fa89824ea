"""States and choices of a case."""

from enum import StrEnum


class CaseStatus(StrEnum):
    """NEW nobody works on it yet, WAITING the customer has to answer, MERGED another goes on."""

    NEW = "NEW"
    OPEN = "OPEN"
    WAITING = "WAITING"
    RESOLVED = "RESOLVED"
    CLOSED = "CLOSED"
    MERGED = "MERGED"


STEPS: dict[CaseStatus, set[CaseStatus]] = {
    CaseStatus.NEW: {
        CaseStatus.OPEN,
        CaseStatus.WAITING,
        CaseStatus.RESOLVED,
        CaseStatus.CLOSED,
        CaseStatus.MERGED,
    },
    CaseStatus.OPEN: {
        CaseStatus.WAITING,
        CaseStatus.RESOLVED,
        CaseStatus.CLOSED,
        CaseStatus.MERGED,
    },
    CaseStatus.WAITING: {
        CaseStatus.OPEN,
        CaseStatus.RESOLVED,
        CaseStatus.CLOSED,
        CaseStatus.MERGED,
    },
    CaseStatus.RESOLVED: {CaseStatus.OPEN, CaseStatus.CLOSED},
    CaseStatus.CLOSED: {CaseStatus.OPEN},
}
RUNNING = (CaseStatus.NEW, CaseStatus.OPEN)
"""The service clock runs."""
ALIVE = (*RUNNING, CaseStatus.WAITING)
"""Somebody still has to do something."""


class CaseKind(StrEnum):
    COMPLAINT = "COMPLAINT"
    FAULT = "FAULT"
    QUESTION = "QUESTION"
    REQUEST = "REQUEST"


class Channel(StrEnum):
    """By which door a case came."""

    PHONE = "PHONE"
    MAIL = "MAIL"
    WEB_FORM = "WEB_FORM"
    PORTAL = "PORTAL"
    CHAT = "CHAT"
    VISIT = "VISIT"
    API = "API"
    FILE = "FILE"


class Priority(StrEnum):
    LOW = "LOW"
    NORMAL = "NORMAL"
    HIGH = "HIGH"
    URGENT = "URGENT"


class CloseReason(StrEnum):
    """SOLVED the customer agreed, SILENT he did not object in time; the others without a solution.

    IMPORTED: closed before Sanye.
    """

    SOLVED = "SOLVED"
    SILENT = "SILENT"
    NO_ANSWER = "NO_ANSWER"
    WITHDRAWN = "WITHDRAWN"
    SPAM = "SPAM"
    IMPORTED = "IMPORTED"


WITHOUT_SOLUTION = (CloseReason.NO_ANSWER, CloseReason.WITHDRAWN, CloseReason.SPAM)


class Change(StrEnum):
    """What a step of a case was; those from ASSIGNED to MERGED are told as CaseChanged."""

    OPENED = "OPENED"
    ASSIGNED = "ASSIGNED"
    DIAGNOSED = "DIAGNOSED"
    RESPONDED = "RESPONDED"
    ESCALATED = "ESCALATED"
    WAITING = "WAITING"
    RESUMED = "RESUMED"
    REOPENED = "REOPENED"
    MERGED = "MERGED"
    RESOLVED = "RESOLVED"
    CLOSED = "CLOSED"
    RETURN_ASKED = "RETURN_ASKED"


class MessageKind(StrEnum):
    """IN from the customer, OUT to him, NOTE among ourselves: a customer never sees it."""

    IN = "IN"
    OUT = "OUT"
    NOTE = "NOTE"


class IncomingStatus(StrEnum):
    """UNSORTED: nobody knows yet whose it is; a person sorts it into a case or drops it."""

    UNSORTED = "UNSORTED"
    SORTED = "SORTED"
    DROPPED = "DROPPED"


class DropReason(StrEnum):
    SPAM = "SPAM"
    AUTO_REPLY = "AUTO_REPLY"
    NOT_FOR_US = "NOT_FOR_US"


class CostKind(StrEnum):
    LABOR = "LABOR"
    TRAVEL = "TRAVEL"
    PART = "PART"
    OTHER = "OTHER"


class ReturnStatus(StrEnum):
    """What became of a return in `erp`, in this order."""

    CREATED = "CREATED"
    RECEIVED = "RECEIVED"
    SETTLED = "SETTLED"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"


class DocumentKind(StrEnum):
    ORDER = "ORDER"
    DELIVERY = "DELIVERY"
