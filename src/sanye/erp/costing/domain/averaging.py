"""Quantity and value of an item at a site, by moving average or at standard.

Quantities are in the item's stock unit, values in the functional currency and rounded to its
smallest unit; costs per unit are exact. Held by every step: no quantity, no value; a positive
quantity is worth zero or more; what is negative is worth zero or less.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sanye.kernel.money import (
    Exact,
    round_money,
    round_product,
    round_share,
    round_unit_price,
    unit_price_of,
)

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """`unit_cost` is the latest cost known, kept while there is no stock to have an average."""

    quantity: Decimal = ZERO
    value: Decimal = ZERO
    unit_cost: Decimal = ZERO

    @property
    def exact_cost(self) -> Fraction:
        """The average while there is stock, else the latest cost known."""
        if self.quantity > 0:
            return Fraction(self.value) / Fraction(self.quantity)
        return Fraction(self.unit_cost)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The balance after a movement; `amount` is what the movement is worth (in positive).

    `adjustment` is what the balance gained or lost besides: the stock that was delivered before
    it came is corrected to what it cost.
    """

    balance: Balance
    amount: Decimal
    adjustment: Decimal = ZERO


def receive(balance: Balance, quantity: Decimal, amount: Decimal, currency: str) -> Change:
    """Stock comes in for an amount. Into negative stock, the newcomers set the cost of all."""
    after = balance.quantity + quantity
    if balance.quantity >= 0:
        return Change(balance=_averaged(after, balance.value + amount, balance), amount=amount)
    cost = Fraction(amount) / Fraction(quantity)
    value = round_money(Fraction(after) * cost, currency)
    return Change(
        balance=Balance(quantity=after, value=value, unit_cost=round_unit_price(cost)),
        amount=amount,
        adjustment=value - balance.value - amount,
    )


def issue(balance: Balance, quantity: Decimal, currency: str) -> Change:
    """Stock goes out at the average; the last piece takes what rounding left.

    What goes out beyond the stock goes at the latest cost known.
    """
    held = max(balance.quantity, ZERO)
    if quantity < held:
        amount = round_share(balance.value, quantity, held, currency)
    else:
        missing = Fraction(quantity - held) * balance.exact_cost
        amount = (balance.value if held else ZERO) + round_money(missing, currency)
    after = balance.quantity - quantity
    return Change(balance=_averaged(after, balance.value - amount, balance), amount=-amount)


def at_standard(
    balance: Balance, quantity: Decimal, standard_cost: Decimal, currency: str
) -> Change:
    """Stock is always worth quantity times standard; `quantity` is signed."""
    after = balance.quantity + quantity
    value = round_product(after, standard_cost, currency)
    return Change(
        balance=Balance(quantity=after, value=value, unit_cost=standard_cost),
        amount=value - balance.value,
    )


def take_difference(balance: Balance, basis: Decimal, difference: Decimal, currency: str) -> Change:
    """A later price difference on `basis` units: stock takes the share of what is still there.

    It never takes more than makes it worth nothing.
    """
    if basis == 0 or balance.quantity <= 0:
        return Change(balance=balance, amount=ZERO)
    there = min(balance.quantity, abs(basis))
    share = Fraction(difference) * Fraction(there) / Fraction(abs(basis))
    amount = max(round_money(share, currency), -balance.value)
    return Change(
        balance=_averaged(balance.quantity, balance.value + amount, balance), amount=amount
    )


def revalue(balance: Balance, unit_cost: Exact, currency: str) -> Change:
    """Give the stock another cost per unit."""
    value = round_money(Fraction(balance.quantity) * Fraction(unit_cost), currency)
    return Change(
        balance=Balance(
            quantity=balance.quantity, value=value, unit_cost=round_unit_price(unit_cost)
        ),
        amount=value - balance.value,
    )


def _averaged(quantity: Decimal, value: Decimal, before: Balance) -> Balance:
    cost = before.unit_cost
    if quantity > 0:
        cost = unit_price_of(value, quantity)
    elif before.quantity > 0:
        cost = round_unit_price(before.exact_cost)
    return Balance(quantity=quantity, value=value, unit_cost=cost)
