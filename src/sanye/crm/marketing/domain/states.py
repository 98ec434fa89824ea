"""States of a lead and where it came from."""

from enum import StrEnum


class LeadStatus(StrEnum):
    """QUALIFIED: there is a need that we can serve. CONVERTED: a customer. DROPPED: nothing."""

    NEW = "NEW"
    QUALIFIED = "QUALIFIED"
    CONVERTED = "CONVERTED"
    DROPPED = "DROPPED"


STEPS: dict[LeadStatus, set[LeadStatus]] = {
    LeadStatus.NEW: {LeadStatus.QUALIFIED, LeadStatus.DROPPED},
    LeadStatus.QUALIFIED: {LeadStatus.CONVERTED, LeadStatus.DROPPED},
    LeadStatus.DROPPED: {LeadStatus.NEW},
}


class LeadChannel(StrEnum):
    WEB_FORM = "WEB_FORM"
    API = "API"
    MAIL = "MAIL"
    FILE = "FILE"
    PERSON = "PERSON"


class DropReason(StrEnum):
    NO_NEED = "NO_NEED"
    NO_BUDGET = "NO_BUDGET"
    NOT_SERVED = "NOT_SERVED"
    NO_ANSWER = "NO_ANSWER"
    DUPLICATE = "DUPLICATE"
    SPAM = "SPAM"
    OTHER = "OTHER"


class Likeness(StrEnum):
    """Why a lead looks like somebody we know."""

    EMAIL = "EMAIL"
    PHONE = "PHONE"
    NAME = "NAME"
