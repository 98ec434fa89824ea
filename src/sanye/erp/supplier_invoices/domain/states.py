"""States of a supplier invoice."""

from enum import StrEnum


class InvoiceStatus(StrEnum):
    BLOCKED = "BLOCKED"
    MATCHED = "MATCHED"
    RELEASED = "RELEASED"
    POSTED = "POSTED"
    CANCELLED = "CANCELLED"


STEPS = {
    InvoiceStatus.BLOCKED: {
        InvoiceStatus.MATCHED,
        InvoiceStatus.RELEASED,
        InvoiceStatus.CANCELLED,
    },
    InvoiceStatus.MATCHED: {
        InvoiceStatus.BLOCKED,
        InvoiceStatus.POSTED,
        InvoiceStatus.CANCELLED,
    },
    InvoiceStatus.RELEASED: {
        InvoiceStatus.BLOCKED,
        InvoiceStatus.POSTED,
        InvoiceStatus.CANCELLED,
    },
}
"""A posted invoice is never changed: a credit corrects it."""


class InvoiceKind(StrEnum):
    INVOICE = "INVOICE"
    CREDIT = "CREDIT"


class Difference(StrEnum):
    """Why an invoice is blocked."""

    PRICE_ABOVE = "PRICE_ABOVE"
    PRICE_BELOW = "PRICE_BELOW"
    QUANTITY_ABOVE = "QUANTITY_ABOVE"
    CREDIT_ABOVE_RETURNED = "CREDIT_ABOVE_RETURNED"
    DATE_EARLY = "DATE_EARLY"
    NO_ORDER = "NO_ORDER"
    TOTAL_DIFFERS = "TOTAL_DIFFERS"


NEVER_RELEASED = frozenset({Difference.QUANTITY_ABOVE})
"""Nobody pays for goods that did not come: it waits for them, or is cancelled."""
