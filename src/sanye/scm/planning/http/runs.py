"""`/planning/runs`, `/planning/pegs`, `/planning/chains`, `/planning/promise-risks`."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Status

from sanye.scm.planning import commands, queries
from sanye.stem.http import Page, Router, Schema, actor_of, now, page_of

router = Router(tags=["planning"])


class RunOut(Schema):
    id: UUID
    scope: str
    as_of_date: date
    started_at: datetime
    duration_ms: int
    node_count: int
    demand_count: int
    planned_order_count: int
    created_count: int
    changed_count: int
    dropped_count: int
    changed_inside_fence_count: int
    released_count: int
    message_count: int


class SuggestionOut(Schema):
    item_id: UUID
    site_id: UUID
    kind: str
    quantity: Decimal
    need_date: date
    change: str


class PegOut(Schema):
    id: UUID
    item_id: UUID
    site_id: UUID
    supply_kind: str
    supply_id: UUID | None
    supply_date: date
    need_kind: str
    need_id: UUID | None
    need_date: date
    quantity: Decimal


class LinkOut(Schema):
    depth: int
    peg: PegOut


class RiskOut(Schema):
    id: UUID
    sales_order_id: UUID
    line_id: UUID
    item_id: UUID
    site_id: UUID
    promised_date: date
    new_date: date | None
    money_at_stake: Decimal
    cause_number: str


@router.get("/runs", response=Page[RunOut])
def list_planning_runs(request: HttpRequest) -> HttpResponse:
    """The log of runs, the newest first."""
    return page_of(request, queries.list_planning_runs(by=actor_of(request)), RunOut)


@router.post("/runs", response={201: RunOut})
def run_planning(request: HttpRequest) -> Status[object]:
    """Plan everything now."""
    return Status(201, commands.run_planning(by=actor_of(request), at=now()))


@router.get("/preview", response=list[SuggestionOut])
def get_planning_preview(request: HttpRequest) -> object:
    """What a run would create, change and drop, without doing so."""
    return queries.get_planning_preview(at=now(), by=actor_of(request))


@router.get("/pegs", response=Page[PegOut])
def list_pegs(
    request: HttpRequest, item_id: UUID | None = None, site_id: UUID | None = None
) -> HttpResponse:
    """Which supply serves which need, level by level."""
    rows = queries.list_pegs(item_id=item_id, site_id=site_id, by=actor_of(request))
    return page_of(request, rows, PegOut)


@router.get("/chains/{uuid:line_id}", response=list[LinkOut])
def list_chain_below(request: HttpRequest, line_id: UUID) -> object:
    """Everything below one demand line: what serves it, what that takes, and so on."""
    return queries.list_chain_below(line_id=line_id, by=actor_of(request))


@router.get("/promise-risks", response=Page[RiskOut])
def list_promise_risks(request: HttpRequest) -> HttpResponse:
    """Sales lines whose promise the plan cannot keep."""
    rows = queries.list_promise_risks(by=actor_of(request))
    return page_of(request, rows, RiskOut, sortable=["promised_date", "money_at_stake"])
