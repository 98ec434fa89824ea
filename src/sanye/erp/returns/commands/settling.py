"""Goods instead of money: replacement, repair; or nothing: scrap, back to the supplier."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.contracts.erp.returns import ReturnOutcome
from sanye.erp.production.commands import create_rework_order
from sanye.erp.quality.queries import list_inspections
from sanye.erp.returns.commands.asking import Asked, Settling, check_asked, follow_inspections
from sanye.erp.returns.commands.recording import Documents, finish, price, record
from sanye.erp.returns.commands.rows import lock_return
from sanye.erp.returns.models import CustomerReturn
from sanye.erp.sales_orders.commands import NewLine, place_sales_order
from sanye.kernel.actors import Actor
from sanye.stem.commands import command
from sanye.stem.masterdata.queries import get_party_company

ALLOWED = [outcome for outcome in ReturnOutcome if outcome is not ReturnOutcome.REFUND]
SENT_BACK = (ReturnOutcome.REPLACE, ReturnOutcome.REPAIR)
"""Outcomes after which goods go to the customer, at no charge."""


@command
def settle_return(
    *,
    customer_return_id: UUID,
    lines: Sequence[Asked],
    posting_date: date | None = None,
    by: Actor,
    at: datetime,
) -> CustomerReturn:
    """Replace, repair, scrap or send to the supplier what is back.

    Replaced and repaired goods go to the customer on one sales order at no charge, which is then
    promised and delivered like any other. A repair is a production order that consumes what came
    back. Raises as `check_asked` and `follow_inspections`, and what sales orders, production,
    stock and purchasing refuse.
    """
    locked = lock_return(customer_return_id)
    row = locked.row
    parts, day = check_asked(locked, lines, ALLOWED, posting_date, by=by, at=at)
    follow_inspections(locked, parts, day, by=by, at=at)
    price(row, parts, by=by)
    order_id = _send(row, parts, day, by=by, at=at)
    for outcome in ALLOWED:
        of_outcome = [part for part in parts if part.outcome == outcome]
        if outcome is ReturnOutcome.REPAIR:
            for part in of_outcome:
                repair_id = _repair(row, part, order_id, day, by=by, at=at)
                documents = Documents(sales_order_id=order_id, production_order_id=repair_id)
                record(row, [part], documents, day, by=by, at=at)
        elif of_outcome:
            sent = order_id if outcome in SENT_BACK else None
            record(row, of_outcome, Documents(sales_order_id=sent), day, by=by, at=at)
    finish(locked, parts, by=by, at=at)
    return row


def _send(
    row: CustomerReturn, parts: Sequence[Settling], day: date, *, by: Actor, at: datetime
) -> UUID | None:
    """The order at no charge for what goes to the customer."""
    sent = [part for part in parts if part.outcome in SENT_BACK]
    if not sent:
        return None
    party = get_party_company(party_id=row.customer_id, by=by)
    order_id: UUID = place_sales_order(
        customer_id=row.customer_id,
        lines=[
            NewLine(
                item_id=part.line.item_id,
                quantity=part.quantity,
                unit=part.line.unit,
                unit_price=Decimal(0),
                requested_date=max(part.asked.requested_date or day, day),
                site_id=row.site_id if part.outcome is ReturnOutcome.REPAIR else None,
                text=f"{row.number} {part.outcome}",
            )
            for part in sent
        ],
        site_id=party.site_id or row.site_id,
        customer_reference=row.number,
        customer_return_id=row.id,
        by=by,
        at=at,
    ).id
    return order_id


def _repair(
    row: CustomerReturn,
    part: Settling,
    order_id: UUID | None,
    day: date,
    *,
    by: Actor,
    at: datetime,
) -> UUID:
    """A production order that takes in what came back and gives it out repaired."""
    line = part.line
    inspections = list_inspections(source_id=row.id, by=by).filter(source_line_id=line.id)
    repair_id: UUID = create_rework_order(
        item_id=line.item_id,
        site_id=row.site_id,
        quantity=part.quantity,
        due_date=max(part.asked.requested_date or day, day),
        operations=part.asked.operations,
        parts=part.asked.parts,
        sales_order_ids=(order_id,) if order_id else (),
        stock_status="BLOCKED",
        lot=line.lot if line.item.tracking == "LOT" else "",
        serial_number=line.serial_number if line.item.tracking == "SERIAL" else "",
        location_id=inspections[0].location_id if inspections else None,
        posting_date=day,
        by=by,
        at=at,
    ).id
    return repair_id
