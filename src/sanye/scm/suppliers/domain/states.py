"""The words of suppliers' behaviour, and how an alert moves on."""

from enum import StrEnum


class Basis(StrEnum):
    """Which day counts: the one we asked for, or the first one the supplier confirmed."""

    ASKED = "ASKED"
    CONFIRMED = "CONFIRMED"


class Result(StrEnum):
    """What became of a line. Only PENDING is not decided yet."""

    PENDING = "PENDING"
    IN_FULL = "IN_FULL"
    LATE = "LATE"
    SHORT = "SHORT"
    MISSING = "MISSING"


class Colour(StrEnum):
    RED = "RED"
    YELLOW = "YELLOW"
    BLUE = "BLUE"
    GREY = "GREY"


class LearnedUse(StrEnum):
    """What planning makes of learned lead times: nothing, an advice, or its lead times."""

    OFF = "OFF"
    ADVISE = "ADVISE"
    USE = "USE"


class RedConsequence(StrEnum):
    """What a new order to a red supplier meets."""

    ALLOW = "ALLOW"
    WARN = "WARN"
    BLOCK = "BLOCK"


class AlertKind(StrEnum):
    UNCONFIRMED = "UNCONFIRMED"
    LIKELY_LATE = "LIKELY_LATE"
    CONFIRMED_LATE = "CONFIRMED_LATE"
    OVERDUE = "OVERDUE"
    REJECTED_LOT = "REJECTED_LOT"
    SCORE = "SCORE"


class Severity(StrEnum):
    BLUE = "BLUE"
    YELLOW = "YELLOW"
    RED = "RED"


RANK = {Severity.BLUE: 0, Severity.YELLOW: 1, Severity.RED: 2}


class AlertStatus(StrEnum):
    OPEN = "OPEN"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    SNOOZED = "SNOOZED"
    CLOSED = "CLOSED"


ALERT_STEPS = {
    AlertStatus.OPEN: {AlertStatus.ACKNOWLEDGED, AlertStatus.SNOOZED, AlertStatus.CLOSED},
    AlertStatus.ACKNOWLEDGED: {AlertStatus.OPEN, AlertStatus.SNOOZED, AlertStatus.CLOSED},
    AlertStatus.SNOOZED: {AlertStatus.OPEN, AlertStatus.ACKNOWLEDGED, AlertStatus.CLOSED},
    AlertStatus.CLOSED: set(),
}


class CloseReason(StrEnum):
    """The first two are said by people, the rest by what happened."""

    HANDLED = "HANDLED"
    FALSE_ALARM = "FALSE_ALARM"
    ARRIVED = "ARRIVED"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"
    BECAME_OVERDUE = "BECAME_OVERDUE"
    RECEDED = "RECEDED"
    RECOVERED = "RECOVERED"
    REPLACED = "REPLACED"


BY_PEOPLE = (CloseReason.HANDLED, CloseReason.FALSE_ALARM)
