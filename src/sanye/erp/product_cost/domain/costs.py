"""The cost of one sold piece, and whether it moved enough to be told."""

from decimal import Decimal
from fractions import Fraction

from sanye.kernel.money import round_unit_price

DEFAULT_WINDOW_DAYS = 365
DEFAULT_CHANGE_RATIO = Decimal("0.05")


def unit_cost(amount: Decimal, shipped_quantity: Decimal) -> Decimal | None:
    """What one piece costs afterwards, never below zero; None where nothing was sold."""
    if shipped_quantity <= 0:
        return None
    return round_unit_price(max(Fraction(amount) / Fraction(shipped_quantity), Fraction(0)))


def is_told(told: Decimal | None, now: Decimal | None, change_ratio: Decimal) -> bool:
    """Whether the cost differs from what was last told by more than a share of that.

    Any cost after none, or none after any, is told.
    """
    if told == now:
        return False
    if not told or not now:
        return bool(told) != bool(now)
    return abs(now - told) > told * change_ratio
