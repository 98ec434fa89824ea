"""Transfer orders following a change of the plan."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.erp.inventory.commands.transfers import (
    cancel_transfer_order,
    change_transfer_order,
    lock_transfer,
)
from sanye.erp.inventory.models import TransferOrder, TransferStatus
from sanye.kernel.actors import Actor
from sanye.stem.commands import command


@command
def follow_plan(
    *,
    transfer_order_id: UUID,
    kind: str,
    line_id: UUID | None,
    new_date: date | None,
    new_quantity: Decimal | None,
    reason: str,
    by: Actor,
    at: datetime,
) -> TransferOrder:
    """Do what planning asks of a transfer that has not left; one that has left stays as it is.

    `kind` is RESCHEDULE (the ship date keeps its distance), CHANGE_QUANTITY or CANCEL; the last
    two mean one line if it is named, and CANCEL otherwise the whole order.
    """
    order, _ = lock_transfer(transfer_order_id)
    if order.status != TransferStatus.CREATED:
        return order
    if kind == "CANCEL" and (line_id is None or order.lines.filter(quantity__gt=0).count() == 1):
        return cancel_transfer_order(transfer_order_id=order.id, reason=reason, by=by, at=at)
    due_date = new_date if kind == "RESCHEDULE" and new_date is not None else order.due_date
    wanted = {"CANCEL": Decimal(0), "CHANGE_QUANTITY": new_quantity}.get(kind)
    line = line_id if line_id is not None else order.lines.order_by("line_number")[0].id
    return change_transfer_order(
        transfer_order_id=order.id,
        ship_date=order.ship_date + (due_date - order.due_date),
        due_date=due_date,
        quantities={line: wanted} if wanted is not None else None,
        reason=reason,
        by=by,
        at=at,
    )
