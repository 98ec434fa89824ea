"""Reads of attendance, and what is odd about it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from sanye.erp.people.domain.choices import AnomalyKind
from sanye.erp.people.errors import AttendanceUnknown, NotAnEmployee
from sanye.erp.people.models import Attendance
from sanye.erp.people.queries.capacity import check_span
from sanye.erp.people.queries.privacy import find_own_employee, shown_name
from sanye.erp.people.queries.rosters import approved_leave, published_lines
from sanye.kernel.actors import Actor
from sanye.stem.commands import query

MOST_DAYS_OF_ANOMALIES = 62


@dataclass(frozen=True, slots=True)
class Anomaly:
    """Something about a day's attendance that somebody should look at."""

    kind: AnomalyKind
    employee_id: UUID
    number: str
    work_date: date
    attendance_id: UUID | None = None


@query
def list_attendance(
    *,
    on: date,
    employee_id: UUID | None = None,
    site_id: UUID | None = None,
    from_date: date | None = None,
    to_date: date | None = None,
    is_open: bool | None = None,
    by: Actor,
) -> QuerySet[Attendance]:
    """Presences; `is_open`: those without an end."""
    rows: QuerySet[Attendance] = Attendance.objects.select_related("employee", "site").annotate(
        name=shown_name(on=on, by=by)
    )
    given = {
        "employee_id": employee_id,
        "site_id": site_id,
        "work_date__gte": from_date,
        "work_date__lte": to_date,
        "ended_at__isnull": is_open,
    }
    return rows.filter(**{name: value for name, value in given.items() if value is not None})


@query
def list_own_attendance(*, from_date: date, to_date: date, by: Actor) -> QuerySet[Attendance]:
    """The presences of whoever is signed in. Raises NotAnEmployee."""
    own = find_own_employee(by)
    if own is None:
        raise NotAnEmployee
    return Attendance.unscoped.filter(
        employee_id=own.id, work_date__range=(from_date, to_date)
    ).select_related("employee", "site")


@query
def get_attendance(*, attendance_id: UUID, by: Actor) -> Attendance:
    """Raises AttendanceUnknown."""
    found: Attendance | None = (
        Attendance.objects.select_related("employee").filter(id=attendance_id).first()
    )
    if found is None:
        raise AttendanceUnknown(id=attendance_id)
    return found


@query
def list_attendance_anomalies(
    *, from_date: date, to_date: date, as_of: datetime, site_id: UUID | None = None, by: Actor
) -> list[Anomaly]:
    """Days on which roster, leave and attendance do not agree; `to_date` should have passed.

    A clock-out is missing once the presence lasts longer than a day at `as_of`. Raises SpanEmpty,
    SpanTooLong.
    """
    check_span(from_date, to_date, MOST_DAYS_OF_ANOMALIES)
    rows = Attendance.objects.filter(work_date__range=(from_date, to_date))
    if site_id is not None:
        rows = rows.filter(site_id=site_id)
    present = list(rows.select_related("employee").order_by("work_date", "started_at"))
    planned = _planned(from_date, to_date, site_id, by)
    people = {who for who, _day in planned} | {row.employee_id for row in present}
    leave = approved_leave(people, from_date, to_date)
    found = [one for row in present for one in _of_presence(row, planned, leave, as_of)]
    there = {(row.employee_id, row.work_date) for row in present}
    found += [
        Anomaly(AnomalyKind.ABSENT, who, number, day)
        for (who, day), number in planned.items()
        if (who, day) not in there and not _away(leave, who, day)
    ]
    return sorted(found, key=lambda one: (one.work_date, one.number, one.kind))


def _planned(
    first: date, last: date, site_id: UUID | None, by: Actor
) -> dict[tuple[UUID, date], str]:
    lines = published_lines(company_id=by.company_id, first=first, last=last, site_id=site_id)
    return {
        (line.employee_id, line.work_date): line.employee.number
        for line in lines
        if by.site_ids is None or line.roster.site_id in by.site_ids
    }


def _of_presence(
    row: Attendance,
    planned: dict[tuple[UUID, date], str],
    leave: dict[UUID, list[tuple[date, date]]],
    as_of: datetime,
) -> list[Anomaly]:
    kinds = []
    if row.ended_at is None and (as_of - row.started_at).days >= 1:
        kinds.append(AnomalyKind.CLOCK_OUT_MISSING)
    if _away(leave, row.employee_id, row.work_date):
        kinds.append(AnomalyKind.PRESENT_ON_LEAVE)
    elif (row.employee_id, row.work_date) not in planned:
        kinds.append(AnomalyKind.NOT_ROSTERED)
    return [
        Anomaly(kind, row.employee_id, row.employee.number, row.work_date, row.id) for kind in kinds
    ]


def _away(leave: dict[UUID, list[tuple[date, date]]], who: UUID, day: date) -> bool:
    return any(first <= day <= last for first, last in leave.get(who, ()))
