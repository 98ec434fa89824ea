"""Applying changes to an order's rows in memory, each noted with its value before and after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sanye.erp.sales_orders.commands.amendments import Changed
from sanye.erp.sales_orders.commands.rows import request_of, set_terms
from sanye.erp.sales_orders.domain.lines import NewLine, check_ratio
from sanye.erp.sales_orders.domain.quantities import Portion, bound_quantity, spread_change
from sanye.erp.sales_orders.errors import (
    BelowShipped,
    DateBeforeOrder,
    ItemAlreadyShipped,
    LineCancelled,
    LineUnknown,
    PriceNegative,
)
from sanye.erp.sales_orders.models import SalesOrderLine, SalesScheduleLine
from sanye.erp.sales_orders.queries.parts import OrderParts
from sanye.kernel.actors import Actor
from sanye.kernel.quantity import Factor
from sanye.stem.masterdata.queries import get_sale_terms, get_stock_quantity

ZERO = Decimal(0)
Fingerprint = tuple[int, str, Decimal | None, tuple[tuple[object, ...], ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChange:
    """What to change of one line; None leaves it. `quantity` is in the line's unit.

    `requested_date` moves what is open of the line, or of `schedule_line_id` alone. A new
    `item_id` takes its own list price unless `unit_price` is given. `cancel_reason` cancels all
    that is not shipped or being shipped.
    """

    line_id: UUID
    quantity: Decimal | None = None
    requested_date: date | None = None
    schedule_line_id: UUID | None = None
    item_id: UUID | None = None
    unit_price: Decimal | None = None
    discount_ratio: Decimal | None = None
    cancel_reason: str | None = None


@dataclass(slots=True)
class Draft:
    """An order being amended: what changed, and which schedule lines need a new promise.

    `seen` is the order as it was read; if it is no longer so, the amendment is refused.
    """

    parts: OrderParts
    today: date
    by: Actor
    seen: Fingerprint
    changes: list[Changed]
    unpromised: set[UUID]

    def note(self, line: SalesOrderLine, field: str, before: object, after: object) -> None:
        if before != after:
            self.changes.append(Changed(line.line_number, field, _text(before), _text(after)))


def fingerprint(parts: OrderParts) -> Fingerprint:
    """What an amendment builds upon: its number, state and credit, and how each part stands."""
    order = parts.order
    standing = [
        (
            part.id,
            part.quantity,
            part.delivering_quantity,
            part.shipped_quantity,
            part.is_endangered,
            part.proposed_date,
        )
        for _, part in parts.schedule_lines()
    ]
    status, released = str(order.status), order.credit_released_amount
    return (order.amendment_number, status, released, tuple(standing))


def apply_changes(draft: Draft, changes: Sequence[LineChange]) -> None:
    """Apply each change; a refusal names its row. Amounts follow by `price_order`."""
    for row, change in enumerate(changes, start=1):
        line = draft.parts.line(change.line_id, row=row)
        if line.cancelled_quantity >= line.stock_quantity:
            number = draft.parts.order.number
            raise LineCancelled(number=number, line=line.line_number, row=row)
        if change.item_id is not None:
            _swap_item(draft, line, change, row)
        _change_price(draft, line, change, row)
        if change.quantity is not None:
            _change_quantity(draft, line, change.quantity, row)
        if change.requested_date is not None:
            _change_date(draft, line, change.requested_date, change.schedule_line_id, row)
        if change.cancel_reason is not None:
            _cancel(draft, line, change.cancel_reason, row)


def portions(parts: OrderParts, line: SalesOrderLine) -> list[Portion]:
    """The line's schedule as rules see it."""
    return [
        Portion(
            id=part.id,
            quantity=part.quantity,
            shipped=part.shipped_quantity,
            cancelled=part.cancelled_quantity,
            in_delivery=part.delivering_quantity,
        )
        for part in parts.schedule[line.id]
    ]


