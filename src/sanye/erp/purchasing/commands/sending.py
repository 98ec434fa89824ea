"""Approval and sending."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sanye.erp.purchasing.commands.held import Held, hold_order, step, today_at
from sanye.erp.purchasing.commands.terms import check_supplier
from sanye.erp.purchasing.domain.states import OrderStatus
from sanye.erp.purchasing.errors import ApproverIsBuyer, NeedsApproval, ReasonMissing
from sanye.erp.purchasing.models import PurchaseOrder
from sanye.erp.purchasing.publishing import publish_sent
from sanye.erp.purchasing.queries import get_policy
from sanye.kernel.actors import Actor
from sanye.kernel.states import check_step
from sanye.stem.commands import command

_SENDING = {OrderStatus.APPROVED: {OrderStatus.SENT}}
"""An order that the supplier has is not sent again: only what is opened anew comes back to SENT."""


@command
def submit_purchase_order(*, purchase_order_id: UUID, by: Actor, at: datetime) -> PurchaseOrder:
    """Ask for approval; an order below the limit is approved by that."""
    held = hold_order(purchase_order_id, by)
    order = held.order
    needs = _limit_passed(held, by) is not None
    step(order, OrderStatus.AWAITING_APPROVAL if needs else OrderStatus.APPROVED)
    order.submitted_by_id = by.user_id
    order.save()
    return order


@command
def approve_purchase_order(*, purchase_order_id: UUID, by: Actor, at: datetime) -> PurchaseOrder:
    """Approve an order that somebody else asked for. Raises ApproverIsBuyer."""
    order = hold_order(purchase_order_id, by).order
    step(order, OrderStatus.APPROVED)
    if by.user_id is None or by.user_id == order.submitted_by_id:
        raise ApproverIsBuyer(order=order.number)
    order.approved_by_id = by.user_id
    order.approved_at = at
    order.save()
    return order


@command
def return_purchase_order(
    *, purchase_order_id: UUID, reason: str, by: Actor, at: datetime
) -> PurchaseOrder:
    """Give an order that was submitted or approved back to its buyer as a draft."""
    if not reason.strip():
        raise ReasonMissing(field="reason")
    order = hold_order(purchase_order_id, by).order
    back_to_draft(order)
    order.note = f"{order.note}\n{reason}".strip()
    order.save()
    return order


@command
def send_purchase_order(*, purchase_order_id: UUID, by: Actor, at: datetime) -> PurchaseOrder:
    """Give the order to the supplier, who has some days to answer. Raises NeedsApproval."""
    held = hold_order(purchase_order_id, by)
    order = held.order
    check_supplier(order.supplier_id, by)
    if order.status == OrderStatus.DRAFT:
        _refuse_above_limit(held, by)
        step(order, OrderStatus.APPROVED)
        order.save()
    check_step(_SENDING, OrderStatus(order.status), OrderStatus.SENT, subject=order.number)
    order.status = OrderStatus.SENT
    days = get_policy(supplier_id=order.supplier_id, by=by).answer_days
    order.sent_at = at
    order.answer_by_date = today_at(order.site, at) + timedelta(days=days)
    order.save()
    publish_sent(order)
    return order


def back_to_draft(order: PurchaseOrder) -> None:
    """An approved order that changes needs approval again; planned orders join it no more."""
    step(order, OrderStatus.DRAFT)
    order.window_start_date = None
    order.approved_by_id = None
    order.approved_at = None


def _limit_passed(held: Held, by: Actor) -> Decimal | None:
    """The limit that the order's net amount in functional currency is above, if it is."""
    limit = get_policy(supplier_id=held.order.supplier_id, by=by).approval_amount
    if limit is None or held.order.net_amount * held.order.exchange_rate <= limit:
        return None
    return limit


def _refuse_above_limit(held: Held, by: Actor) -> None:
    limit = _limit_passed(held, by)
    if limit is not None:
        order = held.order
        raise NeedsApproval(
            order=order.number, amount=order.net_amount, currency=order.currency, limit=limit
        )
