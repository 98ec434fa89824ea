"""Of which side and kind an open item is, and why it was settled."""

from enum import StrEnum


class Side(StrEnum):
    """What others owe us, what we owe others."""

    RECEIVABLE = "RECEIVABLE"
    PAYABLE = "PAYABLE"


class Kind(StrEnum):
    """The document behind an open item; a prepayment is money that settled nothing yet."""

    INVOICE = "INVOICE"
    CREDIT_NOTE = "CREDIT_NOTE"
    PREPAYMENT = "PREPAYMENT"


class Reason(StrEnum):
    """Why an open item lost an amount. REVERSAL gives back what a payment had taken."""

    PAYMENT = "PAYMENT"
    DISCOUNT = "DISCOUNT"
    NETTING = "NETTING"
    PREPAYMENT = "PREPAYMENT"
    WRITE_OFF = "WRITE_OFF"
    REVERSAL = "REVERSAL"
