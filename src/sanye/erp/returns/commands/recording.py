"""Settlements as rows: amounts, events, and the end of a return that has nothing left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.erp.costing.queries import list_unit_costs
from sanye.erp.ledger.queries import get_functional_currency
from sanye.erp.returns.commands.asking import Settling
from sanye.erp.returns.commands.closing import end_return
from sanye.erp.returns.commands.rows import Locked
from sanye.erp.returns.domain.costs import Part, cost_of
from sanye.erp.returns.domain.states import ReturnStatus
from sanye.erp.returns.models import (
    CustomerReturn,
    ReturnSettlement,
    ReturnSettlementLine,
)
from sanye.erp.returns.publishing import publish_settled
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.rows.bulk import insert_rows, update_rows

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Documents:
    """What a settlement led to."""

    credit_note_id: UUID | None = None
    sales_order_id: UUID | None = None
    production_order_id: UUID | None = None


def price(row: CustomerReturn, parts: Sequence[Settling], *, by: Actor) -> None:
    """What each part costs us beyond its credit."""
    currency = get_functional_currency(by=by)
    anew = list_unit_costs(
        item_ids={part.line.item_id for part in parts}, site_id=row.site_id, by=by
    )
    for part in parts:
        cost = anew.get(part.line.item_id, ZERO)
        worth = part.line.unit_cost if part.line.unit_cost is not None else cost
        part.cost_amount = cost_of(
            Part(
                outcome=part.outcome,
                quantity=part.quantity,
                scrapped_quantity=part.scrapped,
                unit_value=worth,
                unit_cost_anew=cost,
            ),
            currency,
        )


def record(
    row: CustomerReturn,
    parts: Sequence[Settling],
    documents: Documents,
    day: date,
    *,
    by: Actor,
    at: datetime,
) -> ReturnSettlement:
    """One settlement with its lines, and its fact."""
    settlement: ReturnSettlement = ReturnSettlement.objects.create(
        id=new_id(),
        company_id=row.company_id,
        customer_return=row,
        position=row.settlements.count() + 1,
        settled_at=at,
        posting_date=day,
        credit_note_id=documents.credit_note_id,
        sales_order_id=documents.sales_order_id,
        production_order_id=documents.production_order_id,
        currency=get_functional_currency(by=by),
        credit_amount=sum((part.credit_amount for part in parts), ZERO),
        cost_amount=sum((part.cost_amount for part in parts), ZERO),
    )
    lines = [
        ReturnSettlementLine(
            id=new_id(),
            company_id=row.company_id,
            settlement=settlement,
            line=part.line,
            quantity=part.quantity,
            outcome=part.outcome,
            scrapped_quantity=part.scrapped,
            credit_amount=part.credit_amount,
            cost_amount=part.cost_amount,
        )
        for part in parts
    ]
    insert_rows(lines)
    publish_settled(row, settlement, lines)
    return settlement


def finish(locked: Locked, parts: Sequence[Settling], *, by: Actor, at: datetime) -> None:
    """Keep what is settled; a return of which all came and all is settled is closed."""
    update_rows(locked.lines, ["settled_quantity"])
    for line in locked.lines:
        line.is_open = line.settled_quantity < line.quantity
    if all(not line.is_open for line in locked.lines):
        end_return(locked, ReturnStatus.CLOSED, by=by, at=at)
    else:
        update_rows(locked.lines, ["is_open"])
