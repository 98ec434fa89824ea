"""A promise in danger: marked with the date proposed, for the seller to accept or keep."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sanye.contracts.scm.events import PromiseEndangered
from sanye.erp.sales_orders.commands.amendments import Changed, note_amendment
from sanye.erp.sales_orders.commands.locking import lock_order
from sanye.erp.sales_orders.errors import NothingProposed, ReasonMissing
from sanye.erp.sales_orders.models import SalesOrder, SalesOrderLine, SalesScheduleLine
from sanye.erp.sales_orders.queries.parts import OrderParts, get_parts_of
from sanye.kernel.actors import Actor
from sanye.stem.commands import command
from sanye.stem.rows.bulk import update_rows

_COLUMNS = ["promised_date", "proposed_date", "is_endangered", "endangered_cause"]


@command
def mark_endangered(
    *, endangered: Sequence[PromiseEndangered], by: Actor, at: datetime
) -> list[SalesOrder]:
    """Note what planning reports of each line, the last of several; promises stay as given.

    A change without a new date, or back to the promised one, means the danger is over or no date
    is known: the first clears the mark, the second keeps it without a proposal. Locks the orders
    alone, by their ids: no customer waits for another's. Raises SalesOrderUnknown.
    """
    orders = get_parts_of([fact.sales_order_id for fact in endangered], lock=True)
    known = {part.id: part for parts in orders for _, part in parts.schedule_lines()}
    marked = {}
    for change, cause in [(change, fact.cause) for fact in endangered for change in fact.changes]:
        part = known.get(change.schedule_line_id)
        if part is None or part.promised_date is None:
            continue
        new = change.new_promised_date
        part.is_endangered = new is None or new > part.promised_date
        part.proposed_date = new if part.is_endangered else None
        part.endangered_cause = cause[:200] if part.is_endangered else ""
        marked[part.id] = part
    update_rows(list(marked.values()), _COLUMNS)
    return [parts.order for parts in orders]


@command
def accept_proposed_dates(
    *, order_id: UUID, schedule_line_ids: Sequence[UUID] = (), by: Actor, at: datetime
) -> SalesOrder:
    """The seller has told the customer: proposed dates become promises, by amendment.

    Without ids all proposals of the order. Raises NothingProposed.
    """
    parts = lock_order(order_id, by=by, at=at)
    chosen = _proposed(parts, schedule_line_ids)
    changes = [
        Changed(line.line_number, "promised_date", str(part.promised_date), str(part.proposed_date))
        for line, part in chosen
    ]
    for _, part in chosen:
        part.promised_date = part.proposed_date
        _clear(part)
    update_rows([part for _, part in chosen], _COLUMNS)
    net = parts.order.net_amount
    note_amendment(parts, "proposed dates accepted", changes, net, by=by, at=at)
    return parts.order


@command
def keep_promised_dates(
    *,
    order_id: UUID,
    schedule_line_ids: Sequence[UUID] = (),
    reason: str,
    by: Actor,
    at: datetime,
) -> SalesOrder:
    """The seller insists: the promise stays and supply has to follow; noted with the reason.

    Raises ReasonMissing, NothingProposed.
    """
    if not reason.strip():
        raise ReasonMissing(field="reason")
    parts = lock_order(order_id, by=by, at=at)
    chosen = _proposed(parts, schedule_line_ids)
    changes = [
        Changed(line.line_number, "proposed_date", str(part.proposed_date), "")
        for line, part in chosen
    ]
    for _, part in chosen:
        _clear(part)
    update_rows([part for _, part in chosen], _COLUMNS)
    note_amendment(parts, reason, changes, parts.order.net_amount, by=by, at=at)
    return parts.order


def _proposed(
    parts: OrderParts, ids: Sequence[UUID]
) -> list[tuple[SalesOrderLine, SalesScheduleLine]]:
    chosen = [
        (line, part)
        for line, part in parts.schedule_lines()
        if part.proposed_date is not None and (not ids or part.id in ids)
    ]
    if not chosen:
        raise NothingProposed(number=parts.order.number)
    return chosen


def _clear(part: SalesScheduleLine) -> None:
    part.proposed_date = None
    part.is_endangered = False
    part.endangered_cause = ""
