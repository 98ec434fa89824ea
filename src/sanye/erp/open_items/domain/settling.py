"""How much of an open item a payment takes, and what that part is worth in the books.

Amounts carry the item's sign: an invoice is positive, a credit note or prepayment negative.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Protocol, TypeVar
from uuid import UUID

from sanye.erp.open_items.errors import (
    DiscountNotAllowed,
    SettledTwice,
    SettlesMoreThanOpen,
    SettlesNothing,
)
from sanye.kernel.money import round_money

ZERO = Decimal(0)


class Open(Protocol):
    """What settling needs to know of an open item."""

    id: UUID
    document_number: str
    open_amount: Decimal
    open_functional_amount: Decimal
    due_date: date
    discount_date: date | None
    discount_ratio: Decimal


O = TypeVar("O", bound=Open)  # noqa: E741


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """In which money and on which days a claim or payment counts."""

    currency: str
    exchange_rate: Decimal
    rate_date: date
    posting_date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleItem:
    """A wish: take `amount` and, within its terms, `discount_amount` off one open item."""

    open_item_id: UUID
    amount: Decimal
    discount_amount: Decimal = ZERO


def discount_of(item: Open, *, on: date, currency: str) -> Decimal:
    """The discount the item's terms allow on a day, of what is still open."""
    if item.discount_date is None or on > item.discount_date:
        return ZERO
    return round_money(item.open_amount * item.discount_ratio, currency)


def oldest_first(
    items: Iterable[Open], *, amount: Decimal, on: date, currency: str
) -> list[SettleItem]:
    """Spread money over open items: credits first, then by due date, discounts where in time.

    Credits are taken as far as there is something to set them against: money settles no less than
    nothing.
    """
    wishes = []
    left = amount
    ordered = sorted(items, key=lambda item: (item.open_amount > 0, item.due_date, item.id))
    discounts = {
        item.id: discount_of(item, on=on, currency=currency)
        for item in ordered
        if item.open_amount > 0
    }
    owed = sum(
        (item.open_amount - discounts[item.id] for item in ordered if item.id in discounts), ZERO
    )
    for item in ordered:
        discount = discounts.get(item.id, ZERO)
        if left < item.open_amount - discount:
            discount = ZERO
        taken = max(min(left, item.open_amount - discount), left - amount - owed)
        if taken != 0:
            wishes.append(SettleItem(open_item_id=item.id, amount=taken, discount_amount=discount))
            left -= taken
    return wishes


def carried_amount(item: Open, part: Decimal, functional_currency: str) -> Decimal:
    """The functional amount that goes with a part; the last part takes what remains."""
    if part == item.open_amount:
        return item.open_functional_amount
    share = Fraction(part) / Fraction(item.open_amount)
    return round_money(Fraction(item.open_functional_amount) * share, functional_currency)


def check_wishes(
    wishes: Sequence[SettleItem], items: dict[UUID, O], *, on: date | None, currency: str
) -> None:
    """Refuse a wish that the item cannot bear; `on` None means discounts are not asked for.

    Raises SettlesNothing, SettledTwice, SettlesMoreThanOpen, DiscountNotAllowed, each with its row.
    """
    seen: set[UUID] = set()
    for row, wish in enumerate(wishes, start=1):
        item = items[wish.open_item_id]
        if wish.open_item_id in seen:
            raise SettledTwice(document=item.document_number, field="settle", row=row)
        seen.add(wish.open_item_id)
        _check_wish(wish, item, row=row, on=on, currency=currency)


def _check_wish(wish: SettleItem, item: Open, *, row: int, on: date | None, currency: str) -> None:
    part = wish.amount + wish.discount_amount
    if part == 0 or round_money(part, currency) != part:
        raise SettlesNothing(
            document=item.document_number, amount=wish.amount, field="settle", row=row
        )
    if part * item.open_amount <= 0 or abs(part) > abs(item.open_amount):
        raise SettlesMoreThanOpen(
            document=item.document_number,
            amount=part,
            open_amount=item.open_amount,
            currency=currency,
            field="settle",
            row=row,
        )
    allowed = ZERO if on is None else discount_of(item, on=on, currency=currency)
    if wish.discount_amount < 0 or wish.discount_amount > max(allowed, ZERO):
        raise DiscountNotAllowed(
            document=item.document_number,
            discount=wish.discount_amount,
            allowed=allowed,
            currency=currency,
            field="settle",
            row=row,
        )
