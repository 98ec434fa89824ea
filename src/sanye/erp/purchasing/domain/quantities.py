"""How much to order, what is still open, and what a receipt may bring."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sanye.kernel.quantity import ceil_to_multiple, round_quantity_up

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class LotRule:
    """A supplier's lots, in the unit ordered. `decimals` are those of that unit."""

    minimum: Decimal = ZERO
    multiple: Decimal | None = None
    maximum: Decimal | None = None
    decimals: int = 6


def order_quantity(needed: Decimal, rule: LotRule) -> Decimal:
    """The smallest quantity the supplier sells that covers the need.

    The minimum holds for the merged need: three needs of 20 with a minimum of 100 are 100.
    """
    quantity = round_quantity_up(max(needed, rule.minimum), rule.decimals)
    return ceil_to_multiple(quantity, rule.multiple) if rule.multiple else quantity


def is_sold_in(quantity: Decimal, rule: LotRule) -> bool:
    """Whether the quantity is one the supplier sells."""
    below_maximum = rule.maximum is None or quantity <= rule.maximum
    return below_maximum and order_quantity(quantity, rule) == quantity


def open_quantity(
    *, ordered: Decimal, received: Decimal, returned: Decimal, cancelled: Decimal
) -> Decimal:
    """What is still expected: ordered = received - returned + open + cancelled, unless over."""
    return max(ordered - (received - returned) - cancelled, ZERO)


def most_receivable(*, ordered: Decimal, kept: Decimal, over_ratio: Decimal) -> Decimal:
    """What may still be received of a line of which `kept` is here already."""
    return max(ordered * (1 + over_ratio) - kept, ZERO)


def is_short_enough(*, ordered: Decimal, missing: Decimal, under_ratio: Decimal) -> bool:
    """Whether so little is missing that the line counts as complete."""
    return missing <= ordered * under_ratio


def spread(quantity: Decimal, opens: Sequence[Decimal]) -> list[Decimal]:
    """Fill the open quantities in their order; what is left over goes to the last one."""
    parts = []
    for opened in opens:
        part = min(quantity, opened)
        parts.append(part)
        quantity -= part
    if parts and quantity > 0:
        parts[-1] += quantity
    return parts
