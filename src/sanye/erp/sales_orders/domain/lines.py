"""What callers give for new and changed lines, and what is refused of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sanye.erp.sales_orders.domain.states import PriceSource
from sanye.erp.sales_orders.errors import (
    DateBeforeOrder,
    DiscountOutOfRange,
    LinesMissing,
    PriceNegative,
    ScheduleNotWhole,
)

ZERO = Decimal(0)
ORDINARY_PRIORITY = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class SchedulePart:
    """A part of a line: quantity in the line's unit, wanted on a day from a site."""

    quantity: Decimal
    requested_date: date
    site_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """A line asked for. Without a unit the item's sales unit, without a price the customer's.

    `schedule` splits the line over days; without it the whole is wanted on `requested_date`.
    """

    item_id: UUID
    quantity: Decimal
    requested_date: date
    unit: str = ""
    site_id: UUID | None = None
    text: str = ""
    unit_price: Decimal | None = None
    is_tax_included: bool = False
    discount_ratio: Decimal | None = None
    tax_codes: tuple[str, ...] | None = None
    over_delivery_ratio: Decimal = ZERO
    schedule: tuple[SchedulePart, ...] = ()
    quotation_line_id: UUID | None = None
    price_source: PriceSource = PriceSource.MANUAL
    price_source_code: str = ""

    @property
    def parts(self) -> tuple[SchedulePart, ...]:
        """The schedule, or the whole line on its day."""
        whole = SchedulePart(
            quantity=self.quantity, requested_date=self.requested_date, site_id=self.site_id
        )
        return self.schedule or (whole,)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrder:
    """An order asked for. Site, currency, terms and address default to the customer's.

    `customer_return_id`: goods at no charge for what came back; their cost is the warranty's.
    """

    customer_id: UUID
    lines: Sequence[NewLine]
    site_id: UUID | None = None
    currency: str | None = None
    payment_term_code: str | None = None
    ship_to_address_id: UUID | None = None
    customer_reference: str = ""
    order_discount_ratio: Decimal = ZERO
    priority: int = ORDINARY_PRIORITY
    owner_id: UUID | None = None
    quotation_id: UUID | None = None
    customer_return_id: UUID | None = None


def check_lines(lines: Sequence[NewLine], order_date: date) -> None:
    """Refuse an empty order, days before it, schedules that do not add up, odd discounts."""
    if not lines:
        raise LinesMissing(field="lines")
    for row, line in enumerate(lines, start=1):
        _check_numbers(line, row)
        for part in line.parts:
            if part.requested_date < order_date:
                raise DateBeforeOrder(
                    date=part.requested_date,
                    order_date=order_date,
                    field="requested_date",
                    row=row,
                )


def _check_numbers(line: NewLine, row: int) -> None:
    if line.unit_price is not None and line.unit_price < 0:
        raise PriceNegative(price=line.unit_price, field="unit_price", row=row)
    check_ratio(line.discount_ratio, field="discount_ratio", row=row)
    check_ratio(line.over_delivery_ratio, field="over_delivery_ratio", row=row)
    scheduled = sum((part.quantity for part in line.parts), ZERO)
    is_positive = all(part.quantity > 0 for part in line.schedule)
    if scheduled != line.quantity or not is_positive:
        raise ScheduleNotWhole(
            scheduled=scheduled,
            quantity=line.quantity,
            unit=line.unit,
            field="schedule",
            row=row,
        )


def check_ratio(ratio: Decimal | None, *, field: str, row: int | None = None) -> None:
    """Refuse a ratio outside 0-1."""
    if ratio is not None and not 0 <= ratio <= 1:
        raise DiscountOutOfRange(ratio=ratio, field=field, row=row)
