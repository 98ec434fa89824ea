"""From our rows to our published facts: ids and days, never what is personal."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sanye.contracts.erp.people import (
    AttendanceRecorded,
    EmployeeChanged,
    EmployeeErased,
    EmployeeHired,
    EmployeeLeft,
    LeaveDecided,
    RosterPublished,
    WorkCenterCapacityChanged,
)
from sanye.erp.people.models import Assignment, Attendance, Employee, LeaveRequest, Roster
from sanye.stem.events.log import publish

Touched = tuple[UUID, UUID, date]
"""Work center, site, day."""


def hired(employee: Employee, assignment: Assignment) -> EmployeeHired:
    """Somebody works for us from a day on."""
    return EmployeeHired(
        employee_id=employee.id,
        number=employee.number,
        org_unit_id=assignment.org_unit_id,
        position_code=assignment.position.code,
        site_id=assignment.site_id,
        from_date=assignment.valid_from_date,
    )


def publish_changed(employee: Employee, assignment: Assignment) -> None:
    """Somebody stands elsewhere from a day on."""
    publish(
        EmployeeChanged(
            employee_id=employee.id,
            number=employee.number,
            org_unit_id=assignment.org_unit_id,
            position_code=assignment.position.code,
            site_id=assignment.site_id,
            from_date=assignment.valid_from_date,
        )
    )


def left(employee: Employee) -> EmployeeLeft:
    """Somebody leaves at the end of a day."""
    if employee.last_date is None:
        raise ValueError("nobody leaves without a last day")
    return EmployeeLeft(
        employee_id=employee.id,
        number=employee.number,
        last_date=employee.last_date,
        reason_code=employee.leaving_reason,
    )


def publish_erased(employee: Employee) -> None:
    """Nothing personal is kept any more."""
    publish(EmployeeErased(employee_id=employee.id, number=employee.number))


def leave_fact(leave: LeaveRequest) -> LeaveDecided:
    """A request was approved, refused or cancelled."""
    return LeaveDecided(
        leave_id=leave.id,
        employee_id=leave.employee_id,
        kind=leave.kind.code,
        first_date=leave.first_date,
        last_date=leave.last_date,
        status=leave.status,
    )


def attendance_fact(row: Attendance) -> AttendanceRecorded:
    """Somebody came, went, or it was corrected."""
    return AttendanceRecorded(
        attendance_id=row.id,
        employee_id=row.employee_id,
        work_date=row.work_date,
        started_at=row.started_at,
        ended_at=row.ended_at,
        worked_minutes=row.worked_minutes,
    )


def publish_roster(roster: Roster) -> None:
    """Who works when is settled."""
    publish(
        RosterPublished(
            roster_id=roster.id,
            site_id=roster.site_id,
            first_date=roster.first_date,
            last_date=roster.last_date,
            version=roster.version,
        )
    )


def publish_capacity(touched: Iterable[Touched]) -> None:
    """One fact per work center with the first and last day that changed."""
    days: dict[tuple[UUID, UUID], list[date]] = defaultdict(list)
    for work_center_id, site_id, day in touched:
        days[work_center_id, site_id].append(day)
    publish(
        *(
            WorkCenterCapacityChanged(
                work_center_id=work_center_id,
                site_id=site_id,
                first_date=min(found),
                last_date=max(found),
            )
            for (work_center_id, site_id), found in sorted(days.items())
        )
    )
