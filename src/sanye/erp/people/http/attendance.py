"""`/people/attendance`: clocking, correcting, what is odd."""

from datetime import date, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from sanye.erp.people import commands, queries
from sanye.erp.people.http.employees import PutOut
from sanye.erp.people.http.schemas import AttendanceOut, NamedAttendanceOut, today
from sanye.stem.http import Page, Router, Schema, actor_of, now, page_of
from sanye.stem.http.bulk import Rows
from sanye.stem.http.types import Code, Day, Instant, Reason

router = Router(tags=["people"])


class ClockIn(Schema):
    """An employee's number or a badge; the clock of the server counts."""

    number: Code = ""
    badge_number: Code = ""
    site_id: UUID | None = None


class ClockOutIn(Schema):
    number: Code = ""
    badge_number: Code = ""


class PresenceIn(Schema):
    employee_id: UUID
    started_at: Instant
    ended_at: Instant
    site_id: UUID | None = None
    reason: Reason = ""


class CodedPresenceIn(Schema):
    """Employee by number, site by code."""

    employee: Code
    started_at: Instant
    ended_at: Instant
    site: Code = ""


class CorrectionIn(Schema):
    started_at: Instant
    ended_at: Instant
    reason: str = Field(min_length=1, max_length=400)


class AnomalyOut(Schema):
    """ABSENT, CLOCK_OUT_MISSING, NOT_ROSTERED or PRESENT_ON_LEAVE."""

    kind: str
    employee_id: UUID
    number: str
    work_date: date
    attendance_id: UUID | None


@router.get("", response=Page[NamedAttendanceOut])
def list_attendance(
    request: HttpRequest,
    employee_id: UUID | None = None,
    site_id: UUID | None = None,
    from_date: Day | None = None,
    to_date: Day | None = None,
    is_open: bool | None = None,  # noqa: FBT001 - a filter of the address
) -> HttpResponse:
    """Presences."""
    rows = queries.list_attendance(
        on=today(request),
        employee_id=employee_id,
        site_id=site_id,
        from_date=from_date,
        to_date=to_date,
        is_open=is_open,
        by=actor_of(request),
    )
    return page_of(request, rows, NamedAttendanceOut, sortable=["work_date", "started_at"])


@router.post("", response={201: AttendanceOut})
def record_attendance(request: HttpRequest, body: PresenceIn) -> object:
    """Somebody was there without clocking."""
    return commands.record_attendance(**body.dict(), by=actor_of(request), at=now())


@router.post("/bulk", response=PutOut)
def put_attendance(request: HttpRequest, rows: Rows[CodedPresenceIn]) -> object:
    """Many presences, all or none."""
    given = [row.model_dump() for row in rows]
    put = commands.put_attendance(attendance=given, by=actor_of(request), at=now())
    ids = [row.pk for row in put.rows]
    return {"created": put.created, "changed": 0, "unchanged": 0, "ids": ids}


@router.post("/clock-in", response={201: AttendanceOut})
def clock_in(request: HttpRequest, body: ClockIn) -> object:
    """Somebody came."""
    return commands.clock_in(**body.dict(), by=actor_of(request), at=now())


@router.post("/clock-out", response=AttendanceOut)
def clock_out(request: HttpRequest, body: ClockOutIn) -> object:
    """Somebody goes."""
    return commands.clock_out(**body.dict(), by=actor_of(request), at=now())


@router.get("/anomalies", response=list[AnomalyOut])
def list_attendance_anomalies(
    request: HttpRequest, from_date: Day, to_date: Day, site_id: UUID | None = None
) -> object:
    """Days on which roster, leave and attendance do not agree; at most 62 days."""
    return queries.list_attendance_anomalies(
        from_date=from_date,
        to_date=to_date,
        as_of=_now(),
        site_id=site_id,
        by=actor_of(request),
    )


@router.post("/{uuid:attendance_id}/correct", response=AttendanceOut)
def correct_attendance(request: HttpRequest, attendance_id: UUID, body: CorrectionIn) -> object:
    """Put a presence right, with the reason."""
    return commands.correct_attendance(
        attendance_id=attendance_id, **body.dict(), by=actor_of(request), at=now()
    )


def _now() -> datetime:
    return now()
