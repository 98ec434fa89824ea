"""What deliveries and invoices report back to the order; customer and orders are locked first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.erp.sales_orders.commands.changing import portions
from sanye.erp.sales_orders.commands.credit import refuse_excess
from sanye.erp.sales_orders.commands.locking import lock_orders
from sanye.erp.sales_orders.domain.quantities import most_to_ship
from sanye.erp.sales_orders.domain.states import OrderStatus
from sanye.erp.sales_orders.errors import (
    CreditExceeded,
    LineUnknown,
    OrderNotOpen,
    OverInvoiced,
    OverShipped,
)
from sanye.erp.sales_orders.models import SalesOrder, SalesOrderLine, SalesScheduleLine
from sanye.erp.sales_orders.publishing import publish_closed
from sanye.erp.sales_orders.queries.parts import OrderParts
from sanye.kernel.actors import Actor
from sanye.kernel.quantity import Factor
from sanye.stem.commands import command
from sanye.stem.masterdata.queries import get_party_company, get_stock_quantity
from sanye.stem.rows.bulk import update_rows

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipped:
    """What left of a schedule line, and how much of it had stood on the delivery."""

    delivering: Decimal
    shipped: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDelivery:
    """A quantity (stock unit) of a schedule line taken onto a delivery; what stays open of it."""

    order: SalesOrder
    line: SalesOrderLine
    schedule_line: SalesScheduleLine
    quantity: Decimal
    open_quantity: Decimal


@command
def lock_sales_orders(*, order_ids: Sequence[UUID], by: Actor, at: datetime) -> list[OrderParts]:
    """Lock customers and orders before what hangs on them. Raises SalesOrderUnknown."""
    return lock_orders(order_ids, by=by, at=at)


@command
def put_on_delivery(
    *, quantities: Mapping[UUID, Decimal | None], by: Actor, at: datetime
) -> list[OnDelivery]:
    """Take quantities of schedule lines (None: all that is free) onto a delivery.

    Answers in the order asked. Raises LineUnknown, OrderNotOpen, OverShipped beyond what is open
    plus the line's tolerance, QuantityNotWhole.
    """
    found = _locked(quantities, by=by, at=at)
    taken = [
        _take(*found[schedule_line_id], asked, row, by)
        for row, (schedule_line_id, asked) in enumerate(quantities.items(), start=1)
    ]
    _save_schedule([one.schedule_line for one in taken])
    return taken


def _take(
    parts: OrderParts,
    line: SalesOrderLine,
    part: SalesScheduleLine,
    asked: Decimal | None,
    row: int,
    by: Actor,
) -> OnDelivery:
    order = parts.order
    if order.status != OrderStatus.CONFIRMED:
        raise OrderNotOpen(number=order.number, status=order.status, row=row)
    portion = next(p for p in portions(parts, line) if p.id == part.id)
    wanted = portion.free if asked is None else asked
    most = most_to_ship(portion, line.over_delivery_ratio)
    if not 0 < wanted <= most:
        raise OverShipped(
            line=line.line_number,
            wanted=wanted,
            unit=line.stock_unit,
            bound=most,
            field="quantity",
            row=row,
        )
    if asked is not None:
        _refuse_too_fine(line, asked, row, by)
    part.delivering_quantity += wanted
    return OnDelivery(
        order=order, line=line, schedule_line=part, quantity=wanted, open_quantity=portion.open
    )


def _refuse_too_fine(line: SalesOrderLine, quantity: Decimal, row: int, by: Actor) -> None:
    """Nobody could pick it."""
    get_stock_quantity(
        item_id=line.item_id,
        quantity=quantity,
        unit=line.stock_unit,
        factor=Factor(1),
        row=row,
        by=by,
    )


@command
def take_off_delivery(
    *,
    orders: Sequence[OrderParts],
    quantities: Mapping[UUID, Decimal],
    by: Actor,
    at: datetime,
) -> None:
    """A delivery of these locked orders was cancelled: its quantities are open again. An order for
    which it was the last, of more than was ordered, is closed."""
    found = _rows(quantities, orders)
    for schedule_line_id, quantity in quantities.items():
        found[schedule_line_id][2].delivering_quantity -= quantity
    _save_schedule([part for _, _, part in found.values()])
    close_if_done([parts.order for parts in orders], by=by, at=at)


@command
def check_delivery_credit(*, orders: Sequence[OrderParts], by: Actor, at: datetime) -> None:
    """Before goods of these locked orders leave: raise CreditExceeded if a customer has used up
    the limit since."""
    for parts in orders:
        order = parts.order
        refuse_excess(order, parts.locked_customer, added_amount=ZERO, by=by)
        order.save(update_fields=["credit_status", "credit_excess_amount"])


def find_credit_refusal(order_ids: Sequence[UUID], *, by: Actor) -> CreditExceeded | None:
    """What `check_delivery_credit` would refuse now; locks and changes nothing."""
    for order in SalesOrder.objects.filter(id__in=order_ids).order_by("id"):
        customer = get_party_company(party_id=order.customer_id, by=by)
        try:
            refuse_excess(order, customer, added_amount=ZERO, by=by)
        except CreditExceeded as refusal:
            return refusal
    return None


@command
def record_shipment(
    *,
    orders: Sequence[OrderParts],
    shipped: Mapping[UUID, Shipped],
    day: date,
    by: Actor,
    at: datetime,
) -> dict[UUID, Decimal]:
    """Goods of these locked orders have left: shipped quantities and the actual day; answers what
    stays open."""
    found = _rows(shipped, orders)
    for schedule_line_id, quantity in shipped.items():
        _, line, part = found[schedule_line_id]
        part.delivering_quantity -= quantity.delivering
        part.shipped_quantity += quantity.shipped
        part.actual_date = day
        line.shipped_quantity += quantity.shipped
    _save_schedule([part for _, _, part in found.values()])
    lines = {line.id: line for _, line, _ in found.values()}
    update_rows(list(lines.values()), ["shipped_quantity"])
    return {
        part.id: max(part.quantity - part.cancelled_quantity - part.shipped_quantity, ZERO)
        for _, _, part in found.values()
    }


@command
def record_invoicing(
    *, orders: Sequence[OrderParts], quantities: Mapping[UUID, Decimal], by: Actor, at: datetime
) -> None:
    """Quantities (stock unit) of order lines are invoiced; orders with nothing left are closed.

    `orders` are held as `lock_sales_orders` gave them. Raises OverInvoiced beyond what is shipped.
    """
    changed = []
    for parts in orders:
        for line in parts.lines:
            quantity = quantities.get(line.id)
            if quantity is None:
                continue
            line.invoiced_quantity += quantity
            if line.invoiced_quantity > line.shipped_quantity:
                raise OverInvoiced(
                    line=line.line_number,
                    wanted=line.invoiced_quantity,
                    unit=line.stock_unit,
                    bound=line.shipped_quantity,
                )
            changed.append(line)
    update_rows(changed, ["invoiced_quantity"])
    close_if_done([parts.order for parts in orders], by=by, at=at)


@command
def close_free_orders(*, orders: Sequence[OrderParts], by: Actor, at: datetime) -> None:
    """Goods have left: orders at no charge end here, for they are not invoiced."""
    close_if_done([parts.order for parts in orders if parts.is_free], by=by, at=at)


def close_if_done(orders: Iterable[SalesOrder], *, by: Actor, at: datetime) -> None:
    """Close confirmed orders whose lines are shipped, invoiced or cancelled to the last unit."""
    confirmed = [order for order in orders if order.status == OrderStatus.CONFIRMED]
    if not confirmed:
        return
    free = {order.id for order in confirmed if order.customer_return_id}
    lines = SalesOrderLine.unscoped.filter(order__in=confirmed)
    left = {
        line.order_id
        for line in lines
        if line.shipped_quantity + line.cancelled_quantity < line.stock_quantity
        or (line.invoiced_quantity < line.shipped_quantity and line.order_id not in free)
    }
    waiting = SalesScheduleLine.unscoped.filter(
        line__order__in=confirmed, delivering_quantity__gt=0
    )
    left |= set(waiting.values_list("line__order_id", flat=True))
    for order in confirmed:
        if order.id not in left:
            order.status, order.closed_at = OrderStatus.CLOSED, at
            order.save(update_fields=["status", "closed_at"])
            publish_closed(order)


Found = dict[UUID, tuple[OrderParts, SalesOrderLine, SalesScheduleLine]]


def _locked(ids: Mapping[UUID, object], *, by: Actor, at: datetime) -> Found:
    """The schedule lines with what they belong to, locked."""
    pairs = SalesScheduleLine.objects.filter(id__in=ids).values_list("id", "line__order_id")
    known = dict(pairs)
    for row, schedule_line_id in enumerate(ids, start=1):
        if schedule_line_id not in known:
            raise LineUnknown(
                number="-", id=str(schedule_line_id), field="schedule_line_id", row=row
            )
    return _rows(ids, lock_orders(set(known.values()), by=by, at=at))


def _rows(ids: Mapping[UUID, object], orders: Sequence[OrderParts]) -> Found:
    return {
        part.id: (parts, line, part)
        for parts in orders
        for line, part in parts.schedule_lines()
        if part.id in ids
    }


def _save_schedule(parts: Sequence[SalesScheduleLine]) -> None:
    update_rows(parts, ["delivering_quantity", "shipped_quantity", "actual_date"])
