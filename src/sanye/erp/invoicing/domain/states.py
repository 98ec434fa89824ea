"""Kinds of documents."""

from enum import StrEnum


class InvoiceKind(StrEnum):
    """A credit note has positive amounts that reduce what the customer owes."""

    INVOICE = "INVOICE"
    CREDIT_NOTE = "CREDIT_NOTE"
