"""Changes of people. Other modules import these names from here."""

from sanye.erp.people.commands.attendance import (
    clock_in,
    clock_out,
    correct_attendance,
    record_attendance,
)
from sanye.erp.people.commands.employing import (
    Hire,
    Placement,
    change_employee,
    end_employment,
    hire_employee,
    link_user,
)
from sanye.erp.people.commands.importing import put_employees
from sanye.erp.people.commands.importing_leave import put_leave
from sanye.erp.people.commands.importing_work import put_attendance, put_rosters
from sanye.erp.people.commands.leave import (
    adjust_leave,
    approve_leave,
    cancel_leave,
    cancel_own_leave,
    refuse_leave,
    request_leave,
    request_own_leave,
)
from sanye.erp.people.commands.masters import (
    put_leave_kinds,
    put_org_units,
    put_positions,
    put_roster_policies,
    put_shift_patterns,
    put_skills,
)
from sanye.erp.people.commands.personal import erase_person, put_contract, put_personal_data
from sanye.erp.people.commands.rosters import (
    NewLine,
    copy_roster,
    discard_roster,
    draft_roster,
    publish_roster,
    revise_roster,
    set_roster_lines,
)
from sanye.erp.people.commands.skills import (
    end_employee_skill,
    put_employee_skills,
    put_work_center_skills,
    remove_work_center_skill,
)

__all__ = [
    "Hire",
    "NewLine",
    "Placement",
    "adjust_leave",
    "approve_leave",
    "cancel_leave",
    "cancel_own_leave",
    "change_employee",
    "clock_in",
    "clock_out",
    "copy_roster",
    "correct_attendance",
    "discard_roster",
    "draft_roster",
    "end_employee_skill",
    "end_employment",
    "erase_person",
    "hire_employee",
    "link_user",
    "publish_roster",
    "put_attendance",
    "put_contract",
    "put_employee_skills",
    "put_employees",
    "put_leave",
    "put_leave_kinds",
    "put_org_units",
    "put_personal_data",
    "put_positions",
    "put_roster_policies",
    "put_rosters",
    "put_shift_patterns",
    "put_skills",
    "put_work_center_skills",
    "record_attendance",
    "refuse_leave",
    "remove_work_center_skill",
    "request_leave",
    "request_own_leave",
    "revise_roster",
    "set_roster_lines",
]
