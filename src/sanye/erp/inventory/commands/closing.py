"""Transfer orders of which nothing more is expected."""

from datetime import date, datetime
from uuid import UUID

from sanye.contracts.erp.inventory import MovementKind
from sanye.erp.inventory.commands.movements import post_movement
from sanye.erp.inventory.commands.transfers import SOURCE, lock_transfer
from sanye.erp.inventory.domain.movements import MovementLine
from sanye.erp.inventory.errors import ReasonMissing
from sanye.erp.inventory.models import TRANSFER_STEPS, TransferOrder, TransferStatus
from sanye.erp.inventory.publishing import publish_transfer_changed
from sanye.erp.inventory.queries.transit import list_in_transit
from sanye.kernel.actors import Actor
from sanye.kernel.states import check_step
from sanye.stem.commands import command
from sanye.stem.rows.bulk import update_rows


@command
def close_transfer_order(
    *, transfer_order_id: UUID, posting_date: date, reason_code: str, by: Actor, at: datetime
) -> TransferOrder:
    """Expect nothing more: what has not left is given up, what is in transit is written off."""
    order, lines = lock_transfer(transfer_order_id)
    check_step(TRANSFER_STEPS, order.status, TransferStatus.RECEIVED, subject=order.number)
    if not reason_code.strip():
        raise ReasonMissing(field="reason_code")
    lost = list_in_transit(transfer_order_id=order.id, by=by)
    if lost:
        post_movement(
            kind=MovementKind.SCRAP,
            posting_date=posting_date,
            lines=[
                MovementLine.of(heap.key, -heap.quantity, source_line_id=heap.line_id)
                for heap in lost
            ],
            source_type=SOURCE,
            source_id=order.id,
            source_number=order.number,
            reason_code=reason_code,
            to_site_id=order.to_site_id,
            by=by,
            at=at,
        )
    for line in lines:
        line.quantity = line.shipped_quantity
        line.lost_quantity = line.shipped_quantity - line.received_quantity
    update_rows(lines, ["quantity", "lost_quantity"])
    order.status = TransferStatus.RECEIVED
    order.received_at = at
    order.save(update_fields=["status", "received_at"])
    publish_transfer_changed(order, lines, reason="CLOSED")
    return order
