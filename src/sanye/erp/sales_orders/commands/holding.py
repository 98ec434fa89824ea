"""Asking planning to hold supply: outside any transaction of ours, before it begins."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sanye.contracts.scm.holds import (
    HoldLine,
    HoldRequest,
    ReleaseRequest,
    hold_supply,
    release_hold,
)
from sanye.erp.sales_orders.domain.promises import (
    NOBODY_ANSWERS,
    NOTHING_TO_HOLD,
    Answer,
    hold_expiry,
    hold_request_id,
    read_answer,
)
from sanye.erp.sales_orders.models import SalesOrder
from sanye.erp.sales_orders.queries.parts import OrderParts
from sanye.kernel.actors import Actor
from sanye.kernel.ports import LeafOff


def hold_lines(parts: OrderParts) -> tuple[HoldLine, ...]:
    """What is still to be shipped of the goods, by schedule line."""
    return tuple(
        HoldLine(
            line_id=part.id,
            item_id=line.item_id,
            site_id=part.site_id,
            quantity=part.quantity - part.cancelled_quantity - part.shipped_quantity,
            requested_date=part.requested_date,
        )
        for line, part in parts.schedule_lines()
        if not line.is_service and part.quantity > part.cancelled_quantity + part.shipped_quantity
    )


def ask_hold(order: SalesOrder, lines: Sequence[HoldLine], *, by: Actor, at: datetime) -> Answer:
    """Ask for supply; a hold the order has is replaced. With planning off: NOBODY_ANSWERS."""
    if not lines:
        return NOTHING_TO_HOLD
    request = HoldRequest(
        request_id=hold_request_id(order.id, order.amendment_number, order.hold_attempt),
        customer_id=order.customer_id,
        priority=order.priority,
        lines=tuple(lines),
        expires_at=hold_expiry(at),
        replaces_hold_id=order.hold_id,
        by=by,
        at=at,
    )
    try:
        return read_answer(hold_supply(request))
    except LeafOff:
        return NOBODY_ANSWERS


def free_hold(hold_id: UUID | None, reason_code: str, *, by: Actor, at: datetime) -> None:
    """Give a hold back that no order will use; nothing to do when planning is off."""
    if hold_id is None or not release_hold.is_answered:
        return
    release_hold(ReleaseRequest(hold_id=hold_id, reason_code=reason_code, by=by, at=at))
