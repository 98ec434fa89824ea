"""What stock does when planning hands over transfers."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sanye.contracts.scm.events import (
    PlannedOrderKind,
    PlannedOrdersReleased,
    ReleasedOrder,
    SupplyChangeRequested,
)
from sanye.erp.inventory import commands
from sanye.kernel.actors import Actor
from sanye.stem.events.cursors import Cursor, Recorded

# Orders that people work on are locked until a batch is done: not too many at a time.
transfers = Cursor("erp.inventory.transfers", kind="REACTION", is_urgent=True, batch_size=20)

Way = tuple[UUID, UUID, date, date]


@transfers.on(PlannedOrdersReleased)
def planned_orders_released(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """One transfer order per way and days."""
    for recorded in batch:
        for (from_site, to_site, ship_date, due_date), orders in _by_way(recorded.data).items():
            commands.create_transfer_order(
                from_site_id=from_site,
                to_site_id=to_site,
                ship_date=ship_date,
                due_date=due_date,
                lines=[
                    commands.TransferRequest(
                        item_id=order.item_id,
                        quantity=order.quantity,
                        planned_order_id=order.planned_order_id,
                    )
                    for order in orders
                ],
                by=by,
                at=at,
            )


def _by_way(released: PlannedOrdersReleased) -> dict[Way, list[ReleasedOrder]]:
    ways: dict[Way, list[ReleasedOrder]] = defaultdict(list)
    for order in released.orders:
        if order.kind == PlannedOrderKind.TRANSFER and order.supplying_site_id is not None:
            way = (order.supplying_site_id, order.site_id, order.start_date, order.due_date)
            ways[way].append(order)
    return ways


@transfers.on(SupplyChangeRequested)
def supply_change_requested(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """A transfer that has not left follows the plan; one that has left is not called back."""
    for recorded in batch:
        request: SupplyChangeRequested = recorded.data
        if request.order_type == "transfer_order":
            commands.follow_plan(
                transfer_order_id=request.order_id,
                line_id=request.order_line_id,
                kind=request.kind,
                new_date=request.new_date,
                new_quantity=request.new_quantity,
                reason=request.reason,
                by=by,
                at=at,
            )
