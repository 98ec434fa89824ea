"""Money settles open items."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.erp.open_items import errors
from sanye.erp.open_items.commands.opening import Document, check_terms, open_item
from sanye.erp.open_items.commands.taking import (
    Group,
    check_days,
    lock_open_items,
    take,
)
from sanye.erp.open_items.domain.kinds import Kind, Reason, Side
from sanye.erp.open_items.domain.settling import (
    SettleItem,
    Terms,
    check_wishes,
    oldest_first,
)
from sanye.erp.open_items.models import OpenItem, Payment, Settlement
from sanye.erp.open_items.publishing import payment_fact
from sanye.kernel.actors import Actor
from sanye.stem.commands import command
from sanye.stem.events.log import publish
from sanye.stem.numbering.commands import draw_number

ZERO = Decimal(0)
NUMBER_PREFIXES = {Side.RECEIVABLE: "RCT", Side.PAYABLE: "PAY"}


@command
def pay(
    *,
    side: Side,
    party_id: UUID,
    terms: Terms,
    amount: Decimal,
    bank_account_code: str,
    settle: Sequence[SettleItem] | None,
    reference: str,
    by: Actor,
    at: datetime,
) -> Payment:
    """Money settles open items; what settles nothing stays as a prepayment.

    `settle` None spreads it over the oldest items, an empty list keeps all of it unapplied.
    """
    if amount <= 0:
        raise errors.AmountNotPositive(amount=amount, currency=terms.currency, field="amount")
    functional = check_terms(terms, amount, by=by)
    items = lock_open_items(side=side, party_id=party_id, currency=terms.currency, settle=settle)
    _check_kinds_and_days(items.values(), settle, posting_date=terms.posting_date)
    payable = [i for i in items.values() if i.kind != Kind.PREPAYMENT]
    wishes = (
        oldest_first(
            [i for i in payable if i.posting_date <= terms.posting_date],
            amount=amount,
            on=terms.posting_date,
            currency=terms.currency,
        )
        if settle is None
        else list(settle)
    )
    check_wishes(wishes, items, on=terms.posting_date, currency=terms.currency)
    settled = _settled_by(wishes, amount, terms.currency)
    payment: Payment = Payment.objects.create(
        company_id=by.company_id,
        side=side,
        number=draw_number(NUMBER_PREFIXES[side], at=at),
        party_id=party_id,
        currency=terms.currency,
        amount=amount,
        unapplied_amount=amount - settled,
        exchange_rate=terms.exchange_rate,
        rate_date=terms.rate_date,
        posting_date=terms.posting_date,
        bank_account_code=bank_account_code,
        reference=reference,
    )
    rows = _settle(wishes, items, payment, functional=functional)
    if payment.unapplied_amount > 0:
        _keep_prepayment(payment, terms, by=by, at=at)
    publish(payment_fact(payment, rows, items, functional))
    return payment


def _settled_by(wishes: Sequence[SettleItem], amount: Decimal, currency: str) -> Decimal:
    """What the wishes take of the money: no less than nothing, and no more than there is."""
    settled = sum((wish.amount for wish in wishes), ZERO)
    if settled > amount:
        raise errors.SettlesMoreThanPaid(
            settled=settled, amount=amount, currency=currency, field="settle"
        )
    if settled < 0:
        raise errors.SettlesLessThanNothing(settled=settled, currency=currency, field="settle")
    return settled


def _keep_prepayment(payment: Payment, terms: Terms, *, by: Actor, at: datetime) -> None:
    open_item(
        side=Side(payment.side),
        kind=Kind.PREPAYMENT,
        document=Document(type="payment", id=payment.id, number=payment.number),
        party_id=payment.party_id,
        terms=terms,
        amount=-payment.unapplied_amount,
        due_date=payment.posting_date,
        by=by,
        at=at,
    )


def _settle(
    wishes: Sequence[SettleItem], items: dict[UUID, OpenItem], payment: Payment, *, functional: str
) -> list[Settlement]:
    """Money first, then the discount, so that the last part carries what rounding left."""
    money = Group(payment.id, payment.number, Reason.PAYMENT, payment.posting_date)
    discount = replace(money, reason=Reason.DISCOUNT)
    rows = take(wishes, items, money, functional=functional)
    discounts = [
        SettleItem(open_item_id=wish.open_item_id, amount=wish.discount_amount)
        for wish in wishes
        if wish.discount_amount
    ]
    return rows + take(discounts, items, discount, functional=functional)


def _check_kinds_and_days(
    items: Iterable[OpenItem], settle: Sequence[SettleItem] | None, *, posting_date: date
) -> None:
    if settle is None:
        return
    for item in items:
        if item.kind == Kind.PREPAYMENT:
            raise errors.PaymentSettlesDocuments(document=item.document_number, field="settle")
    check_days(items, posting_date=posting_date)
