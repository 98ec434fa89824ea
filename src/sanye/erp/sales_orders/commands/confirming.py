"""Confirming: credit and supply in one transaction, under the locks of customer and order."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.erp.sales_orders.commands.amendments import note_amendment
from sanye.erp.sales_orders.commands.credit import check_credit
from sanye.erp.sales_orders.commands.estimating import estimate_dates
from sanye.erp.sales_orders.commands.holding import ask_hold, free_hold, hold_lines
from sanye.erp.sales_orders.commands.locking import lock_order
from sanye.erp.sales_orders.domain.credit import is_released
from sanye.erp.sales_orders.domain.promises import Answer, Promise
from sanye.erp.sales_orders.domain.states import STEPS, AwaitReason, CreditStatus, OrderStatus
from sanye.erp.sales_orders.errors import DateBeforeOrder, LineUnknown, PromiseNotAwaited
from sanye.erp.sales_orders.models import SalesOrder, SalesScheduleLine
from sanye.erp.sales_orders.publishing import publish_awaited, publish_confirmed
from sanye.erp.sales_orders.queries.parts import OrderParts
from sanye.kernel.actors import Actor
from sanye.kernel.states import check_step
from sanye.stem.commands import command
from sanye.stem.rows.bulk import update_rows

PROMISE_COLUMNS = [
    "first_promised_date",
    "promised_date",
    "estimated_date",
    "promise_note_en",
    "promise_note_zh",
]
CONFIRMED_COLUMNS = [
    "status",
    "await_reason",
    "hold_id",
    "confirmed_at",
    "hold_attempt",
    "credit_status",
    "credit_excess_amount",
]


@command
def confirm_sales_order(*, order_id: UUID, by: Actor, at: datetime) -> SalesOrder:
    """Hold supply and confirm: the seller sees the promised dates at once.

    Without an answer the order awaits its promise, with the reason and an estimate; without
    credit, or of a customer blocked since, it is blocked, and nothing is held; both can be
    confirmed later. One that waits as before is left as it is. Raises StepNotAllowed.
    Locks customer and order, then supply: who holds supply waits for nobody any more.
    """
    parts = lock_order(order_id, by=by, at=at)
    order = parts.order
    check_step(STEPS, OrderStatus(order.status), OrderStatus.CONFIRMED, subject=order.number)
    before = (order.await_reason, *_credit(order))
    if blocked := _blocked(parts, by):
        return _wait(parts, OrderStatus.CREDIT_BLOCKED, blocked)
    answer = ask_hold(order, hold_lines(parts), is_whole=True, by=by, at=at)
    reason = answer.reason
    if answer.expires_at is not None and answer.expires_at <= at:
        reason = AwaitReason.HOLD_EXPIRED
    if reason is None:
        return _confirm(parts, answer, at)
    for hold_id in (answer.hold_id, order.hold_id):
        free_hold(hold_id, "CANCELLED", by=by, at=at)
    is_estimated_anew = estimate_dates(parts, answer, by=by, at=at)
    is_as_before = before == (reason, *_credit(order)) and answer.hold_id is None
    if is_estimated_anew or not is_as_before:
        return _wait(parts, OrderStatus.AWAITING_PROMISE, reason)
    return order


@command
def promise_by_hand(
    *, order_id: UUID, dates: Mapping[UUID, date], by: Actor, at: datetime
) -> SalesOrder:
    """Confirm without planning: the seller answers for the dates, by schedule line.

    Lines not named are promised for their estimate, else for the day they are wanted. For orders
    that await a promise, or confirmed ones with lines that do. Raises StepNotAllowed,
    PromiseNotAwaited, DateBeforeOrder, LineUnknown.
    """
    parts = lock_order(order_id, by=by, at=at)
    order = parts.order
    schedule = {part.id: part for _, part in parts.schedule_lines()}
    for unknown in dates.keys() - schedule.keys():
        raise LineUnknown(number=order.number, id=str(unknown), field="dates")
    waiting = [part for part in schedule.values() if part.promised_date is None]
    if not waiting:
        raise PromiseNotAwaited(number=order.number)
    promises = {part.id: Promise(date=_by_hand(parts, part, dates)) for part in waiting}
    answer = Answer(hold_id=order.hold_id, expires_at=None, promises=promises)
    if order.status == OrderStatus.CONFIRMED:
        apply_promises(parts, answer)
        update_rows(waiting, PROMISE_COLUMNS)
        note_amendment(parts, "promised by hand", [], order.net_amount, by=by, at=at)
        return order
    if blocked := _blocked(parts, by):
        return _wait(parts, OrderStatus.CREDIT_BLOCKED, blocked)
    return _confirm(parts, answer, at)


def _blocked(parts: OrderParts, by: Actor) -> AwaitReason | None:
    """Why the customer may not have it, until a person releases the order."""
    order, customer = parts.order, parts.locked_customer
    decision = check_credit(order, customer, added_amount=order.gross_amount, by=by)
    if decision.status is CreditStatus.BLOCKED:
        return AwaitReason.CREDIT_EXCEEDED
    released = is_released(order.gross_amount, order.credit_released_amount)
    if customer.blocked_at is None or released:
        return None
    order.credit_status = CreditStatus.BLOCKED
    return AwaitReason.CUSTOMER_BLOCKED


def _credit(order: SalesOrder) -> tuple[str, Decimal | None]:
    return order.credit_status, order.credit_excess_amount


def _by_hand(parts: OrderParts, part: SalesScheduleLine, dates: Mapping[UUID, date]) -> date:
    day = dates.get(part.id) or part.estimated_date or part.requested_date
    if day < parts.order.order_date:
        raise DateBeforeOrder(date=day, order_date=parts.order.order_date, field="dates")
    return day


def _wait(parts: OrderParts, status: OrderStatus, reason: AwaitReason) -> SalesOrder:
    order = parts.order
    check_step(STEPS, OrderStatus(order.status), status, subject=order.number)
    order.status, order.await_reason = status, reason
    order.hold_attempt += 1
    order.hold_id = None
    order.save()
    publish_awaited(parts, reason)
    return order


def _confirm(parts: OrderParts, answer: Answer, at: datetime) -> SalesOrder:
    order = parts.order
    check_step(STEPS, OrderStatus(order.status), OrderStatus.CONFIRMED, subject=order.number)
    apply_promises(parts, answer)
    update_rows([part for _, part in parts.schedule_lines()], PROMISE_COLUMNS)
    order.status, order.await_reason = OrderStatus.CONFIRMED, ""
    order.hold_id, order.confirmed_at = answer.hold_id, at
    order.hold_attempt += 1
    order.save(update_fields=CONFIRMED_COLUMNS)
    publish_confirmed(parts)
    return order


def apply_promises(parts: OrderParts, answer: Answer) -> None:
    """Promised dates in memory; the first promise of a line is never overwritten.

    Services need no supply: they are promised for the day they are wanted.
    """
    for line, part in parts.schedule_lines():
        promise = answer.promises.get(part.id)
        if promise is None and line.is_service and part.promised_date is None:
            promise = Promise(date=part.requested_date)
        if promise is None or promise.date is None:
            continue
        part.promised_date = promise.date
        part.first_promised_date = part.first_promised_date or promise.date
        part.promise_note_en = promise.note_en[:400]
        part.promise_note_zh = promise.note_zh[:400]
        part.estimated_date = None
