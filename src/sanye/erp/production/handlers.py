"""What production does when planning speaks."""

from collections.abc import Sequence
from datetime import datetime

from sanye.contracts.scm.events import (
    PlannedOrderKind,
    PlannedOrdersReleased,
    SupplyChangeRequested,
)
from sanye.erp.production import commands
from sanye.kernel.actors import Actor
from sanye.stem.events.cursors import Cursor, Recorded

# Orders that people work on are locked until a batch is done: not too many at a time.
orders = Cursor("erp.production.orders", kind="REACTION", is_urgent=True, batch_size=20)


@orders.on(PlannedOrdersReleased)
def planned_orders_released(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """Planned orders to make become production orders."""
    for recorded in batch:
        released: PlannedOrdersReleased = recorded.data
        requests = [
            commands.OrderRequest(
                item_id=order.item_id,
                site_id=order.site_id,
                quantity=order.quantity,
                start_date=order.start_date,
                due_date=order.due_date,
                planned_order_id=order.planned_order_id,
                sales_order_ids=order.sales_order_ids,
            )
            for order in released.orders
            if order.kind == PlannedOrderKind.MAKE
        ]
        if requests:
            commands.create_production_orders(requests=requests, by=by, at=at)


@orders.on(SupplyChangeRequested)
def supply_change_requested(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """An unreleased order follows the plan; of a released one the change is proposed."""
    for recorded in batch:
        request: SupplyChangeRequested = recorded.data
        if request.order_type == "production_order":
            commands.request_change(
                production_order_id=request.order_id,
                kind=request.kind,
                new_date=request.new_date,
                new_quantity=request.new_quantity,
                reason=request.reason,
                action_message_id=request.action_message_id,
                by=by,
                at=at,
            )
