"""Changes of payables: the door of this side to the open items."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.erp.ledger.queries import get_bank_account, get_functional_currency
from sanye.erp.open_items import commands as open_items
from sanye.erp.open_items.commands import (
    Document,
    Kind,
    OpenItem,
    Payment,
    SettleItem,
    Side,
    Terms,
)
from sanye.kernel.actors import Actor
from sanye.stem.commands import command
from sanye.stem.masterdata.queries import get_exchange_rate

__all__ = ["SettleItem"]


@command
def open_payable(
    *,
    document_type: str,
    document_id: UUID,
    document_number: str,
    supplier_id: UUID,
    currency: str,
    amount: Decimal,
    exchange_rate: Decimal,
    rate_date: date,
    posting_date: date,
    due_date: date,
    discount_date: date | None = None,
    discount_ratio: Decimal = Decimal(0),
    by: Actor,
    at: datetime,
) -> OpenItem:
    """We owe a supplier a document's gross amount; a credit note's amount is negative.

    Until `discount_date` a payment may keep `discount_ratio` of it.
    Raises AmountTooFine, RateNotPositive, OpenItemExists, PeriodClosed.
    """
    return open_items.open_item(
        side=Side.PAYABLE,
        kind=Kind.CREDIT_NOTE if amount < 0 else Kind.INVOICE,
        document=Document(type=document_type, id=document_id, number=document_number),
        party_id=supplier_id,
        terms=Terms(
            currency=currency,
            exchange_rate=exchange_rate,
            rate_date=rate_date,
            posting_date=posting_date,
        ),
        amount=amount,
        due_date=due_date,
        discount_date=discount_date,
        discount_ratio=discount_ratio,
        by=by,
        at=at,
    )


@command
def make_payment(
    *,
    supplier_id: UUID,
    currency: str,
    amount: Decimal,
    posting_date: date,
    bank_account_code: str = "",
    settle: Sequence[SettleItem] | None = None,
    reference: str = "",
    exchange_rate: Decimal | None = None,
    by: Actor,
    at: datetime,
) -> Payment:
    """Money to a supplier settles open items; what settles nothing stays as a prepayment.

    `settle` None spreads it over the oldest items with the discounts their terms allow; an empty
    list keeps it unapplied. Without a rate the one of the posting date is taken. Without a bank
    account the company's own in that currency.
    Raises AmountNotPositive, OpenItemUnknown, SettlesMoreThanOpen, SettlesMoreThanPaid,
    SettlesLessThanNothing, SettledTwice, SettledBeforeOpened, DiscountNotAllowed,
    BankAccountUnknown, PeriodClosed.
    """
    get_bank_account(code=bank_account_code, currency=currency, by=by)
    return open_items.pay(
        side=Side.PAYABLE,
        party_id=supplier_id,
        terms=_terms(currency, posting_date, exchange_rate, by=by),
        amount=amount,
        bank_account_code=bank_account_code,
        settle=settle,
        reference=reference,
        by=by,
        at=at,
    )


@command
def net_payables(
    *,
    supplier_id: UUID,
    currency: str,
    settle: Sequence[SettleItem],
    posting_date: date,
    by: Actor,
    at: datetime,
) -> UUID:
    """Settle invoices with credit notes or prepayments; signed amounts add up to zero.

    Returns the settlement's id. Raises DoesNotBalance, OpenItemUnknown, SettlesMoreThanOpen.
    """
    return open_items.net(
        side=Side.PAYABLE,
        party_id=supplier_id,
        terms=_terms(currency, posting_date, None, by=by),
        settle=settle,
        by=by,
        at=at,
    )


@command
def write_off_payable(
    *,
    open_item_id: UUID,
    amount: Decimal,
    posting_date: date,
    reason: str,
    by: Actor,
    at: datetime,
) -> UUID:
    """Give up a part of an open item, at its value in the books; returns the settlement's id."""
    return open_items.write_off(
        side=Side.PAYABLE,
        open_item_id=open_item_id,
        amount=amount,
        posting_date=posting_date,
        text=reason,
        by=by,
        at=at,
    )


@command
def reverse_payment(
    *, payment_id: UUID, posting_date: date, reason: str, by: Actor, at: datetime
) -> Payment:
    """The money did not come about: everything it settled is open again.

    Raises PaymentUnknown, AlreadyReversed, PrepaymentInUse, PeriodClosed.
    """
    return open_items.reverse_payment(
        side=Side.PAYABLE,
        payment_id=payment_id,
        posting_date=posting_date,
        reason=reason,
        by=by,
        at=at,
    )


def _terms(currency: str, posting_date: date, rate: Decimal | None, *, by: Actor) -> Terms:
    rate_date = posting_date
    if rate is None:
        found = get_exchange_rate(
            from_currency=currency,
            to_currency=get_functional_currency(by=by),
            on=posting_date,
            by=by,
        )
        rate, rate_date = found.rate, found.rate_date
    return Terms(
        currency=currency, exchange_rate=rate, rate_date=rate_date, posting_date=posting_date
    )
