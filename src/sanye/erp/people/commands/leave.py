"""Asking for leave and deciding about it."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.erp.people.commands.capacity import tell_capacity_of_people
from sanye.erp.people.commands.locking import lock_employee
from sanye.erp.people.domain.choices import LEAVE_STEPS, LeaveStatus
from sanye.erp.people.domain.leave import balance_on, first_overdrawn
from sanye.erp.people.domain.privacy import LEAVE_OF_ALL
from sanye.erp.people.domain.shifts import days_of
from sanye.erp.people.errors import (
    AdjustmentZero,
    CodeUnknown,
    LeaveOverlaps,
    LeaveTooLong,
    LeaveUnknown,
    NotAnEmployee,
    NotEmployed,
    NotTheirHead,
    NoWorkingDay,
    OwnLeave,
    ReasonMissing,
)
from sanye.erp.people.models import (
    Assignment,
    Employee,
    LeaveAdjustment,
    LeaveKind,
    LeaveRequest,
)
from sanye.erp.people.publishing import publish_leave
from sanye.erp.people.queries.capacity import check_span
from sanye.erp.people.queries.leave import accounts_of, rule_of
from sanye.erp.people.queries.privacy import find_own_employee, holds_on, team_ids
from sanye.kernel.actors import Actor
from sanye.kernel.calendars import WorkingCalendar
from sanye.kernel.states import check_step
from sanye.stem.commands import command
from sanye.stem.masterdata.queries import get_business_date, working_calendar
from sanye.stem.numbering.commands import draw_number

MOST_DAYS_OF_LEAVE = 400


@command
def request_leave(
    *,
    employee_id: UUID,
    kind_id: UUID,
    first_date: date,
    last_date: date,
    note: str = "",
    by: Actor,
    at: datetime,
) -> LeaveRequest:
    """Ask for days off, both included; only working days of the site's calendar count.

    Raises EmployeeUnknown, CodeUnknown, SpanEmpty, SpanTooLong, NotEmployed, NoWorkingDay,
    LeaveOverlaps, LeaveTooLong.
    """
    employee = lock_employee(employee_id)
    return ask(employee, _kind(kind_id), (first_date, last_date), note=note, by=by, at=at)


@command
def request_own_leave(
    *,
    kind_id: UUID,
    first_date: date,
    last_date: date,
    note: str = "",
    by: Actor,
    at: datetime,
) -> LeaveRequest:
    """Ask for days off for oneself. Raises NotAnEmployee and what `request_leave` raises."""
    return ask(_own(by), _kind(kind_id), (first_date, last_date), note=note, by=by, at=at)


@command
def approve_leave(*, leave_id: UUID, by: Actor, at: datetime) -> LeaveRequest:
    """Grant it. Raises LeaveUnknown, StepNotAllowed, OwnLeave, NotTheirHead, LeaveTooLong."""
    leave = _decide(leave_id, LeaveStatus.APPROVED, by, at)
    _check_balance(leave.employee, leave.kind, leave.dates, leaving_out=leave.id)
    tell(leave, by)
    return leave


@command
def refuse_leave(*, leave_id: UUID, by: Actor, at: datetime) -> LeaveRequest:
    """Do not grant it. Raises LeaveUnknown, StepNotAllowed, OwnLeave, NotTheirHead."""
    leave = _decide(leave_id, LeaveStatus.REFUSED, by, at)
    publish_leave(leave)
    return leave


@command
def cancel_leave(*, leave_id: UUID, by: Actor, at: datetime) -> LeaveRequest:
    """It is not taken, granted or not. Raises LeaveUnknown, StepNotAllowed, NotTheirHead."""
    leave = _locked(leave_id)
    _check_head(leave, by, at)
    return _cancel(leave, by, at)


@command
def cancel_own_leave(*, leave_id: UUID, by: Actor, at: datetime) -> LeaveRequest:
    """Take back one's own request, or do not take what was granted and has not begun.

    Raises NotAnEmployee, LeaveUnknown, StepNotAllowed.
    """
    own = _own(by)
    rows = LeaveRequest.unscoped.filter(id=leave_id, employee_id=own.id)
    leave = rows.select_for_update(of=("self",)).first()
    begun = leave is not None and leave.first_date <= get_business_date(at=at, by=by)
    if leave is None or (begun and leave.status == LeaveStatus.APPROVED):
        raise LeaveUnknown(id=leave_id)
    return _cancel(leave, by, at)


@command
def adjust_leave(
    *,
    employee_id: UUID,
    kind_id: UUID,
    effective_date: date,
    days: Decimal,
    reason: str,
    by: Actor,
    at: datetime,
) -> LeaveAdjustment:
    """Give or take days from a day on. Raises EmployeeUnknown, CodeUnknown, AdjustmentZero,
    ReasonMissing, NotEmployed."""
    employee = lock_employee(employee_id)
    if not days:
        raise AdjustmentZero(field="days")
    if not reason.strip():
        raise ReasonMissing(field="reason")
    if effective_date < employee.hired_date:
        raise NotEmployed(number=employee.number, date=effective_date, field="effective_date")
    row: LeaveAdjustment = LeaveAdjustment.objects.create(
        company_id=by.company_id,
        employee=employee,
        kind=_kind(kind_id),
        effective_date=effective_date,
        days=days,
        reason=reason.strip(),
    )
    return row


def ask(
    employee: Employee,
    kind: LeaveKind,
    span: tuple[date, date],
    *,
    note: str,
    by: Actor,
    at: datetime,
) -> LeaveRequest:
    """A request of a locked employee. Raises what `request_leave` raises."""
    first, last = span
    check_span(first, last, MOST_DAYS_OF_LEAVE)
    leaves = employee.last_date
    if first < employee.hired_date or (leaves is not None and last > leaves):
        day = first if first < employee.hired_date else last
        raise NotEmployed(number=employee.number, date=day, field="first_date")
    other = LeaveRequest.unscoped.filter(
        employee_id=employee.id,
        status__in=[LeaveStatus.REQUESTED, LeaveStatus.APPROVED],
        first_date__lte=last,
        last_date__gte=first,
    ).first()
    if other is not None:
        raise LeaveOverlaps(number=employee.number, leave=other.number, field="first_date")
    calendar = _calendar(employee, first, by)
    dates = [day for day in days_of(first, last) if calendar.is_working(day)]
    if not dates:
        raise NoWorkingDay(first_date=first, last_date=last, field="first_date")
    _check_balance(employee, kind, dates)
    leave: LeaveRequest = LeaveRequest.objects.create(
        company_id=by.company_id,
        number=draw_number("LV", at=at),
        employee=employee,
        kind=kind,
        first_date=first,
        last_date=last,
        dates=dates,
        requested_by_id=by.user_id,
        requested_at=at,
        note=note,
    )
    return leave


def _calendar(employee: Employee, on: date, by: Actor) -> WorkingCalendar:
    """That of the site where the employee stands on the day; without one, Monday to Friday."""
    standing = Assignment.unscoped.filter(holds_on(on), employee_id=employee.id).first()
    if standing is None or standing.site_id is None:
        return WorkingCalendar.monday_to_friday()
    return working_calendar(site_id=standing.site_id, by=by)


def _check_balance(
    employee: Employee, kind: LeaveKind, dates: list[date], *, leaving_out: UUID | None = None
) -> None:
    """These days, and all that are asked for or granted after them, must be there.

    Raises LeaveTooLong.
    """
    if kind.days_per_year is None:
        return
    counted = [LeaveStatus.APPROVED, LeaveStatus.REQUESTED]
    account = accounts_of(employee, counted, leaving_out=leaving_out)[kind.id]
    asked = replace(account, taken=[*account.taken, *dates])
    short = first_overdrawn(rule_of(kind), asked, dates[0])
    if short is not None:
        left = balance_on(rule_of(kind), account, short).balance
        raise LeaveTooLong(
            days=len(dates), kind=kind.code, balance=left, date=short, field="last_date"
        )


def _decide(leave_id: UUID, status: LeaveStatus, by: Actor, at: datetime) -> LeaveRequest:
    leave = _locked(leave_id)
    check_step(
        LEAVE_STEPS, LeaveStatus(leave.status), status, subject=f"leave request {leave.number}"
    )
    if by.user_id is not None and by.user_id in (leave.requested_by_id, leave.employee.user_id):
        raise OwnLeave
    _check_head(leave, by, at)
    leave.status, leave.decided_by_id, leave.decided_at = status, by.user_id, at
    leave.save(update_fields=["status", "decided_by", "decided_at"])
    return leave


def _cancel(leave: LeaveRequest, by: Actor, at: datetime) -> LeaveRequest:
    subject = f"leave request {leave.number}"
    check_step(LEAVE_STEPS, LeaveStatus(leave.status), LeaveStatus.CANCELLED, subject=subject)
    was_approved = leave.status == LeaveStatus.APPROVED
    leave.status, leave.decided_by_id, leave.decided_at = LeaveStatus.CANCELLED, by.user_id, at
    leave.save(update_fields=["status", "decided_by", "decided_at"])
    if was_approved:
        tell(leave, by)
    else:
        publish_leave(leave)
    return leave


def tell(leave: LeaveRequest, by: Actor) -> None:
    """That it was granted or given back, and whose capacity that changes."""
    publish_leave(leave)
    tell_capacity_of_people(
        employee_ids=[leave.employee_id], first=leave.first_date, last=leave.last_date, by=by
    )


def _check_head(leave: LeaveRequest, by: Actor, at: datetime) -> None:
    if by.may(LEAVE_OF_ALL):
        return
    if leave.employee_id not in team_ids(by, get_business_date(at=at, by=by)):
        raise NotTheirHead(number=leave.employee.number)


def _locked(leave_id: UUID) -> LeaveRequest:
    rows = LeaveRequest.objects.filter(id=leave_id).select_related("employee", "kind")
    found: LeaveRequest | None = rows.select_for_update(of=("self",)).first()
    if found is None:
        raise LeaveUnknown(id=leave_id)
    return found


def _kind(kind_id: UUID) -> LeaveKind:
    found: LeaveKind | None = LeaveKind.objects.filter(id=kind_id, is_active=True).first()
    if found is None:
        raise CodeUnknown(what="leave kind", value=kind_id, field="kind_id")
    return found


def _own(by: Actor) -> Employee:
    own = find_own_employee(by)
    if own is None:
        raise NotAnEmployee
    locked: Employee = Employee.unscoped.select_for_update(of=("self",)).get(id=own.id)
    return locked
