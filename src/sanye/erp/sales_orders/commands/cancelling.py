"""Cancelling a whole order."""

from datetime import datetime
from uuid import UUID

from sanye.erp.sales_orders.commands.locking import lock_order
from sanye.erp.sales_orders.domain.states import STEPS, OrderStatus
from sanye.erp.sales_orders.errors import OrderHasDeliveries, ReasonMissing
from sanye.erp.sales_orders.models import SalesOrder
from sanye.erp.sales_orders.publishing import publish_cancelled
from sanye.kernel.actors import Actor
from sanye.kernel.states import check_step
from sanye.stem.commands import command
from sanye.stem.rows.bulk import update_rows


@command
def cancel_sales_order(*, order_id: UUID, reason: str, by: Actor, at: datetime) -> SalesOrder:
    """Nothing of it will be shipped; its hold is freed by the event.

    Raises ReasonMissing, StepNotAllowed, and OrderHasDeliveries once anything is shipped or
    stands on a delivery: then lines are cancelled by amendment.
    """
    if not reason.strip():
        raise ReasonMissing(field="reason")
    parts = lock_order(order_id, by=by, at=at)
    order = parts.order
    check_step(STEPS, OrderStatus(order.status), OrderStatus.CANCELLED, subject=order.number)
    schedule = [part for _, part in parts.schedule_lines()]
    if any(part.shipped_quantity + part.delivering_quantity > 0 for part in schedule):
        raise OrderHasDeliveries(number=order.number)
    for part in schedule:
        part.cancelled_quantity = part.quantity
    for line in parts.lines:
        line.cancelled_quantity, line.cancel_reason = line.stock_quantity, reason[:200]
    update_rows(schedule, ["cancelled_quantity"])
    update_rows(parts.lines, ["cancelled_quantity", "cancel_reason"])
    order.status, order.cancel_reason, order.cancelled_at = (
        OrderStatus.CANCELLED,
        reason[:200],
        at,
    )
    order.await_reason = ""
    order.save()
    publish_cancelled(parts)
    return order
