"""Which price counts for a quantity on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol, TypeVar
from uuid import UUID


class Spanned(Protocol):
    """Anything that counts from a day (included) to a day (excluded)."""

    @property
    def valid_from_date(self) -> date | None: ...
    @property
    def valid_to_date(self) -> date | None: ...


class Break(Spanned, Protocol):
    """A price that starts at a quantity."""

    @property
    def minimum_quantity(self) -> Decimal: ...


B = TypeVar("B", bound=Break)


def is_valid(row: Spanned, on: date) -> bool:
    starts, ends = row.valid_from_date, row.valid_to_date
    return (starts is None or starts <= on) and (ends is None or on < ends)


def best_break(breaks: Iterable[B], quantity: Decimal, on: date) -> B | None:
    """The break with the highest minimum that the quantity reaches; of equals the newest."""
    reached = [row for row in breaks if is_valid(row, on) and row.minimum_quantity <= quantity]
    return max(
        reached,
        key=lambda row: (row.minimum_quantity, row.valid_from_date or date.min),
        default=None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRequest:
    """What a customer asks for, in the unit of the order line."""

    item_id: UUID
    quantity: Decimal
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerPrice:
    """A price per `unit`, the discount that applies, and where both come from.

    `source` is the code of the price list (`RETAIL`), `discount_source` that of the promotion
    or empty.
    """

    unit_price: Decimal
    unit: str
    currency: str
    is_tax_included: bool
    source: str
    price_list_id: UUID
    discount_ratio: Decimal
    discount_source: str
