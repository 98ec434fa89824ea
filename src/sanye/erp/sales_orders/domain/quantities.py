"""Arithmetic of schedule lines: what changes when a line gets more or less.

Quantities are in the item's stock unit. Always: ordered = shipped + open + cancelled, where
over-delivery counts as open 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """A schedule line as rules see it; `in_delivery` stands on deliveries not shipped yet."""

    id: UUID
    quantity: Decimal
    shipped: Decimal = ZERO
    cancelled: Decimal = ZERO
    in_delivery: Decimal = ZERO

    @property
    def open(self) -> Decimal:
        return max(self.quantity - self.cancelled - self.shipped, ZERO)

    @property
    def bound(self) -> Decimal:
        """What is bound to leave: shipped, being shipped, or given up."""
        return self.shipped + self.in_delivery + self.cancelled

    @property
    def free(self) -> Decimal:
        """What may still be taken away or put on a delivery."""
        return max(self.quantity - self.bound, ZERO)


def bound_quantity(portions: Sequence[Portion]) -> Decimal:
    """The least that the line's quantity may become."""
    return sum((min(part.bound, part.quantity) for part in portions), ZERO)


def spread_change(portions: Sequence[Portion], wanted: Decimal) -> dict[UUID, Decimal]:
    """New quantity of each portion so that they sum to `wanted`; the latest change first.

    More goes to the last portion; less is taken from the last portions that are free.
    ValueError if `wanted` is below what is bound.
    """
    quantities = {part.id: part.quantity for part in portions}
    difference = wanted - sum(quantities.values(), ZERO)
    if difference > 0:
        quantities[portions[-1].id] += difference
        return quantities
    for part in reversed(portions):
        taken = min(part.free, -difference)
        quantities[part.id] -= taken
        difference += taken
    if difference != 0:
        message = f"{wanted} is below what is bound."
        raise ValueError(message)
    return quantities


def most_to_ship(portion: Portion, over_delivery_ratio: Decimal) -> Decimal:
    """How much may be put on a new delivery: what is free, and what other deliveries have left of
    the tolerance of the whole."""
    if portion.open == 0:
        return ZERO
    over = (portion.quantity - portion.cancelled) * over_delivery_ratio
    return max(portion.quantity - portion.bound + over, ZERO)
