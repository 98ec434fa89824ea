"""A document becomes a claim."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.erp.ledger.commands import hold_open_day
from sanye.erp.ledger.queries import get_functional_currency
from sanye.erp.open_items import errors
from sanye.erp.open_items.domain.kinds import Kind, Side
from sanye.erp.open_items.domain.settling import (
    Terms,
)
from sanye.erp.open_items.models import OpenItem
from sanye.kernel.actors import Actor
from sanye.kernel.money import round_money
from sanye.stem.commands import command

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What an open item stands for: `sales_invoice`, `credit_note`, `payment` …"""

    type: str
    id: UUID
    number: str


@command
def open_item(
    *,
    side: Side,
    kind: Kind,
    document: Document,
    party_id: UUID,
    terms: Terms,
    amount: Decimal,
    due_date: date,
    discount_date: date | None = None,
    discount_ratio: Decimal = ZERO,
    by: Actor,
    at: datetime,
) -> OpenItem:
    """A document becomes a claim. Raises AmountTooFine, OpenItemExists, PeriodClosed."""
    functional = check_terms(terms, amount, by=by)
    same = OpenItem.objects.filter(side=side, document_type=document.type, document_id=document.id)
    if same.exists():
        raise errors.OpenItemExists(document=document.number)
    functional_amount = round_money(amount * terms.exchange_rate, functional)
    item: OpenItem = OpenItem.objects.create(
        company_id=by.company_id,
        side=side,
        kind=kind,
        document_type=document.type,
        document_id=document.id,
        document_number=document.number,
        party_id=party_id,
        currency=terms.currency,
        amount=amount,
        functional_amount=functional_amount,
        exchange_rate=terms.exchange_rate,
        rate_date=terms.rate_date,
        posting_date=terms.posting_date,
        due_date=due_date,
        discount_date=discount_date,
        discount_ratio=discount_ratio,
        open_amount=amount,
        open_functional_amount=functional_amount,
        settled_date=terms.posting_date if amount == 0 else None,
    )
    return item


def check_terms(terms: Terms, amount: Decimal, *, by: Actor) -> str:
    """The functional currency, once the money is known to be possible and its day open."""
    functional = get_functional_currency(by=by)
    try:
        is_fine = round_money(amount, terms.currency) == amount
    except ValueError as error:
        raise errors.CurrencyUnknown(currency=terms.currency, field="currency") from error
    if not is_fine:
        raise errors.AmountTooFine(amount=amount, currency=terms.currency, field="amount")
    is_own = terms.currency == functional
    if terms.exchange_rate <= 0 or (is_own and terms.exchange_rate != 1):
        raise errors.RateNotPositive(
            rate=terms.exchange_rate, currency=terms.currency, field="exchange_rate"
        )
    hold_open_day(terms.posting_date, by=by)
    return functional
