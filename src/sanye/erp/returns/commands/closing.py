"""A return ends: everything is settled, or nothing ever came."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sanye.erp.delivery.commands import record_returned
from sanye.erp.returns.commands.rows import Locked, lock_return, step
from sanye.erp.returns.domain.states import ReturnStatus
from sanye.erp.returns.errors import NotSettled, ReasonMissing, SomethingCame
from sanye.erp.returns.models import CustomerReturn, CustomerReturnLine
from sanye.erp.returns.publishing import publish_closed
from sanye.kernel.actors import Actor
from sanye.stem.commands import command
from sanye.stem.rows.bulk import update_rows


@command
def close_return(*, customer_return_id: UUID, by: Actor, at: datetime) -> CustomerReturn:
    """Nothing more will come; what was announced and did not come is the deliveries' again.

    Raises ReturnUnknown, StepNotAllowed, NotSettled.
    """
    locked = lock_return(customer_return_id)
    if any(line.settled_quantity < line.received_quantity for line in locked.lines):
        raise NotSettled(number=locked.row.number)
    end_return(locked, ReturnStatus.CLOSED, by=by, at=at)
    return locked.row


@command
def cancel_return(
    *, customer_return_id: UUID, reason: str, by: Actor, at: datetime
) -> CustomerReturn:
    """The goods will not come. Raises ReasonMissing, ReturnUnknown, StepNotAllowed,
    SomethingCame."""
    if not reason.strip():
        raise ReasonMissing(field="reason")
    locked = lock_return(customer_return_id)
    if any(line.received_quantity for line in locked.lines):
        raise SomethingCame(number=locked.row.number)
    locked.row.cancel_reason = reason[:200]
    end_return(locked, ReturnStatus.CANCELLED, by=by, at=at)
    return locked.row


def end_return(locked: Locked, to: ReturnStatus, *, by: Actor, at: datetime) -> None:
    """Close or cancel, give back what did not come, and tell."""
    row = locked.row
    step(row, to)
    row.closed_at = at
    row.save(update_fields=["status", "closed_at", "cancel_reason"])
    _give_back(locked.lines, by=by, at=at)
    for line in locked.lines:
        line.is_open = False
    update_rows(locked.lines, ["is_open"])
    publish_closed(row, is_cancelled=to is ReturnStatus.CANCELLED)


def _give_back(lines: Sequence[CustomerReturnLine], *, by: Actor, at: datetime) -> None:
    left: dict[UUID, Decimal] = {}
    for line in lines:
        missing = line.quantity - line.received_quantity
        if line.delivery_line_id is not None and missing > 0:
            before = left.get(line.delivery_line_id, Decimal(0))
            left[line.delivery_line_id] = before - missing
    if left:
        record_returned(quantities=left, by=by, at=at)
