"""A small workforce: two units, three positions, shifts, skills, people."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sanye.erp.people import commands
from sanye.erp.people.models import Employee, LeaveKind, Roster, ShiftPattern, Skill
from sanye.kernel.actors import Actor
from sanye.stem.identity.domain.roles import permissions_of
from sanye.stem.identity.models import Membership, Role, User
from sanye.stem.masterdata.models import Site
from tests.factories import masterdata

MONDAY = date(2026, 3, 2)
SUNDAY = date(2026, 3, 8)


@dataclass
class Workforce:
    """`people` by number; `skills` and `shifts` by code."""

    by: Actor
    at: datetime
    site: Site
    people: dict[str, Employee] = field(default_factory=dict)

    @property
    def shifts(self) -> dict[str, ShiftPattern]:
        return {row.code: row for row in ShiftPattern.unscoped.all()}

    @property
    def skills(self) -> dict[str, Skill]:
        return {row.code: row for row in Skill.unscoped.all()}

    def hire(self, number: str, **fields: Any) -> Employee:
        """An operator of unit ASSEMBLY since 2024, named after the number."""
        row = {
            "number": number,
            "from_date": "2024-01-01",
            "position": "OPERATOR",
            "org_unit": "ASSEMBLY",
            "site": self.site.code,
            "name": f"Name of {number}",
            "work_email": f"{number.lower()}@aurora.example",
            "private_phone": "13800000000",
            **fields,
        }
        put = commands.put_employees(employees=[row], by=self.by, at=self.at)
        self.people[number] = put.row
        return put.row

    def skill(self, number: str, code: str, level: int = 1, **fields: Any) -> None:
        row = {"employee": number, "skill": code, "level": level, "acquired_date": "2024-01-01"}
        commands.put_employee_skills(employee_skills=[{**row, **fields}], by=self.by, at=self.at)

    def need(self, work_center: Any, code: str, people: int = 1, level: int = 1) -> None:
        row = {
            "work_center": work_center.id,
            "skill": code,
            "people_needed": people,
            "level": level,
        }
        commands.put_work_center_skills(work_center_skills=[row], by=self.by, at=self.at)

    def roster(
        self,
        *lines: tuple[str, date, str, Any],
        first: date = MONDAY,
        last: date = SUNDAY,
        publish: bool = True,
    ) -> Roster:
        """`roster(("E1", MONDAY, "DAY", saw))`: number, day, shift, work center or None."""
        drafted = commands.draft_roster(
            site_id=self.site.id,
            first_date=first,
            last_date=last,
            lines=self.lines(*lines),
            by=self.by,
            at=self.at,
        )
        if publish:
            commands.publish_roster(roster_id=drafted.id, by=self.by, at=self.at)
            drafted.refresh_from_db()
        return drafted

    def lines(self, *lines: tuple[str, date, str, Any]) -> list[commands.NewLine]:
        shifts = self.shifts
        return [
            commands.NewLine(
                employee_id=self.people[number].id,
                work_date=day,
                shift_id=shifts[shift].id,
                work_center_id=None if center is None else center.id,
            )
            for number, day, shift, center in lines
        ]

    def signed_in(self, number: str | None, role: str) -> Actor:
        """Somebody with a role of the house, who is this employee or none."""
        user = User.objects.create_user(f"{role.lower()}-{number}")
        found, _ = Role.objects.get_or_create(code=role, defaults={"name": role})
        Membership.objects.create(user=user, company_id=self.by.company_id, role=found)
        if number is not None:
            commands.link_user(
                employee_id=self.people[number].id, user_id=user.id, by=self.by, at=self.at
            )
        return Actor(
            user_id=user.id,
            company_id=self.by.company_id,
            name=user.login,
            permissions=permissions_of(role),
        )

    def leave_kind(self, code: str = "ANNUAL", **fields: Any) -> LeaveKind:
        row = {"code": code, "name": code, "days_per_year": "10", **fields}
        return commands.put_leave_kinds(leave_kinds=[row], by=self.by, at=self.at).row


def make_workforce(by: Actor, at: datetime) -> Workforce:
    """Without people: hire them."""
    site = masterdata.make_site(by, "PLANT", time_zone="Asia/Shanghai")
    commands.put_org_units(
        org_units=[
            {"code": "WORKS", "name": "Works", "name_zh": "工厂"},
            {"code": "ASSEMBLY", "name": "Assembly", "name_zh": "装配", "parent": "WORKS"},
            {"code": "OFFICE", "name": "Office", "name_zh": "办公室"},
        ],
        by=by,
        at=at,
    )
    commands.put_positions(
        positions=[
            {"code": "OPERATOR", "name": "Operator", "name_zh": "操作工"},
            {"code": "FOREMAN", "name": "Foreman", "name_zh": "班组长"},
        ],
        by=by,
        at=at,
    )
    commands.put_skills(
        skills=[
            {"code": "WELDING", "name": "Welding", "name_zh": "焊接"},
            {"code": "CRANE", "name": "Crane licence", "name_zh": "行车操作证"},
        ],
        by=by,
        at=at,
    )
    commands.put_shift_patterns(
        shift_patterns=[
            {
                "code": "DAY",
                "name": "Day",
                "start_minute": 480,
                "end_minute": 1020,
                "break_start_minute": 720,
                "break_minutes": 60,
            },
            {"code": "LATE", "name": "Late", "start_minute": 840, "end_minute": 1320},
            {"code": "NIGHT", "name": "Night", "start_minute": 1320, "end_minute": 1800},
        ],
        by=by,
        at=at,
    )
    return Workforce(by, at, site)
