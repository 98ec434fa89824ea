"""Writing down what an amendment changed, and telling it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sanye.erp.sales_orders.domain.states import OrderStatus
from sanye.erp.sales_orders.models import SalesOrderAmendment, SalesOrderChange
from sanye.erp.sales_orders.publishing import publish_amended
from sanye.erp.sales_orders.queries.parts import OrderParts
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.rows.bulk import insert_rows


@dataclass(frozen=True, slots=True)
class Changed:
    """One value before and after, as text."""

    line_number: int
    field: str
    before: str
    after: str


def note_amendment(
    parts: OrderParts,
    reason: str,
    changes: Sequence[Changed],
    net_before: Decimal,
    *,
    by: Actor,
    at: datetime,
) -> SalesOrderAmendment:
    """Number the amendment, store it with its changes and the order; publish if it binds us."""
    order = parts.order
    order.amendment_number += 1
    order.save()
    amendment = SalesOrderAmendment(
        id=new_id(),
        company_id=order.company_id,
        order=order,
        amendment_number=order.amendment_number,
        reason=reason[:200],
        amended_at=at,
        amended_by_id=by.user_id,
        net_amount_before=net_before,
        net_amount_after=order.net_amount,
    )
    amendment.save(force_insert=True)
    insert_rows(
        [
            SalesOrderChange(
                id=new_id(),
                company_id=order.company_id,
                amendment=amendment,
                line_number=change.line_number,
                field=change.field,
                before=change.before[:100],
                after=change.after[:100],
            )
            for change in changes
        ]
    )
    if order.status == OrderStatus.CONFIRMED:
        publish_amended(parts, amendment.reason)
    return amendment
