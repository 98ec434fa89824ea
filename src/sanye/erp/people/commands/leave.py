"""Asking for leave and deciding about it."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.erp.people.commands.asking import COUNTED, check_account, standing_of
from sanye.erp.people.commands.capacity import tell_capacity_of_leave
from sanye.erp.people.commands.importing import AT_ONCE
from sanye.erp.people.commands.locking import lock_employee
from sanye.erp.people.domain.choices import LEAVE_STEPS, LeaveStatus
from sanye.erp.people.domain.privacy import LEAVE_OF_ALL
from sanye.erp.people.errors import (
    AdjustmentZero,
    AlreadyErased,
    CodeUnknown,
    LeaveUnknown,
    NotAnEmployee,
    NotEmployed,
    NotTheirHead,
    OwnLeave,
    ReasonMissing,
)
from sanye.erp.people.models import Employee, LeaveAdjustment, LeaveKind, LeaveRequest
from sanye.erp.people.publishing import leave_fact
from sanye.erp.people.queries.leave import accounts_of
from sanye.erp.people.queries.privacy import find_own_employee, team_ids
from sanye.kernel.actors import Actor
from sanye.kernel.states import check_step
from sanye.stem.commands import command
from sanye.stem.events.log import publish
from sanye.stem.masterdata.queries import get_business_date
from sanye.stem.numbering.commands import draw_number


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
    LeaveOverlaps, LeaveTooLong, and AlreadyErased for a note about somebody erased.
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
    if leave.kind.days_per_year is not None:
        accounts = accounts_of(leave.employee, COUNTED, leaving_out=leave.id)
        check_account(leave.kind, accounts[leave.kind_id], leave.dates)
    tell([leave])
    return leave


@command
def refuse_leave(*, leave_id: UUID, by: Actor, at: datetime) -> LeaveRequest:
    """Do not grant it. Raises LeaveUnknown, StepNotAllowed, OwnLeave, NotTheirHead."""
    leave = _decide(leave_id, LeaveStatus.REFUSED, by, at)
    publish(leave_fact(leave))
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
    if note and employee.erased_at is not None:
        raise AlreadyErased(number=employee.number)
    dates = standing_of([employee], by).check(employee, kind, span)
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
        tell([leave])
    else:
        publish(leave_fact(leave))
    return leave


def tell(leaves: Sequence[LeaveRequest]) -> None:
    """That they were granted or given back, and whose capacity that changes."""
    facts = [leave_fact(leave) for leave in leaves]
    for start in range(0, len(facts), AT_ONCE):
        publish(*facts[start : start + AT_ONCE])
    tell_capacity_of_leave(leave_ids=[leave.id for leave in leaves])


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
