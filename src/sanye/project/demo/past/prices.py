"""Prices of customers as the lists of today say them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Break:
    """A price per stock unit without tax, from a quantity on."""

    minimum: Decimal
    price: Decimal


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A line of a list; `group` and `customer_id` empty: the list is everybody's."""

    list_id: UUID
    currency: str
    customer_id: UUID | None
    group: str
    item_id: UUID
    at: Break


class Prices:
    """Lists in the order in which they are asked: one's own, the group's, everybody's."""

    def __init__(self, rows: Iterable[PriceRow]) -> None:
        self._breaks: dict[tuple[object, str, UUID], list[Break]] = {}
        self._items: set[UUID] = set()
        for row in rows:
            self._items.add(row.item_id)
            whose = row.customer_id or row.group
            for key in (row.list_id, whose):
                place = (key, row.currency, row.item_id)
                self._breaks.setdefault(place, []).append(row.at)
        for found in self._breaks.values():
            found.sort(key=lambda one: (one.minimum, one.price))

    def has(self, item_id: UUID) -> bool:
        return item_id in self._items

    def of(
        self, item_id: UUID, quantity: Decimal, currency: str, whose: Iterable[object]
    ) -> Decimal | None:
        """The price of the first list that has one; `whose` are lists, customers and groups."""
        for key in whose:
            breaks = self._breaks.get((key, currency, item_id), ())
            reached = [one.price for one in breaks if one.minimum <= quantity]
            if reached:
                return reached[-1]
        return None
