"""Tables of people."""

from sanye.erp.people.models.attendance import Attendance
from sanye.erp.people.models.employees import (
    Assignment,
    Employee,
    EmployeeContract,
    EmployeePersonal,
)
from sanye.erp.people.models.leave import LeaveAdjustment, LeaveKind, LeaveRequest
from sanye.erp.people.models.organization import OrgUnit, Position
from sanye.erp.people.models.rosters import Roster, RosterLine, RosterPolicy, ShiftPattern
from sanye.erp.people.models.skills import EmployeeSkill, Skill, WorkCenterSkill

__all__ = [
    "Assignment",
    "Attendance",
    "Employee",
    "EmployeeContract",
    "EmployeePersonal",
    "EmployeeSkill",
    "LeaveAdjustment",
    "LeaveKind",
    "LeaveRequest",
    "OrgUnit",
    "Position",
    "Roster",
    "RosterLine",
    "RosterPolicy",
    "ShiftPattern",
    "Skill",
    "WorkCenterSkill",
]
