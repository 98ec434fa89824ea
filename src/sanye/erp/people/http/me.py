"""`/people/me`: one's own record, shifts, presences and leave."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from sanye.erp.people import commands, queries
from sanye.erp.people.http.schemas import (
    AttendanceOut,
    BalanceOut,
    ContractOut,
    LeaveOut,
    LineOut,
    PersonOut,
    today,
)
from sanye.stem.http import Page, Router, Schema, actor_of, now, page_of
from sanye.stem.http.types import Day

router = Router(tags=["people"])


class OwnLeaveIn(Schema):
    kind_id: UUID
    first_date: Day
    last_date: Day
    note: str = Field("", max_length=400)


@router.get("", response=PersonOut)
def get_own_record(request: HttpRequest, on: Day | None = None) -> object:
    """Everything that is kept about the one who asks."""
    return queries.get_own_record(on=on or today(request), by=actor_of(request))


@router.get("/contracts", response=Page[ContractOut])
def list_own_contracts(request: HttpRequest) -> HttpResponse:
    """One's own pay over time."""
    rows = queries.list_own_contracts(by=actor_of(request))
    return page_of(request, rows, ContractOut, order="valid_from_date")


@router.get("/shifts", response=Page[LineOut])
def list_own_shifts(request: HttpRequest, from_date: Day, to_date: Day) -> HttpResponse:
    """One's own published shifts."""
    rows = queries.list_own_shifts(from_date=from_date, to_date=to_date, by=actor_of(request))
    return page_of(request, rows, LineOut, order="work_date")


@router.get("/attendance", response=Page[AttendanceOut])
def list_own_attendance(request: HttpRequest, from_date: Day, to_date: Day) -> HttpResponse:
    """One's own presences."""
    rows = queries.list_own_attendance(from_date=from_date, to_date=to_date, by=actor_of(request))
    return page_of(request, rows, AttendanceOut, order="started_at")


@router.get("/leave", response=Page[LeaveOut])
def list_own_leave(request: HttpRequest) -> HttpResponse:
    """One's own requests."""
    return page_of(request, queries.list_own_leave(by=actor_of(request)), LeaveOut)


@router.post("/leave", response={201: LeaveOut})
def request_own_leave(request: HttpRequest, body: OwnLeaveIn) -> object:
    """Ask for days off."""
    return commands.request_own_leave(**body.dict(), by=actor_of(request), at=now())


@router.post("/leave/{uuid:leave_id}/cancel", response=LeaveOut)
def cancel_own_leave(request: HttpRequest, leave_id: UUID) -> object:
    """Take a request back, or do not take what was granted."""
    return commands.cancel_own_leave(leave_id=leave_id, by=actor_of(request), at=now())


@router.get("/leave-balances", response=list[BalanceOut])
def list_own_leave_balances(request: HttpRequest, on: Day | None = None) -> object:
    """What is there to take."""
    return queries.list_own_leave_balances(on=on or today(request), by=actor_of(request))
