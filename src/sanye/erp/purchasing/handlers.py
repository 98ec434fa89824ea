"""What buying does when planning reports a fact."""

from collections.abc import Sequence
from datetime import datetime

from sanye.contracts.scm.events import (
    PlannedOrderKind,
    PlannedOrdersReleased,
    SupplyChangeRequested,
)
from sanye.erp.purchasing import commands
from sanye.kernel.actors import Actor
from sanye.stem.events.cursors import Cursor, Recorded

# Orders that people work on are locked until a batch is done: not too many at a time.
orders = Cursor("erp.purchasing.orders", kind="REACTION", is_urgent=True, batch_size=20)


@orders.on(PlannedOrdersReleased)
def buy_planned_orders(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """Released BUY orders become purchase orders."""
    for recorded in batch:
        needs = [
            commands.Need(
                planned_order_id=order.planned_order_id,
                item_id=order.item_id,
                site_id=order.site_id,
                quantity=order.quantity,
                due_date=order.due_date,
                supplier_id=order.supplier_id,
            )
            for order in recorded.data.orders
            if order.kind == PlannedOrderKind.BUY
        ]
        if needs:
            commands.order_planned(needs=needs, by=by, at=at)


@orders.on(SupplyChangeRequested)
def change_supply(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """A planner's change of a purchase order."""
    for recorded in batch:
        asked = recorded.data
        if asked.order_type != "purchase_order":
            continue
        commands.request_supply_change(
            purchase_order_id=asked.order_id,
            schedule_line_id=asked.order_line_id,
            kind=asked.kind,
            new_date=asked.new_date,
            new_stock_quantity=asked.new_quantity,
            reason=asked.reason,
            action_message_id=asked.action_message_id,
            by=by,
            at=at,
        )
