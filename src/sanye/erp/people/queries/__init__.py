"""Reads of people."""

from sanye.erp.people.queries.attendance import (
    get_attendance,
    list_attendance,
    list_attendance_anomalies,
    list_own_attendance,
)
from sanye.erp.people.queries.capacity import list_work_center_capacity
from sanye.erp.people.queries.employees import (
    find_employees_by_number,
    get_employee,
    get_own_record,
    get_personal_data,
    list_assignments,
    list_contracts,
    list_employees,
    list_org_units,
    list_own_contracts,
    list_positions,
)
from sanye.erp.people.queries.leave import (
    get_leave,
    list_leave,
    list_leave_balances,
    list_leave_kinds,
    list_own_leave,
    list_own_leave_balances,
)
from sanye.erp.people.queries.rosters import (
    get_roster,
    list_own_shifts,
    list_roster_findings,
    list_roster_lines,
    list_roster_policies,
    list_rosters,
    list_shift_patterns,
)
from sanye.erp.people.queries.skills import (
    list_employee_skills,
    list_skills,
    list_work_center_skills,
)

__all__ = [
    "find_employees_by_number",
    "get_attendance",
    "get_employee",
    "get_leave",
    "get_own_record",
    "get_personal_data",
    "get_roster",
    "list_assignments",
    "list_attendance",
    "list_attendance_anomalies",
    "list_contracts",
    "list_employee_skills",
    "list_employees",
    "list_leave",
    "list_leave_balances",
    "list_leave_kinds",
    "list_org_units",
    "list_own_attendance",
    "list_own_contracts",
    "list_own_leave",
    "list_own_leave_balances",
    "list_own_shifts",
    "list_positions",
    "list_roster_findings",
    "list_roster_lines",
    "list_roster_policies",
    "list_rosters",
    "list_shift_patterns",
    "list_skills",
    "list_work_center_capacity",
    "list_work_center_skills",
]
