"""Which suggestion of the last plan is which of the new one, so that an order keeps its id."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, Protocol, TypeVar


class Suggested(Protocol):
    """What identifies a suggestion for the purpose of matching."""

    @property
    def place(self) -> tuple[str, ...]: ...
    @property
    def need_date(self) -> date: ...
    @property
    def quantity(self) -> Decimal: ...


Old = TypeVar("Old", bound=Suggested)
New = TypeVar("New", bound=Suggested)


@dataclass(frozen=True, slots=True)
class Difference(Generic[Old, New]):
    """Pairs of the same order before and after, what is new, what is gone."""

    kept: list[tuple[Old, New]]
    created: list[New]
    dropped: list[Old]


def compare(old: Iterable[Old], new: Iterable[New]) -> Difference[Old, New]:
    """Match within a place (item, site, kind, partner): equal ones first, then in date order."""
    before, after = _by_place(old), _by_place(new)
    result: Difference[Old, New] = Difference([], [], [])
    for place in sorted(before.keys() | after.keys()):
        _match(before.get(place, []), after.get(place, []), result)
    return result


def _match(old: Sequence[Old], new: Sequence[New], result: Difference[Old, New]) -> None:
    equal: dict[tuple[date, Decimal], list[Old]] = defaultdict(list)
    for row in reversed(old):
        equal[row.need_date, row.quantity].append(row)
    rest: list[New] = []
    taken: set[int] = set()
    for order in new:
        same = equal.get((order.need_date, order.quantity))
        if same:
            found = same.pop()
            taken.add(id(found))
            result.kept.append((found, order))
        else:
            rest.append(order)
    left = [row for row in old if id(row) not in taken]
    result.kept.extend(zip(left, rest, strict=False))
    result.created.extend(rest[len(left) :])
    result.dropped.extend(left[len(rest) :])


S = TypeVar("S", bound=Suggested)


def _by_place(rows: Iterable[S]) -> dict[tuple[str, ...], list[S]]:
    groups: dict[tuple[str, ...], list[S]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.need_date, row.quantity)):
        groups[row.place].append(row)
    return groups