def _swap_item(draft: Draft, line: SalesOrderLine, change: LineChange, row: int) -> None:
    """Another item on the same line: units, price and taxes are the new item's."""
    if bound_quantity(portions(draft.parts, line)) > 0:
        raise ItemAlreadyShipped(line=line.line_number, field="item_id", row=row)
    order, before = draft.parts.order, line.item_id
    wanted = NewLine(
        item_id=change.item_id or line.item_id,
        quantity=line.quantity if change.quantity is None else change.quantity,
        unit_price=change.unit_price,
        is_tax_included=line.is_tax_included,
        discount_ratio=line.discount_ratio,
        requested_date=draft.today,
    )
    terms = get_sale_terms(
        customer_id=order.customer_id,
        lines=[request_of(wanted)],
        on=draft.today,
        currency=order.currency,
        site_id=order.site_id,
        by=draft.by,
    ).lines[0]
    set_terms(draft.parts, line, wanted, terms)
    draft.note(line, "item_id", before, line.item_id)
    _set_quantities(draft, line, terms.stock_quantity)
    draft.unpromised |= {part.id for part in draft.parts.schedule[line.id]}


def _change_price(draft: Draft, line: SalesOrderLine, change: LineChange, row: int) -> None:
    check_ratio(change.discount_ratio, field="discount_ratio", row=row)
    if change.unit_price is not None:
        if change.unit_price < 0:
            raise PriceNegative(price=change.unit_price, field="unit_price", row=row)
        draft.note(line, "unit_price", line.unit_price, change.unit_price)
        line.unit_price, line.price_source = change.unit_price, "MANUAL"
        line.price_source_code = ""
    if change.discount_ratio is not None:
        draft.note(line, "discount_ratio", line.discount_ratio, change.discount_ratio)
        line.discount_ratio, line.promotion_code = change.discount_ratio, ""


def _change_quantity(draft: Draft, line: SalesOrderLine, quantity: Decimal, row: int) -> None:
    """More is wanted on the last day, less is taken from the last days."""
    stock = get_stock_quantity(
        item_id=line.item_id,
        quantity=quantity,
        unit=line.unit,
        factor=Factor(line.factor_numerator, line.factor_denominator),
        row=row,
        by=draft.by,
    )
    bound = bound_quantity(portions(draft.parts, line))
    if stock < bound:
        raise BelowShipped(
            line=line.line_number,
            wanted=stock,
            unit=line.stock_unit,
            bound=bound,
            field="quantity",
            row=row,
        )
    draft.note(line, "quantity", line.quantity, quantity)
    line.quantity = quantity
    line.stock_quantity = stock
    _set_quantities(draft, line, stock)


def _set_quantities(draft: Draft, line: SalesOrderLine, stock: Decimal) -> None:
    """Spread the line's quantity; a part with nothing left stays with 0."""
    schedule = draft.parts.schedule[line.id]
    wanted = spread_change(portions(draft.parts, line), stock)
    for part in schedule:
        before, after = part.quantity, wanted[part.id]
        if after > before:
            draft.unpromised.add(part.id)
        part.quantity = after


def _change_date(
    draft: Draft, line: SalesOrderLine, day: date, schedule_line_id: UUID | None, row: int
) -> None:
    if day < draft.today:
        raise DateBeforeOrder(date=day, order_date=draft.today, field="requested_date", row=row)
    moved = [
        part
        for part in draft.parts.schedule[line.id]
        if schedule_line_id in {None, part.id} and is_open(part)
    ]
    if not moved:
        raise LineUnknown(
            number=draft.parts.order.number,
            id=str(schedule_line_id or line.id),
            field="schedule_line_id",
            row=row,
        )
    for part in moved:
        draft.note(line, "requested_date", part.requested_date, day)
        if part.requested_date != day:
            draft.unpromised.add(part.id)
        part.requested_date = day


def _cancel(draft: Draft, line: SalesOrderLine, reason: str, row: int) -> None:
    """Give up what is free; what stands on a delivery is still shipped."""
    free = {part.id: part.free for part in portions(draft.parts, line)}
    total = sum(free.values(), ZERO)
    if total == 0:
        number = draft.parts.order.number
        raise LineCancelled(number=number, line=line.line_number, row=row)
    for part in draft.parts.schedule[line.id]:
        part.cancelled_quantity += free[part.id]
    line.cancelled_quantity += total
    line.cancel_reason = reason[:200]
    draft.note(line, "cancelled_quantity", line.cancelled_quantity - total, line.cancelled_quantity)


def is_open(part: SalesScheduleLine) -> bool:
    """Something of it is neither shipped nor cancelled."""
    return bool(part.quantity > part.cancelled_quantity + part.shipped_quantity)


def _text(value: object) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
