"""From a bill to what an order consumes: phantoms blown through, scrap added, not rounded yet."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from sanye.erp.production.errors import BillMissing
from sanye.kernel.quantity import round_quantity_up


@dataclass(frozen=True, slots=True, kw_only=True)
class BillUse:
    """One line of a bill, in stock units of the component.

    `ratio` is per stock unit of the parent, scrap included; if `is_fixed`, per order.
    """

    component_id: UUID
    ratio: Fraction
    is_fixed: bool = False
    is_phantom: bool = False
    operation_number: int | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """What an order takes of a component; `ratio` as in BillUse."""

    component_id: UUID
    ratio: Fraction
    is_fixed: bool
    operation_number: int | None

    def quantity(self, made: Decimal, decimals: int) -> Decimal:
        """For so many stock units of the parent, rounded up to the component's decimals."""
        return needed(self.ratio, made, is_fixed=self.is_fixed, decimals=decimals)


def needed(ratio: Fraction, made: Decimal, *, is_fixed: bool, decimals: int) -> Decimal:
    """How much of a component so many pieces take, rounded up to its decimals."""
    exact = ratio if is_fixed else ratio * Fraction(made)
    return round_quantity_up(exact, decimals)


def explode(item_id: UUID, bills: Mapping[UUID, Sequence[BillUse]]) -> list[Need]:
    """What one order of the item needs, in the order of the bill.

    `bills` holds the lines of the item and of every phantom below it. Raises BillMissing.
    """
    return list(_needs(item_id, Fraction(1), bills, is_fixed=False, operation_number=None))


def _needs(
    item_id: UUID,
    ratio: Fraction,
    bills: Mapping[UUID, Sequence[BillUse]],
    *,
    is_fixed: bool,
    operation_number: int | None,
) -> Iterator[Need]:
    lines = bills.get(item_id)
    if lines is None:
        raise BillMissing(item=item_id)
    for line in lines:
        fixed = is_fixed or line.is_fixed
        total = line.ratio if line.is_fixed else ratio * line.ratio
        operation = operation_number if operation_number is not None else line.operation_number
        if line.is_phantom:
            yield from _needs(
                line.component_id, total, bills, is_fixed=fixed, operation_number=operation
            )
        else:
            yield Need(line.component_id, total, fixed, operation)
