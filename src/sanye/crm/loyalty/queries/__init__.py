"""Reads of behaviour and health."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from sanye.crm.accounts.queries import of_own_customers
from sanye.crm.loyalty.domain.health import Reason
from sanye.crm.loyalty.errors import CustomerNotReviewed, SegmentUnknown
from sanye.crm.loyalty.models import Behaviour, Health, Segment
from sanye.crm.loyalty.queries.evidence import count_found, evidence_rows
from sanye.crm.loyalty.queries.known import (
    OpenLine,
    Satisfaction,
    get_satisfaction,
    list_known_cases,
    list_known_returns,
    list_late_lines,
    list_open_lines,
    list_overdue_invoices,
)
from sanye.crm.loyalty.queries.policies import get_health_levels, get_health_weights
from sanye.kernel.actors import Actor
from sanye.stem.commands import query

__all__ = [
    "OpenLine",
    "Satisfaction",
    "count_found",
    "get_behaviour",
    "get_health",
    "get_health_levels",
    "get_health_weights",
    "get_satisfaction",
    "get_segment",
    "list_behaviours",
    "list_health",
    "list_health_evidence",
    "list_known_cases",
    "list_known_returns",
    "list_late_lines",
    "list_open_lines",
    "list_overdue_invoices",
    "list_segment_customers",
    "list_segments",
]


@query
def get_behaviour(*, customer_id: UUID, by: Actor) -> Behaviour:
    """How a customer buys. Raises CustomerNotReviewed."""
    found = list_behaviours(by=by).filter(customer_id=customer_id).first()
    if found is None:
        raise CustomerNotReviewed(id=customer_id)
    return found


@query
def list_behaviours(*, is_quiet: bool | None = None, by: Actor) -> QuerySet[Behaviour]:
    """How customers buy, those the actor may see."""
    rows: QuerySet[Behaviour] = of_own_customers(Behaviour.objects.select_related("customer"), by)
    return rows if is_quiet is None else rows.filter(is_quiet=is_quiet)


@query
def get_health(*, customer_id: UUID, by: Actor) -> Health:
    """How a customer is doing, with reasons. Raises CustomerNotReviewed."""
    found = list_health(by=by).filter(customer_id=customer_id).first()
    if found is None:
        raise CustomerNotReviewed(id=customer_id)
    return found


@query
def list_health(*, level: str | None = None, by: Actor) -> QuerySet[Health]:
    """How customers are doing, those the actor may see."""
    rows: QuerySet[Health] = of_own_customers(
        Health.objects.select_related("customer").prefetch_related("reasons"), by
    )
    return rows if level is None else rows.filter(level=level)


@query
def list_health_evidence(
    *, customer_id: UUID, reason: Reason | None = None, by: Actor
) -> list[dict[str, Any]]:
    """The documents behind a customer's health as it stands, newest first by reason.

    Each with `reason`, `document_type`, `document_id`, `document_number`, `on_date`. Raises
    CustomerNotReviewed.
    """
    health = get_health(customer_id=customer_id, by=by)
    weights = get_health_weights(by=by)
    taken = [row.reason for row in health.reasons.all() if reason in (None, row.reason)]
    return [
        document
        for name in sorted(taken)
        for document in evidence_rows(
            Reason(name), weights[Reason(name)], health.as_of_date, customer_id
        ).order_by("-on_date", "document_number")
    ]


@query
def list_segments(*, by: Actor) -> QuerySet[Segment]:
    """Saved segments."""
    rows: QuerySet[Segment] = Segment.objects.all()
    return rows


@query
def get_segment(*, code: str, by: Actor) -> Segment:
    """One segment. Raises SegmentUnknown."""
    found: Segment | None = Segment.objects.filter(code=code).first()
    if found is None:
        raise SegmentUnknown(code=code)
    return found


@query
def list_segment_customers(*, code: str, by: Actor) -> QuerySet[Behaviour]:
    """How the customers of a segment buy. Raises SegmentUnknown."""
    segment = get_segment(code=code, by=by)
    rows: QuerySet[Behaviour] = list_behaviours(is_quiet=segment.is_quiet, by=by).filter(
        recency_score__range=(segment.recency_from, segment.recency_to),
        frequency_score__range=(segment.frequency_from, segment.frequency_to),
        value_score__range=(segment.value_from, segment.value_to),
    )
    if segment.amount_from is not None:
        rows = rows.filter(amount__gte=segment.amount_from)
    if segment.levels:
        levels: Collection[str] = segment.levels
        rows = rows.filter(
            customer_id__in=Health.objects.filter(level__in=levels).values("customer_id")
        )
    return rows
