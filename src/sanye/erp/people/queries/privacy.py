"""What an actor sees of people. The rights are asked here, whoever calls."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, F, Q, Value, When

from sanye.erp.people.domain.privacy import (
    CONTACT_COLUMNS,
    NAMES,
    OWN_RECORD,
    PERSONAL_DATA,
    WORK_CONTACTS,
    Sight,
    columns_of,
    sight_of,
)
from sanye.erp.people.models import Assignment, Employee, EmployeePersonal, OrgUnit
from sanye.kernel.actors import Actor


def find_own_employee(by: Actor) -> Employee | None:
    """The employee who is signed in; nobody for the system."""
    if by.user_id is None:
        return None
    found: Employee | None = Employee.unscoped.filter(
        company_id=by.company_id, user_id=by.user_id
    ).first()
    return found


def team_ids(by: Actor, on: date) -> set[UUID]:
    """Who stands on the day in the units that the actor heads, and in those below."""
    own = find_own_employee(by)
    if own is None:
        return set()
    units = list(OrgUnit.objects.values_list("id", "parent_id", "head_id"))
    headed = {unit for unit, _parent, head in units if head == own.id}
    headed = below(headed, {unit: parent for unit, parent, _head in units})
    rows = Assignment.unscoped.filter(company_id=by.company_id, org_unit__in=headed)
    return set(rows.filter(holds_on(on)).values_list("employee_id", flat=True)) - {own.id}


def below(units: Collection[UUID], parents: dict[UUID, UUID | None]) -> set[UUID]:
    """Units with all that stand below them."""
    found = set(units)
    grown = True
    while grown:
        lower = {unit for unit, parent in parents.items() if parent in found} - found
        found |= lower
        grown = bool(lower)
    return found


def holds_on(on: date) -> Q:
    """Rows valid on a day."""
    return Q(valid_from_date__lte=on) & (Q(valid_to_date__isnull=True) | Q(valid_to_date__gt=on))


def sight(employee: Employee, *, on: date, by: Actor) -> Sight:
    """What the actor sees of the employee."""
    may_contact = by.may(WORK_CONTACTS)
    return sight_of(
        may_all=by.may(PERSONAL_DATA),
        may_own=by.may(OWN_RECORD),
        is_own=by.user_id is not None and employee.user_id == by.user_id,
        may_contact=may_contact,
        heads=may_contact and employee.id in team_ids(by, on),
        may_name=by.may(NAMES),
    )


def personal_data(employee: Employee, seen: Sight) -> dict[str, Any]:
    """The personal columns that the sight shows; none of an erased person."""
    row = EmployeePersonal.unscoped.filter(employee_id=employee.id).first()
    if row is None:
        return {}
    return {name: getattr(row, name) for name in columns_of(seen)}


def shown_columns(*, on: date, by: Actor, path: str = "") -> dict[str, Case]:
    """Annotations `name`, `work_email`, `work_phone` of a list: empty where they may not be seen.

    `path` leads from the listed table to the employee (`employee__`).
    """
    by_contact, by_name = _seen_by(on, by, path)
    columns = {
        column: _shown(f"{path}personal__{column}", by_contact) for column in CONTACT_COLUMNS
    }
    return {"name": _shown(f"{path}personal__name", by_name), **columns}


def shown_name(*, on: date, by: Actor, path: str = "employee__") -> Case:
    """The name alone, for lists of what people do."""
    return shown_columns(on=on, by=by, path=path)["name"]


def _seen_by(on: date, by: Actor, path: str) -> tuple[Q, Q]:
    """Conditions under which the work contact, and under which the name is shown."""
    everybody = Q(**{f"{path}id__isnull": False})
    nobody = Q(**{f"{path}id__isnull": True})
    if by.may(PERSONAL_DATA):
        return everybody, everybody
    contact = nobody
    if by.may(OWN_RECORD) and by.user_id is not None:
        contact |= Q(**{f"{path}user_id": by.user_id})
    if by.may(WORK_CONTACTS):
        contact |= Q(**{f"{path}id__in": team_ids(by, on)})
    return contact, everybody if by.may(NAMES) else contact


def _shown(column: str, condition: Q) -> Case:
    return Case(
        When(condition & Q(**{f"{column}__isnull": False}), then=F(column)),
        default=Value(""),
        output_field=CharField(),
    )
