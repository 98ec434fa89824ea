"""Questions that `erp` answers."""

from datetime import datetime
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


@value
class ReadinessRequest:
    delivery_ids: tuple[UUID, ...]
    by: Actor
    at: datetime


@value
class Unready:
    """A delivery that may not leave now: the refusal's code and words."""

    delivery_id: UUID
    code: str
    text_en: str
    text_zh: str


@value
class ReadinessAnswer:
    """Empty when all of them may leave; what has left already may."""

    unready: tuple[Unready, ...]


delivery_readiness: Port[ReadinessRequest, ReadinessAnswer] = Port(
    "erp.delivery.readiness", ReadinessRequest, ReadinessAnswer
)
