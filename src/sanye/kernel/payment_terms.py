"""When an invoice is due, ours or a supplier's."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentTerms:
    """Days after the invoice, or after the end of its month; a discount for paying early."""

    net_days: int = 0
    is_from_month_end: bool = False
    discount_days: int = 0
    discount_ratio: Decimal = Decimal(0)


def due_date(document_date: date, terms: PaymentTerms) -> date:
    """The last day to pay."""
    return _base(document_date, terms) + timedelta(days=terms.net_days)


def discount_date(document_date: date, terms: PaymentTerms) -> date | None:
    """The last day to pay less, None without a discount."""
    if not terms.discount_ratio:
        return None
    return _base(document_date, terms) + timedelta(days=terms.discount_days)


def _base(document_date: date, terms: PaymentTerms) -> date:
    if not terms.is_from_month_end:
        return document_date
    last = monthrange(document_date.year, document_date.month)[1]
    return document_date.replace(day=last)
