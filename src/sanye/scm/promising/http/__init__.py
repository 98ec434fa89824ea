"""`/promises`."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from sanye.contracts.scm.holds import HoldLine, ReleaseRequest
from sanye.contracts.scm.ports import EstimateRequest
from sanye.kernel.ids import new_id
from sanye.scm.promising import commands, queries
from sanye.stem.http import Page, Router, Schema, actor_of, now, page_of
from sanye.stem.http.types import Day, Positive

router = Router(tags=["promises"])
MOST_LINES = 200
"""Each is worked out against the whole plan, for whoever asks; nothing is kept of it."""


class QuestionLine(Schema):
    item_id: UUID
    site_id: UUID
    quantity: Positive
    requested_date: Day


class QuestionIn(Schema):
    lines: list[QuestionLine] = Field(max_length=MOST_LINES)
    customer_id: UUID | None = None


class PartOut(Schema):
    quantity: Decimal
    date: date


class PromiseOut(Schema):
    """In the order of the lines asked."""

    promised_date: date | None
    quantity_on_requested_date: Decimal
    parts: list[PartOut]
    constraint_code: str
    constraint_item_id: UUID | None
    explanation_en: str
    explanation_zh: str


class HoldLineOut(Schema):
    line_id: UUID
    item_id: UUID
    site_id: UUID
    quantity: Decimal
    requested_date: date
    promised_date: date | None
    constraint_code: str
    explanation_en: str
    explanation_zh: str


class HoldOut(Schema):
    id: UUID
    request_id: UUID
    customer_id: UUID
    status: str
    expires_at: datetime
    sales_order_id: UUID | None
    is_planned: bool
    freed_because: str
    held_at: datetime
    lines: list[HoldLineOut]


@router.post("/estimates", response=list[PromiseOut])
def estimate(request: HttpRequest, body: QuestionIn) -> object:
    """When could this be there? Nothing is kept."""
    actor = actor_of(request)
    lines = tuple(HoldLine(line_id=new_id(), **line.dict()) for line in body.lines)
    asked = EstimateRequest(customer_id=body.customer_id, lines=lines, by=actor, at=now())
    return list(queries.get_estimate(request=asked, by=actor).lines)


@router.get("/holds", response=Page[HoldOut])
def list_holds(
    request: HttpRequest, status: str | None = None, sales_order_id: UUID | None = None
) -> HttpResponse:
    """What is kept for whom."""
    rows = queries.list_holds(status=status, sales_order_id=sales_order_id, by=actor_of(request))
    return page_of(request, rows, HoldOut, sortable=["expires_at", "held_at"])


@router.get("/holds/{uuid:hold_id}", response=HoldOut)
def get_hold(request: HttpRequest, hold_id: UUID) -> object:
    """One hold with its answer."""
    return queries.get_hold(hold_id=hold_id, by=actor_of(request))


@router.post("/holds/{uuid:hold_id}/release", response=HoldOut)
def release_hold(request: HttpRequest, hold_id: UUID) -> object:
    """Give the supply back."""
    actor = actor_of(request)
    given = ReleaseRequest(hold_id=hold_id, reason_code="CANCELLED", by=actor, at=now())
    commands.release_hold(request=given, by=actor, at=given.at)
    return queries.get_hold(hold_id=hold_id, by=actor)
