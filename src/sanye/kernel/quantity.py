"""Quantity gets what money gets: exact arithmetic, a declared rule, one door.

A quantity is a ``Decimal`` and never travels without its unit. Conversions are exact fractions
(1 dozen = 12/1, 1 inch = 254/10 mm); only :func:`round_quantity` rounds, at the border.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil

from sanye.kernel.money import Exact, round_to

QUANTITY_DECIMALS = 6


def round_quantity(quantity: Exact, decimals: int = QUANTITY_DECIMALS) -> Decimal:
    """Round half up to the decimals of a unit (pieces 0, kilograms 3, at most 6)."""
    if not 0 <= decimals <= QUANTITY_DECIMALS:
        message = f"A unit has 0 to {QUANTITY_DECIMALS} decimals, not {decimals}."
        raise ValueError(message)
    return round_to(quantity, decimals)


def round_quantity_up(quantity: Exact, decimals: int = QUANTITY_DECIMALS) -> Decimal:
    """The smallest quantity of these decimals that is enough: material is never rounded away."""
    return Decimal(ceil(Fraction(quantity) * 10**decimals)).scaleb(-decimals)


def ceil_to_multiple(quantity: Exact, multiple: Exact) -> Decimal:
    """The smallest multiple that is not less than the quantity; ValueError if multiple ≤ 0."""
    if multiple <= 0:
        message = f"A multiple is positive, not {multiple}."
        raise ValueError(message)
    exact = ceil(Fraction(quantity) / Fraction(multiple)) * Fraction(multiple)
    return round_to(exact, QUANTITY_DECIMALS)


@dataclass(frozen=True, slots=True)
class Factor:
    """How many stock units one document unit is: numerator / denominator, both positive."""

    numerator: int
    denominator: int = 1

    def __post_init__(self) -> None:
        if self.numerator <= 0 or self.denominator <= 0:
            message = f"A factor is positive, not {self.numerator}/{self.denominator}."
            raise ValueError(message)

    @classmethod
    def of(cls, value: Exact) -> "Factor":
        """The factor as a fraction in lowest terms: of(Decimal("25.4")) is 127/5."""
        exact = Fraction(value)
        return cls(exact.numerator, exact.denominator)

    @property
    def exact(self) -> Fraction:
        return Fraction(self.numerator, self.denominator)

    def inverse(self) -> "Factor":
        return Factor(self.denominator, self.numerator)

    def then(self, other: "Factor") -> "Factor":
        """The factor of two conversions one after the other."""
        return Factor.of(self.exact * other.exact)


def convert(quantity: Exact, factor: Factor) -> Fraction:
    """The quantity in the other unit, exact; round it where it is stored or shown."""
    return Fraction(quantity) * factor.exact
