"""Quantities inside the engine: integers in millionths of the stock unit."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

MICRO_DECIMALS = 6
MICRO: int = 10**MICRO_DECIMALS
MOST = 10**13 * MICRO
"""No quantity of goods: what is more, as of a bar code times a bill, is planned no further."""


@lru_cache(maxsize=10_000)
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
    return Decimal(micro).scaleb(-MICRO_DECIMALS).normalize()


class Decimals(dict[int, Decimal]):
    """What :func:`from_micro` gives, each made once: the same quantity is written many times."""

    def __missing__(self, micro: int) -> Decimal:
        found = self[micro] = from_micro(micro)
        return found


def unit_step(unit_decimals: int) -> int:
    """The smallest quantity of a unit: pieces (0) 1000000, kilograms to the gram (3) 1000."""
    return int(10 ** (MICRO_DECIMALS - unit_decimals))


@dataclass(frozen=True, slots=True)
class Share:
    """A ratio made ready: numerator / denominator, and the unit's step to which it is rounded up.

    ``divisor``: denominator x step.
    """

    numerator: int
    divisor: int
    step: int

    def of(self, micro: int) -> int:
        """micro x ratio, rounded up to the step."""
        return -(-micro * self.numerator // self.divisor) * self.step

    def most(self) -> int:
        """Of up to how much it gives up to MOST."""
        return MOST * self.divisor // (max(self.numerator, 1) * self.step)


def ceil_share(micro: int, ratio: Fraction, step: int) -> int:
    """micro x ratio, rounded up to the unit's step."""
    return Share(ratio.numerator, ratio.denominator * step, step).of(micro)


@lru_cache(maxsize=10_000)
def share_of(times: tuple[Decimal, ...], per: tuple[Decimal, ...], step: int) -> Share:
    """All of ``times`` multiplied, divided by all of ``per``; exact. Bills repeat themselves."""
    numerator, divisor = 1, step
    for factor in times:
        above, below = factor.as_integer_ratio()
        numerator, divisor = numerator * above, divisor * below
    for factor in per:
        above, below = factor.as_integer_ratio()
        numerator, divisor = numerator * below, divisor * above
    return Share(numerator, divisor, step)
