"""Changes of open items, for both sides. Receivables and payables are the doors to them.

Open items are locked in order of their id, after their party's rows and before any number series.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from sanye.erp.ledger.queries import check_period_open, get_functional_currency
from sanye.erp.open_items import errors
from sanye.erp.open_items.domain.settling import (
    SettleItem,
    carried_amount,
    check_wishes,
    oldest_first,
)
from sanye.erp.open_items.models import Kind, OpenItem, Payment, Reason, Settlement, Side
from sanye.erp.open_items.publishing import payment_fact, reversed_fact, settled_fact
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.money import round_money
from sanye.stem.commands import command
from sanye.stem.events.log import publish
from sanye.stem.numbering.commands import draw_number

ZERO = Decimal(0)
NUMBER_PREFIXES = {Side.RECEIVABLE: "RCT", Side.PAYABLE: "PAY"}
SETTLEMENT_PREFIX = "SET"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """In which money and on which days a claim or payment counts."""

    currency: str
    exchange_rate: Decimal
    rate_date: date
    posting_date: date


@command
def open_item(
    *,
    side: Side,
    kind: Kind,
    document_type: str,
    document_id: UUID,
    document_number: str,
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
    same = OpenItem.objects.filter(side=side, document_type=document_type, document_id=document_id)
    if same.exists():
        raise errors.OpenItemExists(document=document_number)
    functional_amount = round_money(amount * terms.exchange_rate, functional)
    item: OpenItem = OpenItem.objects.create(
        company_id=by.company_id,
        side=side,
        kind=kind,
        document_type=document_type,
        document_id=document_id,
        document_number=document_number,
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
    check_period_open(posting_date=terms.posting_date, by=by)
    return functional


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
    items = _lock_open_items(side=side, party_id=party_id, currency=terms.currency, settle=settle)
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
    settled = sum((wish.amount for wish in wishes), ZERO)
    if settled > amount:
        raise errors.SettlesMoreThanPaid(
            settled=settled, amount=amount, currency=terms.currency, field="settle"
        )
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


def _keep_prepayment(payment: Payment, terms: Terms, *, by: Actor, at: datetime) -> None:
    open_item(
        side=Side(payment.side),
        kind=Kind.PREPAYMENT,
        document_type="payment",
        document_id=payment.id,
        document_number=payment.number,
        party_id=payment.party_id,
        terms=terms,
        amount=-payment.unapplied_amount,
        due_date=payment.posting_date,
        by=by,
        at=at,
    )


@command
def net(
    *,
    side: Side,
    party_id: UUID,
    terms: Terms,
    settle: Sequence[SettleItem],
    by: Actor,
    at: datetime,
) -> UUID:
    """Invoices against credits or prepayments of one party and currency; returns the settlement.

    Raises DoesNotBalance when the amounts do not add up to zero.
    """
    functional = check_terms(terms, ZERO, by=by)
    items = _lock_open_items(side=side, party_id=party_id, currency=terms.currency, settle=settle)
    _check_days(items.values(), posting_date=terms.posting_date)
    check_wishes(settle, items, on=None, currency=terms.currency)
    difference = sum((wish.amount for wish in settle), ZERO)
    if difference != 0 or not settle:
        raise errors.DoesNotBalance(difference=difference, currency=terms.currency, field="settle")
    has_prepayment = any(items[w.open_item_id].kind == Kind.PREPAYMENT for w in settle)
    reason = Reason.PREPAYMENT if has_prepayment else Reason.NETTING
    group = _Group(new_id(), draw_number(SETTLEMENT_PREFIX, at=at), reason, terms.posting_date)
    rows = _take(settle, items, group, functional=functional)
    publish(settled_fact(side, party_id, terms, rows, items))
    return group.settlement_id


@command
def write_off(
    *,
    side: Side,
    open_item_id: UUID,
    amount: Decimal,
    posting_date: date,
    text: str,
    by: Actor,
    at: datetime,
) -> UUID:
    """Give up a part of an open item at its value in the books; returns the settlement."""
    item = (
        OpenItem.objects.select_for_update(of=("self",)).filter(side=side, id=open_item_id).first()
    )
    if item is None:
        raise errors.OpenItemUnknown(open_item_id=open_item_id, currency="—")
    terms = Terms(
        currency=item.currency,
        exchange_rate=item.exchange_rate,
        rate_date=item.rate_date,
        posting_date=posting_date,
    )
    functional = check_terms(terms, amount, by=by)
    _check_days([item], posting_date=posting_date)
    wish = SettleItem(open_item_id=item.id, amount=amount)
    check_wishes([wish], {item.id: item}, on=None, currency=item.currency)
    number = draw_number(SETTLEMENT_PREFIX, at=at)
    group = _Group(new_id(), number, Reason.WRITE_OFF, posting_date, text)
    rows = _take([wish], {item.id: item}, group, functional=functional)
    publish(settled_fact(side, item.party_id, terms, rows, {item.id: item}))
    return group.settlement_id


@command
def reverse_payment(
    *,
    side: Side,
    payment_id: UUID,
    posting_date: date,
    reason: str,
    by: Actor,
    at: datetime,
) -> Payment:
    """The payment was none: what it settled is open again, its prepayment is gone.

    Raises AlreadyReversed, PrepaymentInUse, SettledBeforeOpened.
    """
    check_period_open(posting_date=posting_date, by=by)
    rows = Payment.objects.select_for_update(of=("self",))
    payment: Payment | None = rows.filter(side=side, id=payment_id).first()
    if payment is None:
        raise errors.PaymentUnknown(payment_id=payment_id)
    if payment.reversed_date is not None:
        raise errors.AlreadyReversed(number=payment.number)
    if posting_date < payment.posting_date:
        raise errors.SettledBeforeOpened(
            document=payment.number, opened=payment.posting_date, posting_date=posting_date
        )
    _give_back(payment, posting_date=posting_date, text=reason)
    payment.reversed_date = posting_date
    payment.save(update_fields=["reversed_date"])
    publish(reversed_fact(payment, reason))
    return payment


def _give_back(payment: Payment, *, posting_date: date, text: str) -> None:
    taken = list(Settlement.objects.filter(settlement_id=payment.id).order_by("id"))
    ids = {row.open_item_id for row in taken}
    prepayments = OpenItem.objects.filter(document_type="payment", document_id=payment.id)
    ids |= set(prepayments.values_list("id", flat=True))
    items = {i.id: i for i in _locked(OpenItem.objects.filter(id__in=ids))}
    rows = [_row(items[r.open_item_id], r, -r.amount, -r.functional_amount) for r in taken]
    for item in items.values():
        if item.kind == Kind.PREPAYMENT:
            if item.open_amount != item.amount:
                raise errors.PrepaymentInUse(number=payment.number)
            rows.append(_row(item, payment, item.open_amount, item.open_functional_amount))
    for row in rows:
        row.reason, row.posting_date, row.text = Reason.REVERSAL, posting_date, text
    _apply(rows, items)


def _row(
    item: OpenItem, source: Settlement | Payment, amount: Decimal, functional_amount: Decimal
) -> Settlement:
    return Settlement(
        company_id=item.company_id,
        open_item=item,
        settlement_id=source.id if isinstance(source, Payment) else source.settlement_id,
        number=source.number,
        amount=amount,
        functional_amount=functional_amount,
    )


@dataclass(frozen=True, slots=True)
class _Group:
    settlement_id: UUID
    number: str
    reason: Reason
    posting_date: date
    text: str = ""


def _settle(
    wishes: Sequence[SettleItem], items: dict[UUID, OpenItem], payment: Payment, *, functional: str
) -> list[Settlement]:
    """Money first, then the discount, so that the last part carries what rounding left."""
    money = _Group(payment.id, payment.number, Reason.PAYMENT, payment.posting_date)
    discount = replace(money, reason=Reason.DISCOUNT)
    rows = _take(wishes, items, money, functional=functional)
    discounts = [
        SettleItem(open_item_id=wish.open_item_id, amount=wish.discount_amount)
        for wish in wishes
        if wish.discount_amount
    ]
    return rows + _take(discounts, items, discount, functional=functional)


def _take(
    wishes: Sequence[SettleItem], items: dict[UUID, OpenItem], group: _Group, *, functional: str
) -> list[Settlement]:
    rows = []
    for wish in wishes:
        item = items[wish.open_item_id]
        rows.append(
            Settlement(
                company_id=item.company_id,
                open_item=item,
                settlement_id=group.settlement_id,
                number=group.number,
                reason=group.reason,
                posting_date=group.posting_date,
                amount=wish.amount,
                functional_amount=carried_amount(item, wish.amount, functional),
                text=group.text,
            )
        )
    _apply(rows, items)
    return rows


def _apply(rows: Sequence[Settlement], items: dict[UUID, OpenItem]) -> None:
    for row in rows:
        item = items[row.open_item_id]
        item.open_amount -= row.amount
        item.open_functional_amount -= row.functional_amount
        item.settled_date = row.posting_date if item.open_amount == 0 else None
    OpenItem.objects.bulk_update(
        items.values(), ["open_amount", "open_functional_amount", "settled_date"]
    )
    Settlement.objects.bulk_create(rows)


def _locked(rows: QuerySet[OpenItem]) -> QuerySet[OpenItem]:
    return rows.select_for_update(of=("self",)).order_by("id")


def _lock_open_items(
    *, side: Side, party_id: UUID, currency: str, settle: Sequence[SettleItem] | None
) -> dict[UUID, OpenItem]:
    """The party's open items, or the named ones; always in order of their id."""
    rows = OpenItem.objects.filter(side=side, party_id=party_id, currency=currency)
    if settle is None:
        rows = rows.filter(settled_date__isnull=True)
    else:
        rows = rows.filter(id__in={wish.open_item_id for wish in settle})
    items = {item.id: item for item in _locked(rows)}
    for row, wish in enumerate(settle or [], start=1):
        if wish.open_item_id not in items:
            raise errors.OpenItemUnknown(
                open_item_id=wish.open_item_id, currency=currency, field="settle", row=row
            )
    return items


def _check_kinds_and_days(
    items: Iterable[OpenItem], settle: Sequence[SettleItem] | None, *, posting_date: date
) -> None:
    if settle is None:
        return
    for item in items:
        if item.kind == Kind.PREPAYMENT:
            raise errors.PaymentSettlesDocuments(document=item.document_number, field="settle")
    _check_days(items, posting_date=posting_date)


def _check_days(items: Iterable[OpenItem], *, posting_date: date) -> None:
    for item in items:
        if item.posting_date > posting_date:
            raise errors.SettledBeforeOpened(
                document=item.document_number,
                opened=item.posting_date,
                posting_date=posting_date,
                field="posting_date",
            )
