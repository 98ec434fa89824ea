"""`/customers/behaviour`, `/customers/health`: how customers buy and how they are doing."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from sanye.crm.loyalty import commands, queries
from sanye.crm.loyalty.domain.health import Level, Reason
from sanye.crm.loyalty.http.policies import health, segments
from sanye.crm.loyalty.http.schemas import BehaviourOut, EvidenceOut, HealthOut, ReviewIn, ReviewOut
from sanye.stem.http import Page, Router, actor_of, now, page_of

__all__ = ["customers", "health", "segments"]

customers = Router(tags=["customers"])
_BY = ["amount", "order_count", "last_order_date", "next_expected_date", "trend_ratio"]


@customers.get("/behaviour", response=Page[BehaviourOut])
def list_behaviours(
    request: HttpRequest, *, is_quiet: bool | None = None, segment: str | None = None
) -> HttpResponse:
    """How customers buy; those of a saved segment, or those who have gone quiet."""
    by = actor_of(request)
    rows = queries.list_behaviours(is_quiet=is_quiet, by=by)
    if segment is not None:
        chosen = queries.list_segment_customers(code=segment, by=by)
        rows = chosen if is_quiet is None else chosen.filter(is_quiet=is_quiet)
    return page_of(request, rows, BehaviourOut, order="-amount", sortable=_BY)


@customers.get("/{uuid:customer_id}/behaviour", response=BehaviourOut)
def get_behaviour(request: HttpRequest, customer_id: UUID) -> object:
    """How one customer buys."""
    return queries.get_behaviour(customer_id=customer_id, by=actor_of(request))


@customers.get("/health", response=Page[HealthOut])
def list_health(request: HttpRequest, level: Level | None = None) -> HttpResponse:
    """How customers are doing, the worst first."""
    rows = queries.list_health(level=level, by=actor_of(request))
    return page_of(request, rows, HealthOut, order="score", sortable=["level_since_date"])


@customers.get("/{uuid:customer_id}/health", response=HealthOut)
def get_health(request: HttpRequest, customer_id: UUID) -> object:
    """How one customer is doing, and why."""
    return queries.get_health(customer_id=customer_id, by=actor_of(request))


@customers.get("/{uuid:customer_id}/health/evidence", response=list[EvidenceOut])
def list_health_evidence(
    request: HttpRequest, customer_id: UUID, reason: Reason | None = None
) -> object:
    """The documents behind the reasons."""
    return queries.list_health_evidence(
        customer_id=customer_id, reason=reason, by=actor_of(request)
    )


@customers.post("/review", response=ReviewOut)
def review_customers(request: HttpRequest, body: ReviewIn) -> object:
    """Look again at these customers, or at all, instead of waiting for the night."""
    count = commands.review_customers(
        customer_ids=body.customer_ids, by=actor_of(request), at=now()
    )
    return {"customer_count": count}
