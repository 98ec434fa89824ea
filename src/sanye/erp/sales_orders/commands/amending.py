"""Amending: hold again for what changes, then one transaction with a numbered amendment."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sanye.contracts.scm.holds import HoldLine
from sanye.erp.sales_orders.commands.amendments import Changed, note_amendment
from sanye.erp.sales_orders.commands.changing import (
    Draft,
    LineChange,
    apply_changes,
    fingerprint,
    is_open,
)
from sanye.erp.sales_orders.commands.credit import refuse_excess
from sanye.erp.sales_orders.commands.fulfilling import close_if_done
from sanye.erp.sales_orders.commands.holding import ask_hold, count_attempt, free_hold, hold_lines
from sanye.erp.sales_orders.commands.locking import lock_customer_first, lock_order
from sanye.erp.sales_orders.commands.rows import (
    add_lines,
    insert_lines,
    price_order,
    request_of,
)
from sanye.erp.sales_orders.domain.lines import NewLine, check_lines
from sanye.erp.sales_orders.domain.promises import Answer, Promise
from sanye.erp.sales_orders.domain.states import OPEN_STATUSES, OrderStatus
from sanye.erp.sales_orders.errors import (
    ChangedMeanwhile,
    NothingChanged,
    OrderNotOpen,
    ReasonMissing,
)
from sanye.erp.sales_orders.models import (
    SalesOrder,
    SalesOrderLine,
    SalesOrderLineTax,
)
from sanye.erp.sales_orders.queries import get_sales_order_parts
from sanye.erp.sales_orders.queries.parts import OrderParts
from sanye.kernel.actors import Actor
from sanye.stem.commands import command, query
from sanye.stem.commands.transactions import may_fail
from sanye.stem.masterdata.queries import (
    get_business_date,
    get_sale_terms,
    get_tax_rounding,
    refuse_unknown_sites,
)
from sanye.stem.rows.bulk import insert_rows, update_rows

LINE_COLUMNS = [
    "item_id", "is_service", "text", "quantity", "unit", "factor_numerator", "factor_denominator",
    "stock_quantity", "stock_unit", "unit_price", "is_tax_included", "price_source",
    "price_source_code", "promotion_code", "discount_ratio", "net_amount", "tax_amount",
    "cancelled_quantity", "cancel_reason",
]  # fmt: skip
SCHEDULE_COLUMNS = [
    "quantity", "cancelled_quantity", "requested_date", "first_promised_date", "promised_date",
    "estimated_date", "proposed_date", "is_endangered", "endangered_cause", "promise_note_en",
    "promise_note_zh",
]  # fmt: skip


def amend_sales_order(
    *,
    order_id: UUID,
    reason: str,
    changes: Sequence[LineChange] = (),
    new_lines: Sequence[NewLine] = (),
    by: Actor,
    at: datetime,
) -> SalesOrder:
    """Change quantities, dates, items, prices, cancel or add lines, as one numbered amendment.

    A confirmed order is held for again, its old supply usable; a changed line that cannot be
    promised is left without a promise, told so and waits for one. Raises OrderNotOpen,
    ReasonMissing, NothingChanged, LineUnknown, LineCancelled, BelowShipped, ItemAlreadyShipped,
    CreditExceeded, ChangedMeanwhile and what new lines are refused for.
    """
    draft, added = plan_amendment(
        order_id=order_id, reason=reason, changes=changes, new_lines=new_lines, by=by, at=at
    )
    order, answer = draft.parts.order, None
    held_before = order.hold_id
    if order.status == OrderStatus.CONFIRMED:
        lock_customer_first(order.customer_id, by)
        answer = ask_hold(order, _lines_to_hold(draft), by=by, at=at)
    try:
        with may_fail():
            amended = record_amendment(
                draft=draft, added=added, reason=reason, answer=answer, by=by, at=at
            )
    except Exception:
        hold_id = None if answer is None else answer.hold_id
        if hold_id is not None and count_attempt(order_id=order_id, hold_id=hold_id, by=by, at=at):
            free_hold(hold_id, "CANCELLED", by=by, at=at)
        raise
    if amended.hold_id is None:
        free_hold(held_before, "CANCELLED", by=by, at=at)
    return amended


@query
def plan_amendment(
    *,
    order_id: UUID,
    reason: str,
    changes: Sequence[LineChange],
    new_lines: Sequence[NewLine],
    at: datetime,
    by: Actor,
) -> tuple[Draft, list[SalesOrderLine]]:
    """The order as it would be, in memory, and the lines added to it."""
    if not reason.strip():
        raise ReasonMissing(field="reason")
    parts = get_sales_order_parts(order_id=order_id, by=by)
    order = parts.order
    if order.status not in OPEN_STATUSES:
        raise OrderNotOpen(number=order.number, status=order.status)
    today = get_business_date(at=at, by=by)
    draft = Draft(parts, today, by, fingerprint(parts), changes=[], unpromised=set())
    apply_changes(draft, changes)
    added = _add(draft, new_lines) if new_lines else []
    if not draft.changes:
        raise NothingChanged(number=order.number, field="changes")
    price_order(parts, get_tax_rounding(by=by))
    return draft, added


def _add(draft: Draft, new_lines: Sequence[NewLine]) -> list[SalesOrderLine]:
    order = draft.parts.order
    check_lines(new_lines, draft.today)
    refuse_unknown_sites(site_ids=[line.site_id for line in new_lines], by=draft.by)
    terms = get_sale_terms(
        customer_id=order.customer_id,
        lines=[request_of(line) for line in new_lines],
        on=draft.today,
        currency=order.currency,
        site_id=order.site_id,
        by=draft.by,
    )
    added = add_lines(draft.parts, new_lines, terms.lines)
    for line in added:
        draft.changes.append(Changed(line.line_number, "added", "", f"{line.quantity:f}"))
        draft.unpromised |= {part.id for part in draft.parts.schedule[line.id]}
    return added


def _lines_to_hold(draft: Draft) -> list[HoldLine]:
    """What is open; a line that keeps its promise is wanted for the day promised."""
    promised = {part.id: part.promised_date for _, part in draft.parts.schedule_lines()}
    return [
        line
        if line.line_id in draft.unpromised
        else HoldLine(
            line_id=line.line_id,
            item_id=line.item_id,
            site_id=line.site_id,
            quantity=line.quantity,
            requested_date=promised[line.line_id] or line.requested_date,
        )
        for line in hold_lines(draft.parts)
    ]


@command
def record_amendment(
    *,
    draft: Draft,
    added: Sequence[SalesOrderLine],
    reason: str,
    answer: Answer | None,
    by: Actor,
    at: datetime,
) -> SalesOrder:
    """The transaction of `amend_sales_order`. Locks customer, order."""
    stored = lock_order(draft.parts.order.id, by=by, at=at)
    if fingerprint(stored) != draft.seen:
        raise ChangedMeanwhile(number=stored.order.number)
    order = draft.parts.order
    growth = order.gross_amount - stored.order.gross_amount
    if order.status == OrderStatus.CONFIRMED and growth > 0:
        refuse_excess(order, stored.locked_customer, added_amount=growth, by=by)
    if answer is not None:
        if answer.reason is None or answer.hold_id is not None:
            order.hold_id = answer.hold_id
        renew_promises(draft, answer)
    _store(draft.parts, added)
    note_amendment(draft.parts, reason, draft.changes, stored.order.net_amount, by=by, at=at)
    close_if_done([order], by=by, at=at)
    return order


def renew_promises(draft: Draft, answer: Answer) -> None:
    """Changed lines take the new answer; a kept promise that no longer holds is endangered, with
    the new date proposed to the seller. Services are promised for the day they are wanted."""
    for line, part in draft.parts.schedule_lines():
        is_changed = part.id in draft.unpromised
        if not is_open(part) or (line.is_service and not is_changed):
            continue
        promise = answer.promises.get(part.id)
        if line.is_service:
            promise = Promise(date=part.requested_date)
        day = promise.date if promise is not None else None
        if is_changed:
            part.promised_date = day
            part.first_promised_date = part.first_promised_date or day
            part.promise_note_en = promise.note_en[:400] if promise else ""
            part.promise_note_zh = promise.note_zh[:400] if promise else ""
        elif day is not None and part.promised_date is not None and day > part.promised_date:
            part.is_endangered, part.proposed_date = True, day
            part.endangered_cause = "AMENDMENT"


def _store(parts: OrderParts, added: Sequence[SalesOrderLine]) -> None:
    """Write lines, schedule and taxes as they are in memory."""
    new = {line.id for line in added}
    old = [line for line in parts.lines if line.id not in new]
    update_rows(old, LINE_COLUMNS)
    update_rows([part for line in old for part in parts.schedule[line.id]], SCHEDULE_COLUMNS)
    SalesOrderLineTax.unscoped.filter(line__in=old).delete()
    insert_rows([tax for line in old for tax in parts.taxes[line.id]])
    insert_lines([(parts, added)])
