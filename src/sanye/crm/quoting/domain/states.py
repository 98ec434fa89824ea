"""States of a quotation's version."""

from enum import StrEnum


class QuotationStatus(StrEnum):
    """Only the latest version of a quotation is alive; earlier ones are SUPERSEDED."""

    DRAFT = "DRAFT"
    AWAITING_APPROVAL = "AWAITING_APPROVAL"
    APPROVED = "APPROVED"
    SENT = "SENT"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    SUPERSEDED = "SUPERSEDED"


STEPS: dict[QuotationStatus, set[QuotationStatus]] = {
    QuotationStatus.DRAFT: {
        QuotationStatus.AWAITING_APPROVAL,
        QuotationStatus.SENT,
        QuotationStatus.SUPERSEDED,
    },
    QuotationStatus.AWAITING_APPROVAL: {
        QuotationStatus.APPROVED,
        QuotationStatus.DRAFT,
        QuotationStatus.SUPERSEDED,
    },
    QuotationStatus.APPROVED: {QuotationStatus.SENT, QuotationStatus.SUPERSEDED},
    QuotationStatus.SENT: {
        QuotationStatus.ACCEPTED,
        QuotationStatus.DECLINED,
        QuotationStatus.SUPERSEDED,
    },
    QuotationStatus.DECLINED: {QuotationStatus.SUPERSEDED},
}


class LineKind(StrEnum):
    """OPTIONAL and ALTERNATIVE lines count only when the customer chooses them."""

    NORMAL = "NORMAL"
    OPTIONAL = "OPTIONAL"
    ALTERNATIVE = "ALTERNATIVE"


class PriceSource(StrEnum):
    """Where a line's price came from."""

    PRICE_LIST = "PRICE_LIST"
    MANUAL = "MANUAL"


class DeclineReason(StrEnum):
    PRICE = "PRICE"
    DELIVERY_DATE = "DELIVERY_DATE"
    PRODUCT = "PRODUCT"
    COMPETITOR = "COMPETITOR"
    NO_BUDGET = "NO_BUDGET"
    NO_ANSWER = "NO_ANSWER"
    OTHER = "OTHER"
