"""What an item's standard cost was before Sanye."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCost:
    """The standard cost per stock unit from a day on, until the next one, in functional currency.

    Before the first one and without any, the item's present standard cost holds.
    """

    item_id: UUID
    from_date: date
    standard_cost: Decimal
