"""`/opportunities`."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from sanye.crm.pipeline import commands, queries
from sanye.crm.pipeline.domain.stages import LostReason, Stage
from sanye.stem.http import Page, Router, Schema, actor_of, now, page_of
from sanye.stem.http.types import Day, Many, Quantity

router = Router(tags=["opportunities"])


class LineIn(Schema):
    item_id: UUID
    quantity: Quantity
    unit: str = ""
    unit_price: Decimal | None = None


class OpportunityIn(Schema):
    customer_id: UUID
    title: str
    expected_close_date: Day
    lines: Many[LineIn] = []
    stage: Stage = Stage.LEAD
    probability_ratio: Decimal | None = None
    owner_id: UUID | None = None


class MoveIn(Schema):
    stage: Stage | None = None
    probability_ratio: Decimal | None = None
    expected_close_date: Day | None = None
    lines: Many[LineIn] | None = None


class LossIn(Schema):
    reason: LostReason
    note: str = ""


class LineOut(Schema):
    line_number: int
    item_id: UUID
    quantity: Decimal
    unit: str
    unit_price: Decimal | None


class OpportunityOut(Schema):
    id: UUID
    number: str
    title: str
    customer_id: UUID
    owner_id: UUID | None
    stage: str
    probability_ratio: Decimal
    expected_close_date: date
    currency: str
    lost_reason: str
    lost_note: str
    closed_at: datetime | None
    lines: list[LineOut]


def _asked(lines: list[LineIn]) -> list[commands.ExpectedLine]:
    return [commands.ExpectedLine(**line.dict()) for line in lines]


@router.get("", response=Page[OpportunityOut])
def list_opportunities(
    request: HttpRequest, stage: str | None = None, customer_id: UUID | None = None
) -> HttpResponse:
    """Opportunities the caller may see."""
    rows = queries.list_opportunities(stage=stage, customer_id=customer_id, by=actor_of(request))
    return page_of(
        request, rows, OpportunityOut, sortable=["number", "expected_close_date", "stage"]
    )


@router.post("", response={201: OpportunityOut})
def open_opportunity(request: HttpRequest, body: OpportunityIn) -> object:
    """Note a chance to sell."""
    given = body.dict() | {"lines": _asked(body.lines)}
    return commands.open_opportunity(**given, by=actor_of(request), at=now())


@router.get("/{uuid:opportunity_id}", response=OpportunityOut)
def get_opportunity(request: HttpRequest, opportunity_id: UUID) -> object:
    """One opportunity."""
    return queries.get_opportunity(opportunity_id=opportunity_id, by=actor_of(request))


@router.post("/{uuid:opportunity_id}/move", response=OpportunityOut)
def move_opportunity(request: HttpRequest, opportunity_id: UUID, body: MoveIn) -> object:
    """Change stage, probability, date or lines."""
    given = body.dict() | {"lines": None if body.lines is None else _asked(body.lines)}
    return commands.move_opportunity(
        opportunity_id=opportunity_id, **given, by=actor_of(request), at=now()
    )


@router.post("/{uuid:opportunity_id}/win", response=OpportunityOut)
def win_opportunity(request: HttpRequest, opportunity_id: UUID) -> object:
    """The customer buys."""
    return commands.win_opportunity(opportunity_id=opportunity_id, by=actor_of(request), at=now())


@router.post("/{uuid:opportunity_id}/lose", response=OpportunityOut)
def lose_opportunity(request: HttpRequest, opportunity_id: UUID, body: LossIn) -> object:
    """The customer does not buy, and why."""
    return commands.lose_opportunity(
        opportunity_id=opportunity_id, **body.dict(), by=actor_of(request), at=now()
    )
