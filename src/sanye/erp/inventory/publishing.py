"""From rows of stock to published facts."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from sanye.contracts.erp.inventory import (
    AllocationReleased,
    MovementKind,
    StockAllocated,
    StockLine,
    StockMoved,
    TransferOrderCancelled,
    TransferOrderChanged,
    TransferOrderCreated,
    TransferOrderLine,
    TransferOrderState,
)
from sanye.erp.inventory.models import (
    StockAllocation,
    StockLedgerLine,
    StockMovement,
    TransferLine,
    TransferOrder,
    TransferStatus,
)
from sanye.stem.events.log import publish


def publish_stock_moved(
    moved: Iterable[tuple[StockMovement, Sequence[StockLedgerLine]]],
    allocations: Iterable[StockAllocation] = (),
) -> None:
    """Tell that stock moved, with every line, and before what was allocated for it at once."""
    publish(
        *map(_allocated, allocations),
        *(
            StockMoved(
                movement_id=movement.id,
                number=movement.number,
                kind=MovementKind(movement.kind),
                posting_date=movement.posting_date,
                source_type=movement.source_type,
                source_id=movement.source_id,
                source_number=movement.source_number,
                reason_code=movement.reason_code,
                lines=tuple(_line(line) for line in lines),
                reverses_movement_id=movement.reverses_id,
            )
            for movement, lines in moved
        ),
    )


def _line(line: StockLedgerLine) -> StockLine:
    return StockLine(
        stock_ledger_id=line.id,
        item_id=line.item_id,
        site_id=line.site_id,
        location_id=line.location_id,
        lot=line.lot,
        serial_number=line.serial_number,
        status=line.status,
        owner_id=line.owner_id,
        quantity=line.quantity,
        unit=line.unit,
        unit_cost=line.unit_cost,
        source_line_id=line.source_line_id,
    )


def publish_allocated(allocations: Iterable[StockAllocation]) -> None:
    """Tell what was allocated, one fact per allocation."""
    publish(*map(_allocated, allocations))


def _allocated(allocation: StockAllocation) -> StockAllocated:
    return StockAllocated(
        allocation_id=allocation.id,
        demand_type=allocation.demand_type,
        demand_id=allocation.demand_id,
        item_id=allocation.item_id,
        site_id=allocation.site_id,
        quantity=allocation.quantity,
        unit=allocation.unit,
    )


def publish_released(allocations: Iterable[StockAllocation]) -> None:
    """Tell what is no longer allocated; `quantity` is what was still open."""
    publish(
        *(
            AllocationReleased(
                allocation_id=allocation.id,
                demand_type=allocation.demand_type,
                demand_id=allocation.demand_id,
                item_id=allocation.item_id,
                site_id=allocation.site_id,
                quantity=allocation.open_quantity,
                unit=allocation.unit,
            )
            for allocation in allocations
        )
    )


def publish_transfer_created(order: TransferOrder, lines: Iterable[TransferLine]) -> None:
    """Tell that stock will be carried between sites."""
    publish(
        TransferOrderCreated(
            transfer_order_id=order.id, number=order.number, state=_transfer_state(order, lines)
        )
    )


def publish_transfer_changed(
    order: TransferOrder, lines: Iterable[TransferLine], *, reason: str
) -> None:
    """Tell the transfer order as it is now."""
    publish(
        TransferOrderChanged(
            transfer_order_id=order.id,
            number=order.number,
            reason=reason,
            state=_transfer_state(order, lines),
        )
    )


def publish_transfer_cancelled(
    order: TransferOrder, lines: Iterable[TransferLine], *, reason: str
) -> None:
    """Tell that nothing will be carried."""
    publish(
        TransferOrderCancelled(
            transfer_order_id=order.id,
            number=order.number,
            reason=reason,
            state=_transfer_state(order, lines),
        )
    )


def _transfer_state(order: TransferOrder, lines: Iterable[TransferLine]) -> TransferOrderState:
    ended = order.status in {TransferStatus.RECEIVED, TransferStatus.CANCELLED}
    return TransferOrderState(
        from_site_id=order.from_site_id,
        to_site_id=order.to_site_id,
        ship_date=order.ship_date,
        due_date=order.due_date,
        status=order.status,
        lines=tuple(
            TransferOrderLine(
                line_id=line.id,
                item_id=line.item_id,
                quantity=line.quantity,
                unshipped_quantity=Decimal(0) if ended else line.quantity - line.shipped_quantity,
                unreceived_quantity=Decimal(0)
                if ended
                else line.quantity - line.received_quantity - line.lost_quantity,
                unit=line.unit,
                planned_order_id=line.planned_order_id,
            )
            for line in lines
        ),
    )
