"""Units of measure: those of UN/CEFACT Recommendation 20 we know, and exact conversion.

`units.csv` holds facts: per unit its dimension and, as an exact fraction, how many base units
of the dimension it is (1 inch = 127/5000 m by definition). Packages carry the codes of
Recommendation 21 with an X before them, as Recommendation 20 writes them.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib import resources

from sanye.kernel.money import Exact
from sanye.kernel.quantity import Factor, convert, round_quantity
from sanye.stem.masterdata.errors import UnitsNotConvertible

PACK = "PACK"


@dataclass(frozen=True, slots=True)
class UnitFact:
    """A unit: `factor` base units of its dimension; `decimals` that a quantity of it may have."""

    code: str
    name: str
    name_zh: str
    symbol: str
    dimension: str
    factor: Factor
    decimals: int


@cache
def standard_units() -> Mapping[str, UnitFact]:
    """The units known without a row, by code."""
    text = resources.files(__package__).joinpath("units.csv").read_text(encoding="utf-8")
    return {
        row["code"]: UnitFact(
            row["code"],
            row["name"],
            row["name_zh"],
            row["symbol"],
            row["dimension"],
            Factor(int(row["numerator"]), int(row["denominator"])),
            int(row["decimals"]),
        )
        for row in csv.DictReader(text.splitlines())
    }


def standard_factor(from_unit: str, to_unit: str, units: Mapping[str, UnitFact]) -> Fraction | None:
    """How many `to_unit` one `from_unit` is for anything at all; None if that depends."""
    if from_unit == to_unit:
        return Fraction(1)
    first, second = units.get(from_unit), units.get(to_unit)
    if first is None or second is None:
        return None
    if first.dimension != second.dimension or first.dimension == PACK:
        return None
    return first.factor.exact / second.factor.exact


@dataclass(frozen=True, slots=True)
class ItemUnits:
    """Conversion for one item: its base unit, and what its own units are worth in it."""

    base: str
    own: Mapping[str, Factor] = field(default_factory=dict)
    units: Mapping[str, UnitFact] = field(default_factory=standard_units)

    def factor(self, from_unit: str, to_unit: str | None = None) -> Factor:
        """How many `to_unit` (default: the base unit) one `from_unit` is, exactly.

        The item's own units come before the general ones. UnitsNotConvertible when neither
        lead from one to the other.
        """
        target = self.base if to_unit is None else to_unit
        if from_unit == target:
            return Factor(1)
        first, second = self._in_base(from_unit), self._in_base(target)
        if first is not None and second is not None:
            return Factor.of(first / second)
        general = standard_factor(from_unit, target, self.units)
        if general is None:
            raise UnitsNotConvertible(from_unit=from_unit, to_unit=target)
        return Factor.of(general)

    def convert(self, quantity: Exact, from_unit: str, to_unit: str | None = None) -> Decimal:
        """The quantity in `to_unit` (default: the base unit), rounded to six decimals."""
        if from_unit == (to_unit or self.base):
            return round_quantity(quantity)
        return round_quantity(convert(quantity, self.factor(from_unit, to_unit)))

    def can_convert(self, from_unit: str, to_unit: str | None = None) -> bool:
        try:
            self.factor(from_unit, to_unit)
        except UnitsNotConvertible:
            return False
        return True

    def _in_base(self, unit: str) -> Fraction | None:
        if unit in self.own:
            return self.own[unit].exact
        general = standard_factor(unit, self.base, self.units)
        if general is not None:
            return general
        for own, factor in self.own.items():
            step = standard_factor(unit, own, self.units)
            if step is not None:
                return step * factor.exact
        return None
