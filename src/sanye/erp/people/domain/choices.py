"""Stored choices of people, and the allowed steps of their states."""

from enum import StrEnum


class EmploymentKind(StrEnum):
    PERMANENT = "PERMANENT"
    FIXED_TERM = "FIXED_TERM"
    AGENCY = "AGENCY"
    APPRENTICE = "APPRENTICE"


class LeavingReason(StrEnum):
    RESIGNED = "RESIGNED"
    TERM_ENDED = "TERM_ENDED"
    DISMISSED = "DISMISSED"
    RETIRED = "RETIRED"
    OTHER = "OTHER"


class PayBasis(StrEnum):
    MONTH = "MONTH"
    HOUR = "HOUR"


class RosterStatus(StrEnum):
    DRAFT = "DRAFT"
    PUBLISHED = "PUBLISHED"
    SUPERSEDED = "SUPERSEDED"
    DISCARDED = "DISCARDED"


ROSTER_STEPS: dict[RosterStatus, set[RosterStatus]] = {
    RosterStatus.DRAFT: {RosterStatus.PUBLISHED, RosterStatus.DISCARDED},
    RosterStatus.PUBLISHED: {RosterStatus.SUPERSEDED},
}


class Severity(StrEnum):
    """What becomes of a finding when a roster is published."""

    REFUSE = "REFUSE"
    WARN = "WARN"
    IGNORE = "IGNORE"


class FindingKind(StrEnum):
    DOUBLE_BOOKED = "DOUBLE_BOOKED"
    NOT_EMPLOYED = "NOT_EMPLOYED"
    ON_LEAVE = "ON_LEAVE"
    SKILL_MISSING = "SKILL_MISSING"
    REST_TOO_SHORT = "REST_TOO_SHORT"
    WEEK_TOO_LONG = "WEEK_TOO_LONG"


class AttendanceSource(StrEnum):
    CLOCK = "CLOCK"
    ENTERED = "ENTERED"
    CORRECTED = "CORRECTED"


class AnomalyKind(StrEnum):
    ABSENT = "ABSENT"
    CLOCK_OUT_MISSING = "CLOCK_OUT_MISSING"
    NOT_ROSTERED = "NOT_ROSTERED"
    PRESENT_ON_LEAVE = "PRESENT_ON_LEAVE"


class Accrual(StrEnum):
    """YEARLY: the year's days at once; MONTHLY: a twelfth with each month completed."""

    YEARLY = "YEARLY"
    MONTHLY = "MONTHLY"


class LeaveStatus(StrEnum):
    REQUESTED = "REQUESTED"
    APPROVED = "APPROVED"
    REFUSED = "REFUSED"
    CANCELLED = "CANCELLED"


LEAVE_STEPS: dict[LeaveStatus, set[LeaveStatus]] = {
    LeaveStatus.REQUESTED: {LeaveStatus.APPROVED, LeaveStatus.REFUSED, LeaveStatus.CANCELLED},
    LeaveStatus.APPROVED: {LeaveStatus.CANCELLED},
}


class CapacityBasis(StrEnum):
    """What says how much a work center can do on a day.

    CALENDAR: no roster is published for it; UNMANNED: it needs nobody; MACHINE: everybody needed
    is there, so the machine is the limit; PEOPLE: not always somebody is there who is needed.
    """

    CALENDAR = "CALENDAR"
    UNMANNED = "UNMANNED"
    MACHINE = "MACHINE"
    PEOPLE = "PEOPLE"
