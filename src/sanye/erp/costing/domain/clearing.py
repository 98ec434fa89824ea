"""Goods received not invoiced, per purchase order line.

Receipts add to it, supplier invoices clear it; returns and credits do the same with the other
sign. When all that came is invoiced, nothing is left on it.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sanye.kernel.money import Exact, round_money

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearing:
    """`open_…` is received less invoiced; negative when the invoice came first, or goods went back.

    Quantities in the item's stock unit, values in functional currency.
    """

    received_quantity: Decimal = ZERO
    received_value: Decimal = ZERO
    invoiced_quantity: Decimal = ZERO
    cleared_value: Decimal = ZERO

    @property
    def open_quantity(self) -> Decimal:
        return self.received_quantity - self.invoiced_quantity

    @property
    def open_value(self) -> Decimal:
        return self.received_value - self.cleared_value


def receipt_value(
    clearing: Clearing, quantity: Decimal, unit_cost: Exact, currency: str
) -> Decimal:
    """What goods are worth when they come (or, negative, go back).

    What was invoiced before they came has the invoice's value, what goes back uninvoiced the
    receipt's; the rest goes at `unit_cost`.
    """
    is_opposite = clearing.open_quantity != 0 and (quantity > 0) != (clearing.open_quantity > 0)
    known = _least(quantity, clearing.open_quantity) if is_opposite else ZERO
    rest = round_money(Fraction(quantity - known) * Fraction(unit_cost), currency)
    return rest - _part(clearing, -known, currency)


def invoice_clears(
    clearing: Clearing, quantity: Decimal, amount: Decimal, currency: str
) -> Decimal:
    """The value that an invoice (negative: a credit) clears; the rest of `amount` is a difference.

    What was not received yet is cleared at the invoice's own price.
    """
    if quantity == 0:
        return ZERO
    known = known_quantity(clearing, quantity)
    share = Fraction(quantity - known) / Fraction(quantity)
    return _part(clearing, known, currency) + round_money(Fraction(amount) * share, currency)


def known_quantity(clearing: Clearing, quantity: Decimal) -> Decimal:
    """What of an invoiced quantity was received (of a credited one, went back) before."""
    is_same = clearing.open_quantity != 0 and (quantity > 0) == (clearing.open_quantity > 0)
    return _least(quantity, clearing.open_quantity) if is_same else ZERO


def _least(quantity: Decimal, limit: Decimal) -> Decimal:
    """The quantity, cut to the size of `limit`; its sign stays."""
    size = min(abs(quantity), abs(limit))
    return size if quantity > 0 else -size


def _part(clearing: Clearing, quantity: Decimal, currency: str) -> Decimal:
    """The open value of a part of the open quantity, both with its sign."""
    if quantity == 0:
        return ZERO
    if quantity == clearing.open_quantity:
        return clearing.open_value
    share = Fraction(quantity) / Fraction(clearing.open_quantity)
    return round_money(Fraction(clearing.open_value) * share, currency)
