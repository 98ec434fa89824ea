"""Locks of people: an employee first, then rosters, then what hangs below; each by id."""

from collections.abc import Collection
from uuid import UUID

from sanye.erp.people.errors import EmployeeUnknown, RosterUnknown
from sanye.erp.people.models import Employee, Roster, RosterLine, ShiftPattern


def lock_employee(employee_id: UUID) -> Employee:
    """The employee, locked. Raises EmployeeUnknown."""
    rows = Employee.objects.filter(id=employee_id).select_for_update(of=("self",))
    found: Employee | None = rows.first()
    if found is None:
        raise EmployeeUnknown(id=employee_id)
    return found


def lock_numbered(numbers: Collection[str]) -> dict[str, Employee]:
    """Employees by number, locked by id; nobody by a number that is unknown."""
    rows = Employee.objects.filter(number__in=numbers).order_by("id")
    return {row.number: row for row in rows.select_for_update(of=("self",))}


def lock_people_of(roster_id: UUID) -> None:
    """Lock all who stand on a roster: on which others they do is decided one roster after the
    other."""
    people = RosterLine.unscoped.filter(roster_id=roster_id).values("employee_id")
    rows = Employee.unscoped.filter(id__in=people).order_by("id")
    list(rows.select_for_update(of=("self",)).values_list("id"))


def lock_shifts_of(roster_id: UUID) -> None:
    """Lock the shifts of a roster: their times stay from its publishing on."""
    shifts = RosterLine.unscoped.filter(roster_id=roster_id).values("shift_id")
    rows = ShiftPattern.unscoped.filter(id__in=shifts).order_by("id")
    list(rows.select_for_update(of=("self",)).values_list("id"))


def lock_roster(roster_id: UUID) -> Roster:
    """The roster, locked. Raises RosterUnknown."""
    rows = Roster.objects.filter(id=roster_id).select_for_update(of=("self",))
    found: Roster | None = rows.first()
    if found is None:
        raise RosterUnknown(id=roster_id)
    return found
