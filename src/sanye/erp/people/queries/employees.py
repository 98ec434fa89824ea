"""Reads of employees, as of any day."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from sanye.erp.people.domain.privacy import PERSONAL_DATA, Sight
from sanye.erp.people.errors import EmployeeUnknown, NotAnEmployee, SightNotAllowed
from sanye.erp.people.models import (
    Assignment,
    Employee,
    EmployeeContract,
    OrgUnit,
    Position,
)
from sanye.erp.people.queries.privacy import (
    below,
    find_own_employee,
    holds_on,
    personal_data,
    shown_columns,
    sight,
)
from sanye.kernel.actors import Actor
from sanye.stem.commands import query


@dataclass(frozen=True, slots=True)
class Person:
    """An employee as of a day, with as much personal data as the reader may see."""

    employee: Employee
    assignment: Assignment | None
    sight: Sight
    personal: dict[str, Any] = field(default_factory=dict)


@query
def list_org_units(*, by: Actor) -> QuerySet[OrgUnit]:
    """All units of the company."""
    return OrgUnit.objects.all()


@query
def list_positions(*, by: Actor) -> QuerySet[Position]:
    """All positions of the company."""
    return Position.objects.all()


@query
def list_employees(
    *,
    on: date,
    is_employed: bool | None = None,
    site_id: UUID | None = None,
    org_unit_id: UUID | None = None,
    position_id: UUID | None = None,
    search: str = "",
    by: Actor,
) -> QuerySet[Employee]:
    """Employees with what holds on the day in `current`; `org_unit_id` with the units below it.

    `name`, `work_email`, `work_phone` are empty where the reader may not see them, and only what
    is seen is searched.
    """
    current = Assignment.unscoped.filter(holds_on(on)).select_related(
        "org_unit", "position", "site"
    )
    rows: QuerySet[Employee] = Employee.objects.annotate(
        **shown_columns(on=on, by=by)
    ).prefetch_related(Prefetch("assignments", queryset=current, to_attr="current"))
    if is_employed is not None:
        rows = rows.filter(employed_on(on)) if is_employed else rows.exclude(employed_on(on))
    placed = _placed(site_id, org_unit_id, position_id)
    if placed:
        there = Assignment.objects.filter(holds_on(on), **placed)
        rows = rows.filter(id__in=there.values("employee_id"))
    if search:
        rows = rows.filter(Q(number__icontains=search) | Q(name__icontains=search))
    return rows


def employed_on(on: date, path: str = "") -> Q:
    """Rows of people who are employed on the day."""
    still = Q(**{f"{path}last_date__isnull": True}) | Q(**{f"{path}last_date__gte": on})
    return Q(**{f"{path}hired_date__lte": on}) & still


@query
def get_employee(*, employee_id: UUID, on: date, by: Actor) -> Person:
    """An employee as of a day. Raises EmployeeUnknown."""
    return _person(find_row(employee_id), on, by)


@query
def get_own_record(*, on: date, by: Actor) -> Person:
    """The employee who is signed in, with everything kept about them. Raises NotAnEmployee."""
    own = find_own_employee(by)
    if own is None:
        raise NotAnEmployee
    return _person(own, on, by)


@query
def get_personal_data(*, employee_id: UUID, by: Actor) -> dict[str, Any]:
    """Everything personal of an employee. Raises EmployeeUnknown, SightNotAllowed."""
    employee = find_row(employee_id)
    if not by.may(PERSONAL_DATA):
        raise SightNotAllowed(actor=by.name, number=employee.number, permission=PERSONAL_DATA)
    return personal_data(employee, Sight.ALL)


@query
def list_assignments(*, employee_id: UUID, by: Actor) -> QuerySet[Assignment]:
    """Where an employee stood, stands and will stand."""
    find_row(employee_id)
    rows = Assignment.objects.filter(employee_id=employee_id)
    return rows.select_related("org_unit", "position", "site")


@query
def list_contracts(*, employee_id: UUID, by: Actor) -> QuerySet[EmployeeContract]:
    """Pay of an employee over time. Raises EmployeeUnknown, SightNotAllowed."""
    employee = find_row(employee_id)
    if not by.may(PERSONAL_DATA):
        raise SightNotAllowed(actor=by.name, number=employee.number, permission=PERSONAL_DATA)
    return EmployeeContract.objects.filter(employee_id=employee_id)


@query
def list_own_contracts(*, by: Actor) -> QuerySet[EmployeeContract]:
    """One's own pay over time. Raises NotAnEmployee."""
    own = find_own_employee(by)
    if own is None:
        raise NotAnEmployee
    return EmployeeContract.unscoped.filter(employee_id=own.id)


@query
def find_employees_by_number(*, numbers: Collection[str], by: Actor) -> dict[str, Employee]:
    """Employees by number; unknown numbers are left out."""
    return {row.number: row for row in Employee.objects.filter(number__in=set(numbers))}


def find_row(employee_id: UUID) -> Employee:
    """Raises EmployeeUnknown."""
    found: Employee | None = Employee.objects.filter(id=employee_id).first()
    if found is None:
        raise EmployeeUnknown(id=employee_id)
    return found


def _placed(
    site_id: UUID | None, org_unit_id: UUID | None, position_id: UUID | None
) -> dict[str, Any]:
    placed: dict[str, Any] = {}
    if site_id is not None:
        placed["site_id"] = site_id
    if position_id is not None:
        placed["position_id"] = position_id
    if org_unit_id is not None:
        parents = dict(OrgUnit.objects.values_list("id", "parent_id"))
        placed["org_unit_id__in"] = below({org_unit_id}, parents)
    return placed


def _person(employee: Employee, on: date, by: Actor) -> Person:
    current = Assignment.unscoped.filter(holds_on(on), employee_id=employee.id)
    seen = sight(employee, on=on, by=by)
    return Person(
        employee=employee,
        assignment=current.select_related("org_unit", "position", "site").first(),
        sight=seen,
        personal=personal_data(employee, seen),
    )
