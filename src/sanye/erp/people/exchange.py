"""Files that people reads. Masters can be written out too; employees only come in."""

from sanye.erp.people import commands
from sanye.erp.people.commands import masters
from sanye.erp.people.commands.importing import COLUMNS
from sanye.erp.people.commands.importing_leave import LEAVE
from sanye.erp.people.commands.importing_work import HEAD, LINE
from sanye.erp.people.commands.masters import EMPLOYEE_SKILLS, WORK_CENTER_SKILLS
from sanye.stem.exchange.domain.layouts import Layout
from sanye.stem.exchange.kinds import DocumentKind, Kind, add_kind

add_kind(Kind("org-units", masters.ORG_UNITS, commands.put_org_units, "org_units"))
add_kind(Kind("positions", masters.POSITIONS, commands.put_positions, "positions"))
add_kind(Kind("skills", masters.SKILLS, commands.put_skills, "skills"))
add_kind(
    Kind("shift-patterns", masters.SHIFT_PATTERNS, commands.put_shift_patterns, "shift_patterns")
)
add_kind(Kind("leave-kinds", masters.LEAVE_KINDS, commands.put_leave_kinds, "leave_kinds"))
add_kind(Kind("employee-skills", EMPLOYEE_SKILLS, commands.put_employee_skills, "employee_skills"))
add_kind(
    Kind(
        "work-center-skills",
        WORK_CENTER_SKILLS,
        commands.put_work_center_skills,
        "work_center_skills",
    )
)
add_kind(
    DocumentKind(
        name="employees",
        layout=Layout(key=("number",), own={name: name for name in COLUMNS}),
        put=commands.put_employees,
        parameter="employees",
    )
)
add_kind(
    DocumentKind(
        name="rosters",
        layout=Layout(
            key=("site", "first_date", "last_date"),
            own={name: name for name in HEAD},
            line_name="lines",
            lines={name: name for name in LINE},
        ),
        put=commands.put_rosters,
        parameter="rosters",
    )
)
add_kind(
    DocumentKind(
        name="leave",
        layout=Layout(key=("employee", "first_date"), own={name: name for name in LEAVE}),
        put=commands.put_leave,
        parameter="leave",
    )
)
