"""Kinds of demand, reasons of losing it, states of a forecast."""

from enum import StrEnum


class EntryKind(StrEnum):
    """ORDER: asked for in a sales order, RETURN: of that given back, LOST: asked for in vain."""

    ORDER = "ORDER"
    RETURN = "RETURN"
    LOST = "LOST"


class LossReason(StrEnum):
    STOCK_OUT = "STOCK_OUT"
    TOO_LATE = "TOO_LATE"
    SHORT_SHIPPED = "SHORT_SHIPPED"
    CANCELLED = "CANCELLED"
    DECLINED = "DECLINED"
    OTHER = "OTHER"


class Bucket(StrEnum):
    """The kind of period that is forecast."""

    WEEK = "WEEK"
    MONTH = "MONTH"


class VersionStatus(StrEnum):
    """One version is PUBLISHED: planning reads it. SUPERSEDED ones stay, to be judged."""

    DRAFT = "DRAFT"
    PUBLISHED = "PUBLISHED"
    SUPERSEDED = "SUPERSEDED"


VERSION_STEPS = {
    VersionStatus.DRAFT: {VersionStatus.PUBLISHED, VersionStatus.SUPERSEDED},
    VersionStatus.PUBLISHED: {VersionStatus.SUPERSEDED},
}


class OpportunityStatus(StrEnum):
    OPEN = "OPEN"
    WON = "WON"
    LOST = "LOST"


LOSING_WORDS = (LossReason.STOCK_OUT, LossReason.TOO_LATE, LossReason.SHORT_SHIPPED)


def loss_of(reason: str) -> LossReason | None:
    """The loss that a reason given in words stands for: it begins with the code ("TOO_LATE: …").

    None: the customer no longer wanted it, so that nothing was lost.
    """
    word = reason.strip().split(" ", 1)[0].rstrip(":,;.").upper()
    return next((loss for loss in LOSING_WORDS if loss == word), None)
