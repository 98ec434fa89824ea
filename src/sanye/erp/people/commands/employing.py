"""Hiring, changing and leaving, each effective on a day that may lie ahead."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sanye.erp.people.commands.capacity import tell_capacity_of_people
from sanye.erp.people.commands.locking import lock_employee
from sanye.erp.people.commands.personal import write_personal
from sanye.erp.people.domain.choices import EmploymentKind, LeavingReason
from sanye.erp.people.errors import (
    AfterLeaving,
    AlreadyErased,
    BeforeHired,
    CodeUnknown,
    HasLeft,
    NothingChanges,
    NumberTaken,
    UserNotMember,
    UserTaken,
    WeekNotPossible,
)
from sanye.erp.people.models import Assignment, Employee, OrgUnit, Position
from sanye.erp.people.publishing import hired, left, publish_changed
from sanye.erp.people.queries.privacy import holds_on
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.commands import command
from sanye.stem.events.log import publish
from sanye.stem.identity.models import Membership
from sanye.stem.masterdata import queries as masters
from sanye.stem.masterdata.queries import get_business_date
from sanye.stem.numbering.commands import draw_number

ONE_DAY = timedelta(days=1)
FULL_WEEK = 2400
WEEK_MINUTES = 7 * 1440


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where somebody stands; in a change, what is None stays as it was."""

    position_id: UUID | None = None
    org_unit_id: UUID | None = None
    site_id: UUID | None = None
    employment_kind: EmploymentKind | None = None
    weekly_minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hire:
    """Somebody new. Without a number one is drawn; `personal` are columns of personal data."""

    from_date: date
    placement: Placement
    number: str = ""
    user_id: UUID | None = None
    personal: dict[str, Any] = field(default_factory=dict)


@command
def hire_employee(*, hire: Hire, by: Actor, at: datetime) -> Employee:
    """Somebody works for us from a day on.

    Raises NumberTaken, UserTaken, UserNotMember, CodeUnknown, WeekNotPossible, BadgeTaken,
    MasterUnknown.
    """
    placement = check_placement(hire.placement, by=by)
    if placement.position_id is None:
        raise CodeUnknown(what="position", value="", field="position_id")
    _check_number(hire.number)
    if hire.user_id is not None:
        check_user(hire.user_id, None, by)
    employee: Employee = Employee.objects.create(
        company_id=by.company_id,
        number=hire.number or _draw_number(at),
        user_id=hire.user_id,
        site_id=placement.site_id,
        hired_date=hire.from_date,
    )
    assignment = Assignment.objects.create(
        company_id=by.company_id,
        employee=employee,
        valid_from_date=hire.from_date,
        position_id=placement.position_id,
        org_unit_id=placement.org_unit_id,
        site_id=placement.site_id,
        employment_kind=placement.employment_kind or EmploymentKind.PERMANENT,
        weekly_minutes=FULL_WEEK if placement.weekly_minutes is None else placement.weekly_minutes,
    )
    write_personal(employee, hire.personal)
    publish(hired(employee, assignment))
    return employee


@command
def change_employee(
    *, employee_id: UUID, from_date: date, placement: Placement, by: Actor, at: datetime
) -> Assignment:
    """Another unit, position, site, kind or week from a day on, until the next change known.

    Raises EmployeeUnknown, BeforeHired, AfterLeaving, NothingChanges, CodeUnknown, WeekNotPossible.
    """
    employee = lock_employee(employee_id)
    _check_day(employee, from_date)
    placement = check_placement(placement, by=by)
    standing = Assignment.unscoped.filter(holds_on(from_date), employee_id=employee.id).get()
    changed = {
        name: value
        for name in _PLACEMENT
        if (value := getattr(placement, name)) is not None and value != getattr(standing, name)
    }
    if not changed:
        raise NothingChanges(number=employee.number, date=from_date)
    assignment = _split(standing, from_date)
    for name, value in changed.items():
        setattr(assignment, name, value)
    assignment.save()
    _follow_site(employee)
    publish_changed(employee, assignment)
    return assignment


