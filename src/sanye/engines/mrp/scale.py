"""Quantities inside the engine: integers in millionths of the stock unit."""

from decimal import Decimal
from fractions import Fraction

MICRO_DECIMALS = 6
MICRO = 10**MICRO_DECIMALS


def to_micro(quantity: Decimal | int) -> int:
    """Exact; ValueError when a quantity has more than six decimals."""
    scaled = quantity * MICRO
    whole = int(scaled)
    if whole != scaled:
        message = f"A quantity has at most six decimals, not {quantity}."
        raise ValueError(message)
    return whole


def from_micro(micro: int) -> Decimal:
    """The shortest exact decimal: 2500000 is 2.5, 10000000 is 10."""
    if not micro % MICRO:
        return Decimal(micro // MICRO)
    return Decimal(f"{Decimal(micro).scaleb(-MICRO_DECIMALS):f}".rstrip("0"))


def unit_step(unit_decimals: int) -> int:
    """The smallest quantity of a unit: pieces (0) 1000000, kilograms to the gram (3) 1000."""
    return int(10 ** (MICRO_DECIMALS - unit_decimals))


def ceil_share(micro: int, ratio: Fraction, step: int) -> int:
    """micro x ratio, rounded up to the unit's step."""
    numerator, denominator = ratio.numerator, ratio.denominator
    return -(-micro * numerator // (denominator * step)) * step
