"""Asking planning to hold supply, with the customer locked before it if in a transaction."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sanye.contracts.scm.holds import (
    HoldLine,
    HoldRequest,
    ReleaseRequest,
    hold_supply,
    release_hold,
)
from sanye.erp.sales_orders.commands.locking import lock_order
from sanye.erp.sales_orders.domain.promises import (
    NOBODY_ANSWERS,
    NOTHING_TO_HOLD,
    Answer,
    hold_expiry,
    hold_request_id,
    read_answer,
    refused,
)
from sanye.erp.sales_orders.models import SalesOrder
from sanye.erp.sales_orders.queries.parts import OrderParts
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal
from sanye.kernel.ports import LeafOff
from sanye.stem.commands import command
from sanye.stem.commands.transactions import may_fail


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


class _NotWhole(Exception):
    """Undoes a hold of which lines got no date."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


def ask_hold(
    order: SalesOrder,
    lines: Sequence[HoldLine],
    *,
    is_whole: bool = False,
    by: Actor,
    at: datetime,
) -> Answer:
    """Ask for supply; what the order holds may be used again.

    With planning off NOBODY_ANSWERS; what planning refuses is an answer without dates. `is_whole`:
    where a line got no date nothing is held, and there was no hold.
    """
    if not lines:
        return NOTHING_TO_HOLD
    request = HoldRequest(
        request_id=hold_request_id(order.id, order.amendment_number, order.hold_attempt, lines),
        customer_id=order.customer_id,
        priority=order.priority,
        lines=tuple(lines),
        expires_at=hold_expiry(at),
        replaces_hold_id=order.hold_id,
        by=by,
        at=at,
    )
    try:
        with may_fail():
            answer = read_answer(hold_supply(request))
            if is_whole and answer.reason is not None:
                raise _NotWhole(replace(answer, hold_id=None))
            return answer
    except _NotWhole as undone:
        return undone.answer
    except LeafOff:
        return NOBODY_ANSWERS
    except Refusal as refusal:
        return refused(refusal, lines)


def free_hold(hold_id: UUID | None, reason_code: str, *, by: Actor, at: datetime) -> None:
    """Give a hold back that no order will use; nothing to do when planning is off.

    If planning refuses, the hold runs out by itself: what was done before stays done.
    """
    if hold_id is None or not release_hold.is_answered:
        return
    with suppress(Refusal), may_fail():
        release_hold(ReleaseRequest(hold_id=hold_id, reason_code=reason_code, by=by, at=at))


@command
def count_attempt(*, order_id: UUID, hold_id: UUID, by: Actor, at: datetime) -> bool:
    """The hold just asked for is to be given back: the next asking is another one. False if the
    order uses it by now: somebody asked for the same and was first."""
    order = lock_order(order_id, by=by, at=at).order
    if order.hold_id == hold_id:
        return False
    order.hold_attempt += 1
    order.save(update_fields=["hold_attempt"])
    return True
