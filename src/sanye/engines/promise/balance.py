"""What a node can still promise on each day: the smallest balance from that day on.

Days are integers from today (0), quantities integers in millionths. Whatever is taken on a day
lowers every later balance, so that a quantity is free on a day only if the balance never falls
below it from then on.
"""

from bisect import bisect_left, bisect_right, insort
from itertools import accumulate
from typing import NamedTuple


class Flow(NamedTuple):
    """So much in (positive) or out (negative) on a day."""

    day: int
    quantity: int


class Balance:
    """Flows of one node; asking costs O(log n), a change makes the next question cost O(n)."""

    def __init__(self, flows: list[Flow]) -> None:
        self._flows = sorted(Flow(max(day, 0), quantity) for day, quantity in flows)
        self._days: list[int] = []
        self._free: list[int] = []

    def add(self, flow: Flow) -> None:
        insort(self._flows, flow)
        self._days = []

    def remove(self, flow: Flow) -> None:
        """Take back a flow that was added."""
        del self._flows[bisect_left(self._flows, flow)]
        self._days = []

    def free_on(self, day: int) -> int:
        """What can be promised for the day; never below 0."""
        self._settle()
        return max(self._free[bisect_right(self._days, day) - 1], 0)

    def earliest(self, quantity: int, day: int) -> int | None:
        """The first day, not before the given one, on which so much is free; None: never."""
        self._settle()
        found = bisect_left(self._free, quantity)
        return max(day, self._days[found]) if found < len(self._free) else None

    def rises(self, first: int, last: int) -> list[int]:
        """The days in (first, last] on which more becomes free."""
        self._settle()
        low, high = bisect_right(self._days, first), bisect_right(self._days, last)
        return [self._days[i] for i in range(low, high) if self._free[i] > self._free[i - 1]]

    def _settle(self) -> None:
        """`_free[i]`: smallest balance from `_days[i]` on; it never falls from day to day."""
        if self._days:
            return
        sums: dict[int, int] = {0: 0}
        for day, quantity in self._flows:
            sums[day] = sums.get(day, 0) + quantity
        self._days = sorted(sums)
        balances = list(accumulate(sums[day] for day in self._days))
        self._free = list(accumulate(reversed(balances), min))[::-1]
