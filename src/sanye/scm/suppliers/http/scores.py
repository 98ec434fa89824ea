"""`/supplier-scores`, `/supplier-lines`, `/supplier-lead-times`, `/supplier-policies` …"""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from sanye.scm.suppliers import commands, queries
from sanye.scm.suppliers.http import schemas
from sanye.stem.http import Page, Router, actor_of, now, page_of

scores = Router(tags=["suppliers"])
lines = Router(tags=["suppliers"])
rejections = Router(tags=["suppliers"])
lead_times = Router(tags=["suppliers"])
policies = Router(tags=["suppliers"])


@scores.get("", response=Page[schemas.ScoreOut])
def list_supplier_scores(
    request: HttpRequest, colour: str | None = None, supplier_id: UUID | None = None
) -> HttpResponse:
    """How suppliers stand."""
    rows = queries.list_supplier_scores(
        colour=colour, supplier_id=supplier_id, by=actor_of(request)
    )
    sortable = ["estimate_ratio", "line_count", "overdue_line_count", "rejected_ppm"]
    return page_of(request, rows, schemas.ScoreOut, sortable=sortable)


@scores.post("/evaluate")
def evaluate_suppliers(request: HttpRequest) -> dict[str, Any]:
    """Judge all suppliers now; it happens by itself after each fact and four times a day."""
    count = commands.evaluate_suppliers(by=actor_of(request), at=now())
    return {"supplier_count": count}


@scores.get("/{uuid:supplier_id}", response=schemas.ScorecardOut)
def get_supplier_scorecard(request: HttpRequest, supplier_id: UUID) -> object:
    """One supplier by item and by month; a supplier sees his own."""
    return queries.get_supplier_scorecard(supplier_id=supplier_id, by=actor_of(request))


@lines.get("", response=Page[schemas.LineOut])
def list_supplier_lines(
    request: HttpRequest,
    supplier_id: UUID | None = None,
    item_id: UUID | None = None,
    site_id: UUID | None = None,
    order_id: UUID | None = None,
    asked_result: str | None = None,
    confirmed_result: str | None = None,
    is_open: bool | None = None,  # noqa: FBT001 - a filter
    counted_from: date | None = None,
    counted_until: date | None = None,
) -> HttpResponse:
    """The lines behind the numbers."""
    rows = queries.list_supplier_lines(
        supplier_id=supplier_id,
        item_id=item_id,
        site_id=site_id,
        order_id=order_id,
        asked_result=asked_result,
        confirmed_result=confirmed_result,
        is_open=is_open,
        counted_from=counted_from,
        counted_until=counted_until,
        by=actor_of(request),
    )
    return page_of(request, rows, schemas.LineOut, sortable=["asked_date", "counted_date"])


@rejections.get("", response=Page[schemas.RejectionOut])
def list_supplier_rejections(
    request: HttpRequest, supplier_id: UUID | None = None, item_id: UUID | None = None
) -> HttpResponse:
    """Inspections that found goods not good."""
    rows = queries.list_supplier_rejections(
        supplier_id=supplier_id, item_id=item_id, by=actor_of(request)
    )
    return page_of(request, rows, schemas.RejectionOut, sortable=["decided_date"])


@lead_times.get("", response=Page[schemas.LeadTimeOut])
def list_learned_lead_times(
    request: HttpRequest,
    supplier_id: UUID | None = None,
    item_id: UUID | None = None,
    site_id: UUID | None = None,
    differs: bool | None = None,  # noqa: FBT001 - a filter
) -> HttpResponse:
    """What suppliers really need; `differs`: from their terms."""
    rows = queries.list_learned_lead_times(
        supplier_id=supplier_id,
        item_id=item_id,
        site_id=site_id,
        differs=differs,
        by=actor_of(request),
    )
    return page_of(request, rows, schemas.LeadTimeOut, sortable=["suggested_days", "mean_days"])


@policies.get("", response=Page[schemas.PolicyOut])
def list_supplier_policies(request: HttpRequest) -> HttpResponse:
    """What is asked of suppliers; the row without a supplier holds for all others."""
    rows = queries.list_supplier_policies(by=actor_of(request))
    return page_of(request, rows, schemas.PolicyOut)


@policies.post("", response={201: schemas.PolicyOut})
def put_supplier_policy(request: HttpRequest, body: schemas.PolicyIn) -> object:
    """Set the policy of a supplier, or without one the company's."""
    values = body.dict()
    supplier_id = values.pop("supplier_id")
    return commands.put_supplier_policy(
        values=commands.PolicyValues(**values),
        supplier_id=supplier_id,
        by=actor_of(request),
        at=now(),
    )
