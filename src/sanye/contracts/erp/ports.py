"""Questions that `erp` answers."""

from decimal import Decimal
from uuid import UUID

from sanye.kernel.actors import Actor
from sanye.kernel.events import value
from sanye.kernel.ports import Port


@value
class CreditRequest:
    customer_id: UUID
    by: Actor


@value
class CreditAnswer:
    """Functional currency: open receivables + shipped not invoiced + open orders, and the limit."""

    currency: str
    limit_amount: Decimal | None
    receivable_amount: Decimal
    undelivered_amount: Decimal
    overdue_amount: Decimal


credit_position: Port[CreditRequest, CreditAnswer] = Port(
    "erp.receivables.credit_position", CreditRequest, CreditAnswer
)
