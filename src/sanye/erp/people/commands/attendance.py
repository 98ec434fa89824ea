"""Clocking in and out, and correcting what was clocked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from sanye.erp.people.commands.locking import lock_employee
from sanye.erp.people.domain.choices import AttendanceSource
from sanye.erp.people.domain.shifts import DAY_MINUTES, Span, local_minute, worked_minutes
from sanye.erp.people.errors import (
    AlreadyClockedIn,
    CodeUnknown,
    NotClockedIn,
    NotEmployed,
    OwnAttendance,
    PresenceNotPossible,
    PresenceOverlaps,
    ReasonMissing,
    WhoMissing,
)
from sanye.erp.people.models import Attendance, Employee, EmployeePersonal, RosterLine
from sanye.erp.people.publishing import attendance_fact
from sanye.erp.people.queries.attendance import get_attendance
from sanye.erp.people.queries.rosters import published_lines, times_of
from sanye.kernel.actors import Actor
from sanye.stem.commands import command
from sanye.stem.events.log import publish
from sanye.stem.identity.models import Company
from sanye.stem.masterdata.queries import get_site

ONE_DAY = timedelta(days=1)
LONGEST_HOURS = 24
EARLY_MINUTES = 180
"""Who comes at most so long before a rostered shift, or during it, comes for that shift."""


@command
def clock_in(
    *,
    number: str = "",
    badge_number: str = "",
    site_id: UUID | None = None,
    by: Actor,
    at: datetime,
) -> Attendance:
    """Somebody came, by employee's number or badge.

    Raises WhoMissing, CodeUnknown, NotEmployed, AlreadyClockedIn, MasterUnknown.
    """
    employee = _who(number, badge_number)
    open_one = _open(employee)
    if open_one is not None:
        raise AlreadyClockedIn(number=employee.number, started_at=open_one.started_at.isoformat())
    row = Attendance(
        company_id=by.company_id,
        employee=employee,
        site_id=_site(site_id, employee, by),
        started_at=at,
        source=AttendanceSource.CLOCK,
    )
    _place(row)
    row.save(force_insert=True)
    publish(attendance_fact(row))
    return row


@command
def clock_out(*, number: str = "", badge_number: str = "", by: Actor, at: datetime) -> Attendance:
    """Somebody goes. Raises WhoMissing, CodeUnknown, NotClockedIn, PresenceNotPossible."""
    employee = _who(number, badge_number)
    row = _open(employee)
    if row is None:
        raise NotClockedIn(number=employee.number)
    row.ended_at = at
    check_presence(row, at)
    _place(row)
    row.save()
    publish(attendance_fact(row))
    return row


@command
def record_attendance(
    *,
    employee_id: UUID,
    started_at: datetime,
    ended_at: datetime,
    site_id: UUID | None = None,
    reason: str = "",
    by: Actor,
    at: datetime,
) -> Attendance:
    """Somebody was there without clocking.

    Raises EmployeeUnknown, OwnAttendance, PresenceNotPossible, PresenceOverlaps, NotEmployed,
    MasterUnknown.
    """
    employee = lock_employee(employee_id)
    _check_other(employee, by)
    row = Attendance(
        company_id=by.company_id,
        employee=employee,
        site_id=_site(site_id, employee, by),
        started_at=started_at,
        ended_at=ended_at,
        source=AttendanceSource.ENTERED,
        correction_reason=reason,
    )
    check_presence(row, at)
    _check_free(row)
    _place(row)
    row.save(force_insert=True)
    publish(attendance_fact(row))
    return row


@command
def correct_attendance(
    *,
    attendance_id: UUID,
    started_at: datetime,
    ended_at: datetime,
    reason: str,
    by: Actor,
    at: datetime,
) -> Attendance:
    """Put a presence right; the history keeps what stood there and who changed it.

    Raises AttendanceUnknown, OwnAttendance, ReasonMissing, PresenceNotPossible, PresenceOverlaps,
    NotEmployed.
    """
    if not reason.strip():
        raise ReasonMissing(field="reason")
    row = get_attendance(attendance_id=attendance_id, by=by)
    _check_other(lock_employee(row.employee_id), by)
    row.started_at, row.ended_at = started_at, ended_at
    row.source, row.correction_reason = AttendanceSource.CORRECTED, reason.strip()
    check_presence(row, at)
    _check_free(row)
    _place(row)
    row.save()
    publish(attendance_fact(row))
    return row


@dataclass(frozen=True, slots=True)
class _Place:
    """The day that a presence belongs to, and the break in it."""

    work_date: date
    pause: Span | None


def _check_other(employee: Employee, by: Actor) -> None:
    if by.user_id is not None and employee.user_id == by.user_id:
        raise OwnAttendance


def _site(site_id: UUID | None, employee: Employee, by: Actor) -> UUID | None:
    """Where somebody is: the site named, or else their own. Raises MasterUnknown."""
    return employee.site_id if site_id is None else get_site(site_id=site_id, by=by).id


def _who(number: str, badge_number: str) -> Employee:
    if bool(number) == bool(badge_number):
        raise WhoMissing(field="number")
    if number:
        employee = Employee.objects.filter(number=number).first()
        if employee is None:
            raise CodeUnknown(what="employee", value=number, field="number")
    else:
        badge = EmployeePersonal.objects.filter(badge_number=badge_number).first()
        if badge is None:
            raise CodeUnknown(what="badge", value=badge_number, field="badge_number")
        employee = badge.employee
    return lock_employee(employee.id)


def _open(employee: Employee) -> Attendance | None:
    found: Attendance | None = Attendance.unscoped.filter(
        employee_id=employee.id, ended_at__isnull=True
    ).first()
    return found


def check_presence(row: Attendance, at: datetime) -> None:
    """Raises PresenceNotPossible."""
    if row.ended_at is None:
        return
    length = row.ended_at - row.started_at
    if not timedelta() < length <= timedelta(hours=LONGEST_HOURS) or row.ended_at > at:
        raise PresenceNotPossible(hours=LONGEST_HOURS, field="ended_at")


def _check_free(row: Attendance) -> None:
    others = Attendance.unscoped.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gt=row.started_at),
        employee_id=row.employee_id,
        started_at__lt=row.ended_at,
    ).exclude(id=row.id)
    if others.exists():
        raise PresenceOverlaps(number=row.employee.number, field="started_at")


def _place(row: Attendance) -> None:
    """Set day, break and worked minutes. Raises NotEmployed."""
    zone = _zone(row)
    today = date.fromordinal(local_minute(row.started_at, zone) // DAY_MINUTES)
    near = published_lines(
        company_id=row.company_id, first=today - ONE_DAY, last=today + ONE_DAY
    ).filter(employee_id=row.employee_id)
    place(row, near, zone)


def place(row: Attendance, near: Iterable[RosterLine], zone: str) -> None:
    """Set day, break and worked minutes by the employee's shifts near by. Raises NotEmployed, but
    not of a day on which the presence is already: who left meanwhile goes home all the same."""
    found = _placed(row, near, zone)
    hired, last = row.employee.hired_date, row.employee.last_date
    is_employed = hired <= found.work_date and (last is None or found.work_date <= last)
    if found.work_date != row.work_date and not is_employed:
        raise NotEmployed(number=row.employee.number, date=found.work_date, field="started_at")
    row.work_date = found.work_date
    if row.ended_at is not None:
        row.worked_minutes, row.break_minutes = worked_minutes(
            row.started_at, row.ended_at, found.pause, zone
        )


def _placed(row: Attendance, near: Iterable[RosterLine], zone: str) -> _Place:
    """The rostered shift that somebody came for, or else the day on the wall."""
    minute = local_minute(row.started_at, zone)
    for line in sorted(near, key=lambda line: times_of(line.shift).span_on(line.work_date)):
        start, end = times_of(line.shift).span_on(line.work_date)
        if start - EARLY_MINUTES <= minute < end:
            return _Place(line.work_date, times_of(line.shift).break_on(line.work_date))
    return _Place(date.fromordinal(minute // DAY_MINUTES), None)


def _zone(row: Attendance) -> str:
    if row.site is not None:
        return str(row.site.time_zone)
    return str(Company.objects.values_list("time_zone", flat=True).get(id=row.company_id))
