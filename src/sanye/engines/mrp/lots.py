"""Lot sizes. All quantities are integers in millionths of the stock unit."""

from dataclasses import dataclass

from sanye.engines.mrp.records import Node, Source
from sanye.engines.mrp.scale import MOST, to_micro, unit_step

MOST_LOTS = 10_000
"""Of one shortage; a maximum that would give more gives way."""


def ceil_to(quantity: int, step: int) -> int:
    """The smallest multiple of step that is not less than quantity."""
    return -(-quantity // step) * step


@dataclass(slots=True, eq=False)
class LotBounds:
    """``multiple`` is at least the unit's step; ``maximum`` 0 means none."""

    minimum: int
    multiple: int
    maximum: int

    def lots(self, required: int) -> list[int]:
        """Lots that together cover what is required; each within the bounds.

        At least the minimum, rounded up to the multiple; above the maximum split into full lots
        and a rest. A maximum below the multiple or the minimum gives way to them, and one that
        would give more than MOST_LOTS.
        """
        whole = self.one_lot(required)
        largest = (self.maximum or MOST) // self.multiple * self.multiple
        if whole <= largest:
            return [whole]
        largest = max(largest, self.one_lot(1), self.one_lot(-(-whole // MOST_LOTS)))
        full, rest = divmod(whole, largest)
        return [largest] * full + ([self.one_lot(rest)] if rest else [])

    def is_forced(self, lot: int) -> bool:
        """Whether a lot is above the maximum only because there would be too many."""
        return bool(self.maximum) and lot > max(self.maximum, self.one_lot(1))

    def one_lot(self, required: int) -> int:
        """The smallest legal quantity that covers what is required, the maximum left aside."""
        return -(-max(required, self.minimum) // self.multiple) * self.multiple


def bounds_of(node: Node, source: Source | None) -> LotBounds:
    """The bounds of an order of this node from this source."""
    step = unit_step(node.unit_decimals)
    if node.is_phantom:
        return LotBounds(0, step, 0)
    minimum = to_micro(node.minimum_quantity or 0)
    multiple = node.multiple_quantity
    maximum = node.maximum_quantity
    if source is not None:
        minimum = max(minimum, to_micro(source.minimum_quantity or 0))
        multiple = source.multiple_quantity or multiple
        maximum = source.maximum_quantity or maximum
    return LotBounds(
        minimum, ceil_to(to_micro(multiple or 0) or step, step), to_micro(maximum or 0)
    )
