"""What is known of one customer's documents, for those who look at him as a whole."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Avg, Count, Max, QuerySet

from sanye.crm.loyalty.domain.facts import CaseState
from sanye.crm.loyalty.domain.health import Reason
from sanye.crm.loyalty.models import (
    KnownAnswer,
    KnownCase,
    KnownInvoice,
    KnownLine,
    KnownReturn,
)
from sanye.crm.loyalty.queries.evidence import evidence_rows
from sanye.crm.loyalty.queries.policies import get_health_weights
from sanye.kernel.actors import Actor
from sanye.kernel.money import round_to
from sanye.stem.commands import query
from sanye.stem.identity.fixed import fixed_of


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLine:
    """A line that has not left us; `promise` is KEPT, LATE, ENDANGERED or NONE."""

    order_id: UUID
    order_number: str
    item_id: UUID
    open_quantity: Decimal
    first_promised_date: date | None
    promised_date: date | None
    new_promised_date: date | None
    promise: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Satisfaction:
    """All answers of a customer: how many, their mean with two decimals, the last day."""

    answer_count: int
    mean_score: Decimal | None
    last_answered_date: date | None


@query
def list_open_lines(*, customer_id: UUID, as_of: date, by: Actor) -> list[OpenLine]:
    """Lines that have not left us with the state of their promise, the earliest promise first."""
    rows = KnownLine.objects.filter(customer_id=customer_id, open_quantity__gt=0)
    return [
        OpenLine(
            order_id=row.order_id,
            order_number=row.order_number,
            item_id=row.item_id,
            open_quantity=row.open_quantity,
            first_promised_date=row.first_promised_date,
            promised_date=row.promised_date,
            new_promised_date=row.new_promised_date,
            promise=_promise(row, as_of),
        )
        for row in rows.order_by("promised_date", "order_number", "id")
    ]


@query
def list_late_lines(*, customer_id: UUID, as_of: date, by: Actor) -> QuerySet[Any]:
    """Documents of lines that left late or should have left, within the window of health."""
    weight = get_health_weights(by=by)[Reason.LATE_LINE]
    rows: QuerySet[Any] = evidence_rows(Reason.LATE_LINE, weight, as_of, customer_id)
    return rows.order_by("-on_date", "document_number")


@query
def list_overdue_invoices(*, customer_id: UUID, as_of: date, by: Actor) -> QuerySet[KnownInvoice]:
    """Invoices that are not settled though due before the day, the oldest first."""
    rows: QuerySet[KnownInvoice] = KnownInvoice.objects.filter(
        customer_id=customer_id, settled_date__isnull=True, due_date__lt=as_of, gross_amount__gt=0
    )
    return rows.order_by("due_date", "number")


@query
def list_known_cases(
    *, customer_id: UUID, is_open: bool | None = None, by: Actor
) -> QuerySet[KnownCase]:
    """Cases of a customer, newest first, without those merged into others."""
    rows: QuerySet[KnownCase] = KnownCase.objects.filter(customer_id=customer_id)
    rows = rows.exclude(state=CaseState.GONE).order_by("-opened_at")
    if is_open is None:
        return rows
    return rows.filter(state=CaseState.OPEN) if is_open else rows.exclude(state=CaseState.OPEN)


@query
def list_known_returns(*, customer_id: UUID, by: Actor) -> QuerySet[KnownReturn]:
    """What a customer sent back, newest first."""
    rows: QuerySet[KnownReturn] = KnownReturn.objects.filter(customer_id=customer_id)
    return rows.order_by("-received_date", "number")


@query
def get_satisfaction(*, customer_id: UUID, by: Actor) -> Satisfaction:
    """How satisfied a customer was so far."""
    found = KnownAnswer.objects.filter(customer_id=customer_id).aggregate(
        count=Count("id"), mean=Avg("score"), last=Max("answered_at")
    )
    mean = found["mean"]
    return Satisfaction(
        answer_count=found["count"],
        mean_score=None if mean is None else round_to(Decimal(str(mean)), 2),
        last_answered_date=found["last"] and fixed_of(by).day_at(found["last"]),
    )


def _promise(row: KnownLine, as_of: date) -> str:
    if row.promised_date is None:
        return "NONE"
    if row.endangered_date is not None:
        return "ENDANGERED"
    first = row.first_promised_date or row.promised_date
    return "LATE" if as_of > first or row.promised_date > first else "KEPT"
