"""`/people/leave`: requests and decisions."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Body
from pydantic import Field

from sanye.erp.people import commands, queries
from sanye.erp.people.http.employees import PutOut
from sanye.erp.people.http.schemas import LeaveOut, NamedLeaveOut, today
from sanye.stem.http import Page, Router, Schema, actor_of, now, page_of
from sanye.stem.http.bulk import MOST_ROWS_IN_BULK
from sanye.stem.http.types import Code, Day

router = Router(tags=["people"])


class LeaveIn(Schema):
    """Both days included."""

    employee_id: UUID
    kind_id: UUID
    first_date: Day
    last_date: Day
    note: str = Field("", max_length=400)


class CodedLeaveIn(Schema):
    """Employee by number, kind by code, as another system or a paper has it."""

    employee: Code
    kind: Code
    first_date: Day
    last_date: Day
    status: str = Field("APPROVED", pattern="^(REQUESTED|APPROVED)$")


CodedLeave = Annotated[list[CodedLeaveIn], Body(max_length=MOST_ROWS_IN_BULK)]


@router.get("", response=Page[NamedLeaveOut])
def list_leave(
    request: HttpRequest,
    status: str | None = None,
    employee_id: UUID | None = None,
    kind_id: UUID | None = None,
    from_date: Day | None = None,
    to_date: Day | None = None,
    of_my_team: bool = False,  # noqa: FBT001, FBT002 - a filter of the address
) -> HttpResponse:
    """Requests with a day in from … to, of those whose leave the caller decides about."""
    rows = queries.list_leave(
        on=today(request),
        status=status,
        employee_id=employee_id,
        kind_id=kind_id,
        from_date=from_date,
        to_date=to_date,
        of_my_team=of_my_team,
        by=actor_of(request),
    )
    return page_of(request, rows, NamedLeaveOut, sortable=["first_date", "number"])


@router.post("", response={201: LeaveOut})
def request_leave(request: HttpRequest, body: LeaveIn) -> object:
    """Ask for days off for somebody."""
    return commands.request_leave(**body.dict(), by=actor_of(request), at=now())


@router.post("/bulk", response=PutOut)
def put_leave(request: HttpRequest, rows: CodedLeave) -> object:
    """Take leave over from elsewhere, all or none."""
    given = [row.model_dump() for row in rows]
    put = commands.put_leave(leave=given, by=actor_of(request), at=now())
    ids = [row.pk for row in put.rows]
    return {
        "created": put.created,
        "changed": put.changed,
        "unchanged": put.unchanged,
        "ids": ids,
    }


@router.get("/{uuid:leave_id}", response=LeaveOut)
def get_leave(request: HttpRequest, leave_id: UUID) -> object:
    """One request."""
    return queries.get_leave(leave_id=leave_id, on=today(request), by=actor_of(request))


@router.post("/{uuid:leave_id}/approve", response=LeaveOut)
def approve_leave(request: HttpRequest, leave_id: UUID) -> object:
    """Grant it."""
    return commands.approve_leave(leave_id=leave_id, by=actor_of(request), at=now())


@router.post("/{uuid:leave_id}/refuse", response=LeaveOut)
def refuse_leave(request: HttpRequest, leave_id: UUID) -> object:
    """Do not grant it."""
    return commands.refuse_leave(leave_id=leave_id, by=actor_of(request), at=now())


@router.post("/{uuid:leave_id}/cancel", response=LeaveOut)
def cancel_leave(request: HttpRequest, leave_id: UUID) -> object:
    """It is not taken."""
    return commands.cancel_leave(leave_id=leave_id, by=actor_of(request), at=now())