@command
def end_employment(
    *,
    employee_id: UUID,
    last_date: date,
    reason: LeavingReason = LeavingReason.OTHER,
    by: Actor,
    at: datetime,
) -> Employee:
    """Somebody leaves at the end of a day; until then another day may be said.

    Changes planned for later fall away. Raises EmployeeUnknown, BeforeHired, HasLeft.
    """
    employee = lock_employee(employee_id)
    if employee.last_date is not None and employee.last_date < get_business_date(at=at, by=by):
        raise HasLeft(number=employee.number, last_date=employee.last_date)
    if last_date < employee.hired_date:
        raise BeforeHired(
            number=employee.number,
            hired_date=employee.hired_date,
            date=last_date,
            field="last_date",
        )
    before = employee.last_date
    Assignment.unscoped.filter(employee_id=employee.id, valid_from_date__gt=last_date).delete()
    final = Assignment.unscoped.filter(employee_id=employee.id).order_by("-valid_from_date")[0]
    final.valid_to_date = last_date + ONE_DAY
    final.save(update_fields=["valid_to_date"])
    employee.last_date, employee.leaving_reason = last_date, reason
    employee.save(update_fields=["last_date", "leaving_reason"])
    _follow_site(employee)
    publish(left(employee))
    first = min(last_date, before or last_date)
    tell_capacity_of_people(employee_ids=[employee.id], first=first + ONE_DAY, by=by)
    return employee


@command
def link_user(*, employee_id: UUID, user_id: UUID | None, by: Actor, at: datetime) -> Employee:
    """The employee signs in as this user, or as nobody.

    Raises EmployeeUnknown, AlreadyErased, UserTaken, UserNotMember.
    """
    employee = lock_employee(employee_id)
    if user_id is not None and employee.erased_at is not None:
        raise AlreadyErased(number=employee.number)
    if user_id is not None:
        check_user(user_id, employee, by)
    employee.user_id = user_id
    employee.save(update_fields=["user_id"])
    return employee


_PLACEMENT = ("position_id", "org_unit_id", "site_id", "employment_kind", "weekly_minutes")


def check_placement(placement: Placement, *, by: Actor) -> Placement:
    """Raises CodeUnknown, MasterUnknown, WeekNotPossible."""
    for name, model in (("position_id", Position), ("org_unit_id", OrgUnit)):
        value = getattr(placement, name)
        rows = model.objects.filter(id=value, is_active=True)
        if value is not None and not rows.exists():
            raise CodeUnknown(what=name.removesuffix("_id"), value=value, field=name)
    if placement.site_id is not None:
        masters.get_site(site_id=placement.site_id, by=by)
    minutes = placement.weekly_minutes
    if minutes is not None and not 1 <= minutes <= WEEK_MINUTES:
        raise WeekNotPossible(minutes=minutes, field="weekly_minutes")
    return placement


def check_user(user_id: UUID, employee: Employee | None, by: Actor) -> None:
    """Raises UserNotMember, UserTaken."""
    if not Membership.objects.filter(user_id=user_id, company_id=by.company_id).exists():
        raise UserNotMember(field="user_id")
    others = Employee.unscoped.filter(company_id=by.company_id, user_id=user_id)
    if employee is not None:
        others = others.exclude(id=employee.id)
    other = others.first()
    if other is not None:
        raise UserTaken(number=other.number, field="user_id")


def _check_number(number: str) -> None:
    if number and Employee.objects.filter(number=number).exists():
        raise NumberTaken(number=number, field="number")


def _draw_number(at: datetime) -> str:
    """The next number that nobody was given by hand or from a file."""
    number = draw_number("EMP", at=at)
    while Employee.objects.filter(number=number).exists():
        number = draw_number("EMP", at=at)
    return number


def _check_day(employee: Employee, day: date) -> None:
    if day < employee.hired_date:
        raise BeforeHired(
            number=employee.number, hired_date=employee.hired_date, date=day, field="from_date"
        )
    if employee.last_date is not None and day > employee.last_date:
        raise AfterLeaving(
            number=employee.number, last_date=employee.last_date, date=day, field="from_date"
        )


def _split(standing: Assignment, day: date) -> Assignment:
    """The assignment that begins on the day: the standing one itself, or a new one after it."""
    if standing.valid_from_date == day:
        return standing
    until = standing.valid_to_date
    standing.valid_to_date = day
    standing.save(update_fields=["valid_to_date"])
    return Assignment(
        id=new_id(),
        company_id=standing.company_id,
        employee_id=standing.employee_id,
        valid_from_date=day,
        valid_to_date=until,
        **{name: getattr(standing, name) for name in _PLACEMENT},
    )


def _follow_site(employee: Employee) -> None:
    """The row's site is that of the newest assignment."""
    rows = Assignment.unscoped.filter(employee_id=employee.id)
    site_id = rows.order_by("-valid_from_date")[0].site_id
    if site_id != employee.site_id:
        employee.site_id = site_id
        employee.save(update_fields=["site_id"])
