"""What an entry is before it is posted, and how it comes to balance.

Amounts are signed, a debit positive: `amount` in the line's own currency, `functional_amount` in
the books' currency.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sanye.contracts.erp.finance import AccountRole
from sanye.erp.ledger.errors import EntryEmpty, EntryUnbalanced
from sanye.kernel.money import currency_decimals, round_money

ZERO = Decimal(0)


class EntryKind(StrEnum):
    """AUTOMATIC for a business event, MANUAL by a person, REVERSAL of an earlier entry."""

    AUTOMATIC = "AUTOMATIC"
    MANUAL = "MANUAL"
    REVERSAL = "REVERSAL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """A currency with its rate into the functional currency on a day."""

    currency: str
    exchange_rate: Decimal
    rate_date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """One posting to be: an account by its role or, in a manual entry, by its code.

    `functional_amount` None means the amount at the entry's rate. The rest of the fields say what
    the amount is about and choose among the posting rules.
    """

    amount: Decimal
    functional_amount: Decimal | None = None
    role: str = ""
    account_code: str = ""
    text: str = ""
    item_id: UUID | None = None
    site_id: UUID | None = None
    party_id: UUID | None = None
    quantity: Decimal | None = None
    tax_code: str = ""

    @property
    def functional(self) -> Decimal:
        return self.functional_amount or ZERO


def balance(lines: Sequence[EntryLine], money: Money, functional_currency: str) -> list[EntryLine]:
    """Lines with functional amounts that add up to zero, zero lines left out.

    The amounts must add up to zero in the entry's own currency. What conversion leaves in the
    functional currency becomes one line on EXCHANGE_ROUNDING; it can never be more than half a
    smallest unit per line, so that a real difference is refused, not hidden.
    Raises EntryUnbalanced, EntryEmpty.
    """
    converted = [_converted(line, money, functional_currency) for line in lines]
    kept = [line for line in converted if line.amount or line.functional]
    if not kept:
        raise EntryEmpty(field="lines")
    _check_sum(kept, money.currency)
    left = sum((line.functional for line in kept), ZERO)
    is_converted = money.currency != functional_currency
    rounded = sum(1 for line in kept if line.amount) if is_converted else 0
    if abs(left) * 2 > rounded * _smallest(functional_currency):
        raise EntryUnbalanced(difference=left, currency=functional_currency, field="lines")
    if left:
        kept.append(
            EntryLine(role=AccountRole.EXCHANGE_ROUNDING, amount=ZERO, functional_amount=-left)
        )
    return kept


def _converted(line: EntryLine, money: Money, functional_currency: str) -> EntryLine:
    if line.functional_amount is not None:
        return line
    worth = round_money(line.amount * money.exchange_rate, functional_currency)
    return replace(line, functional_amount=worth)


def _check_sum(lines: Sequence[EntryLine], currency: str) -> None:
    difference = sum((line.amount for line in lines), ZERO)
    if difference:
        raise EntryUnbalanced(difference=difference, currency=currency, field="lines")


def _smallest(currency: str) -> Decimal:
    return Decimal(1).scaleb(-currency_decimals(currency))


def merged(lines: Sequence[EntryLine]) -> list[EntryLine]:
    """Lines that differ in nothing but their amounts as one; the first keeps its place.

    Where conversion leaves a sum with another sign in each currency it is two lines: no posting is
    a debit in one and a credit in the other.
    """
    sums: dict[EntryLine, list[Decimal]] = defaultdict(lambda: [ZERO, ZERO, ZERO])
    for line in lines:
        found = sums[replace(line, amount=ZERO, functional_amount=None, quantity=None)]
        found[0] += line.amount
        found[1] += line.functional
        found[2] += line.quantity or ZERO
    return [
        line
        for key, (amount, functional, quantity) in sums.items()
        for line in _one_sided(
            replace(key, amount=amount, functional_amount=functional, quantity=quantity or None)
        )
    ]


def _one_sided(line: EntryLine) -> list[EntryLine]:
    if line.amount * line.functional >= 0:
        return [line]
    return [
        replace(line, functional_amount=ZERO),
        replace(line, amount=ZERO, quantity=None),
    ]
