"""Netting one node: needs in date order take from supply in date order; what is missing is ordered.

Open receipts are taken to be movable (within ``pull_in``), so that a receipt that comes too late
is advised to come earlier and never ordered a second time. Each take is a link of pegging. Days
are integers, today 0; quantities are integers in millionths.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate, islice
from typing import NamedTuple

from sanye.engines.mrp.records import NeedKind, NodeKey, Receipt, SupplyKind


class Need(NamedTuple):
    """Sorted by day and priority; then by what is the same in every run, over few nodes or many:
    demands by their ids, buffers, what orders take by ``maker``, their node, and ``sequence``.
    """

    day: int
    priority: int
    maker: NodeKey
    sequence: int
    id: str
    quantity: int
    kind: NeedKind


@dataclass(slots=True, eq=False)
class Supply:
    """``left`` is not taken yet. ``first_need``: the first day on which a real need takes from it;
    ``standing_need``: the day by which safety stock wants it; ``dealt_need``: where supply was
    dealt out anew, the first day of those who take it then.
    """

    kind: SupplyKind
    id: str
    day: int
    quantity: int
    left: int
    receipt: Receipt | None = None
    first_need: int | None = None
    standing_need: int | None = None
    dealt_need: int | None = None
    priority: int = 9

    @property
    def taken(self) -> int:
        return self.quantity - self.left


Take = tuple[Supply, Need, int]
"""Of a supply, for a need, so much."""


@dataclass(slots=True, eq=False)
class Rule:
    """How shortages become orders.

    ``open_day``: the first day for which an order may be planned. ``pull_in``: days, None for any.
    ``period_end``: the last day that an order for a given day covers. ``fixed``: lots are multiples
    of it (0: none). ``refill``: what MIN_MAX orders on top (max - min); None for other policies.
    """

    open_day: int
    pull_in: int | None
    period_end: Callable[[int], int]
    fixed: int = 0
    refill: int | None = None


Place = Callable[[int, int], list[Supply]]


@dataclass(slots=True)
class Netting:
    """The run over one node. ``receipts`` sorted by day; ``place`` turns a shortage into orders."""

    needs: list[Need]
    receipts: list[Supply]
    rule: Rule
    place: Place
    _planned: Iterator[Supply] = field(default_factory=lambda: iter(()))
    _head: int = 0
    _days: list[int] = field(default_factory=list)
    _sums: list[int] = field(default_factory=list)

    def run(self) -> list[Take]:
        """All takes, in order of the needs; planned orders come from ``place`` as needed."""
        takes: list[Take] = []
        supply = None
        for index, need in enumerate(self.needs):
            left = need.quantity
            while left > 0:
                if supply is None or not supply.left:
                    supply = self._next(index, left)
                quantity = min(left, supply.left)
                left -= quantity
                supply.left -= quantity
                supply.priority = min(supply.priority, need.priority)
                if need.kind is NeedKind.SAFETY_STOCK:
                    supply.standing_need = need.day
                elif supply.first_need is None:
                    supply.first_need = need.day
                takes.append((supply, need, quantity))
        return takes

    def _next(self, index: int, left: int) -> Supply:
        """What the need takes from: planned before, the next receipt that can be there, or new."""
        planned = next(self._planned, None)
        if planned is not None:
            return planned
        day = max(self.needs[index].day, self.rule.open_day)
        while self._head < len(self.receipts):
            supply = self.receipts[self._head]
            if supply.left:
                pull_in = self.rule.pull_in
                if pull_in is None or supply.day <= day + pull_in:
                    return supply
                break
            self._head += 1
        self._planned = iter(self.place(day, self._lot_need(index, left, day)))
        return next(self._planned)

    def _lot_need(self, index: int, left: int, day: int) -> int:
        """What one order for this day has to cover, before the bounds of the lot."""
        if not self._sums:
            self._days = [need.day for need in self.needs]
            self._sums = list(accumulate([need.quantity for need in self.needs], initial=0))
        end = self.rule.period_end(day)
        covered = bisect_right(self._days, end)
        ahead = self._sums[covered] - self._sums[index + 1]
        net = max(left, left + ahead - self._coming(end))
        if self.rule.refill is not None:
            net += self.rule.refill + self._standing_after(covered)
        if self.rule.fixed:
            net = -(-net // self.rule.fixed) * self.rule.fixed
        return net

    def _coming(self, end: int) -> int:
        """What is left of receipts until this day."""
        coming = 0
        for supply in islice(self.receipts, self._head, None):
            if supply.day > end:
                break
            coming += supply.left
        return coming

    def _standing_after(self, covered: int) -> int:
        """The safety stock whose turn has not come: an early refill fills up to the max too."""
        later = islice(reversed(self.needs), len(self.needs) - covered)
        standing = (need for need in later if need.kind is NeedKind.SAFETY_STOCK)
        return next((need.quantity for need in standing), 0)
