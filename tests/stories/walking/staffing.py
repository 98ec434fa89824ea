"""People: who is hired and leaves, what they can do, when they work, are there, are away."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sanye.erp.people import commands as people
from sanye.erp.people.domain.choices import EmploymentKind
from sanye.erp.people.models import (
    Attendance,
    Employee,
    EmployeeSkill,
    LeaveKind,
    LeaveRequest,
    OrgUnit,
    Position,
    Roster,
    RosterLine,
    ShiftPattern,
    WorkCenterSkill,
)
from sanye.kernel.actors import Actor
from sanye.stem.identity.models import User
from sanye.stem.masterdata.models import Site, WorkCenter
from tests.stories.walking.walk import Walk, step
from tests.stories.walking.world import SHIFTS, SKILLS


@step(2)
def put_shift_pattern(walk: Walk) -> None:
    code = walk.random.choice(list(SHIFTS))
    start, end = SHIFTS[code]
    later = walk.random.choice([0, 0, 0, 0, 90, 700])
    row: dict[str, Any] = {"code": code, "name": code, "start_minute": start + later,
                           "end_minute": end + later}  # fmt: skip
    if walk.chance(0.5):
        row |= {"break_start_minute": start + walk.random.choice([0, 240]), "break_minutes": 30}
    people.put_shift_patterns(shift_patterns=[row], **walk.who)


@step(2)
def put_org_units(walk: Walk) -> None:
    names = [f"U{number}" for number in range(4)]
    head = walk.pick(Employee.unscoped).number if walk.chance(0.5) else None
    rows = [{"code": names[0], "name": "unit", "head": head}]
    parent = walk.random.choice(names)
    if OrgUnit.unscoped.filter(code=parent).exists() or parent == names[0]:
        rows.append({"code": walk.random.choice(names), "name": "unit", "parent": parent})
    people.put_org_units(org_units=rows, **walk.who)


@step(2)
def put_leave_kind(walk: Walk) -> None:
    rows = [
        {"code": "ANNUAL", "name": "年假", "accrual": walk.random.choice(["YEARLY", "MONTHLY"]),
         "days_per_year": walk.random.choice([5, 10, "12.5"]),
         "carry_over_days": walk.random.choice([0, 3]), "is_prorated": walk.chance(0.7)},
        {"code": "SICK", "name": "病假"},
    ]  # fmt: skip
    people.put_leave_kinds(leave_kinds=rows, **walk.who)


@step(4)
def hire_employee(walk: Walk) -> None:
    position = walk.pick(Position.unscoped)
    users = User.objects.filter(id__in=walk.aurora.people.values())
    hire = people.Hire(
        from_date=_near(walk, 200),
        placement=people.Placement(
            position_id=position.id,
            org_unit_id=_maybe(walk, OrgUnit),
            site_id=_maybe(walk, Site),
            weekly_minutes=walk.random.choice([None, 2400, 1200, 1]),
        ),
        number=walk.random.choice(["", "", f"A{walk.random.randint(1, 30)}"]),
        user_id=walk.pick(users).id if walk.chance(0.4) else None,
        personal={"name": "Li", "badge_number": walk.random.choice(["", "", "", "B1", "B2", "B3"])},
    )
    people.hire_employee(hire=hire, **walk.who)


@step(2)
def put_employees(walk: Walk) -> None:
    rows = []
    for _ in range(walk.random.randint(1, 3)):
        row = {"number": f"A{walk.random.randint(1, 30)}", "position": "OPERATOR",
               "from_date": _near(walk, 90), "site": "PLANT"}  # fmt: skip
        if walk.chance(0.3):
            row["last_date"] = _near(walk, 60)
        if walk.chance(0.5):
            row |= {"name": "Wang", "badge_number": f"B{walk.random.randint(3, 9)}"}
        rows.append(row)
    people.put_employees(employees=rows, **walk.who)


@step(2)
def change_employee(walk: Walk) -> None:
    people.change_employee(
        employee_id=_somebody(walk).id,
        from_date=_near(walk),
        placement=people.Placement(
            org_unit_id=_maybe(walk, OrgUnit),
            site_id=_maybe(walk, Site),
            employment_kind=walk.random.choice([None, *EmploymentKind]),
            weekly_minutes=walk.random.choice([None, 600, 2400, 0]),
        ),
        **walk.who,
    )


@step(1)
def end_employment(walk: Walk) -> None:
    people.end_employment(employee_id=_somebody(walk).id, last_date=_near(walk), **walk.who)


@step(1)
def erase_person(walk: Walk) -> None:
    left = Employee.unscoped.filter(last_date__isnull=False)
    people.erase_person(employee_id=walk.pick(left).id, **walk.who)


@step(1)
def put_contract(walk: Walk) -> None:
    people.put_contract(
        employee_id=_somebody(walk).id,
        from_date=_near(walk),
        to_date=walk.random.choice([None, _near(walk)]),
        pay_amount=walk.random.choice([None, Decimal(0), Decimal("8000.50")]),
        currency=walk.random.choice(["CNY", "CNY", "XYZ"]),
        **walk.who,
    )


@step(1)
def link_user(walk: Walk) -> None:
    user = walk.pick(User.objects.filter(id__in=walk.aurora.people.values()))
    user_id = walk.random.choice([user.id, user.id, None])
    people.link_user(employee_id=_somebody(walk).id, user_id=user_id, **walk.who)


@step(1)
def put_personal_data(walk: Walk) -> None:
    personal = {"home_address": "Lu 1", "badge_number": walk.random.choice(["", "B1", "B2"])}
    people.put_personal_data(employee_id=_somebody(walk).id, personal=personal, **walk.who)


@step(3)
def put_employee_skills(walk: Walk) -> None:
    acquired = _near(walk)
    row = {"employee": _somebody(walk).number, "skill": walk.random.choice(SKILLS),
           "level": walk.random.choice([1, 3, 5, 6]), "acquired_date": acquired,
           "expires_date": walk.random.choice([None, acquired, _near(walk)])}  # fmt: skip
    people.put_employee_skills(employee_skills=[row], **walk.who)


@step(1)
def end_employee_skill(walk: Walk) -> None:
    held = walk.pick(EmployeeSkill.unscoped)
    people.end_employee_skill(employee_skill_id=held.id, last_date=_near(walk), **walk.who)


@step(1)
def put_work_center_skills(walk: Walk) -> None:
    center = walk.pick(WorkCenter.unscoped.select_related("site"))
    row = {"work_center": f"{center.site.code}/{center.code}", "skill": walk.random.choice(SKILLS),
           "level": walk.random.choice([1, 3]),
           "people_needed": walk.random.choice([1, 1, 2])}  # fmt: skip
    people.put_work_center_skills(work_center_skills=[row], **walk.who)


@step(1)
def remove_work_center_skill(walk: Walk) -> None:
    asked = walk.pick(WorkCenterSkill.unscoped)
    people.remove_work_center_skill(work_center_skill_id=asked.id, **walk.who)


@step(3)
def request_leave(walk: Walk) -> None:
    first = _near(walk)
    by = _as_somebody(walk) if walk.chance(0.5) else walk.by
    span: dict[str, Any] = {
        "kind_id": walk.pick(LeaveKind.unscoped).id,
        "first_date": first,
        "last_date": first + timedelta(days=walk.random.choice([0, 1, 4, 12, -1])),
        "note": walk.random.choice(["", "ill"]),
    }
    if by.user_id is not None and walk.chance(0.7):
        people.request_own_leave(**span, by=by, at=walk.now)
    else:
        people.request_leave(employee_id=_somebody(walk).id, **span, by=by, at=walk.now)


@step(3)
def decide_leave(walk: Walk) -> None:
    leave = walk.pick_late(LeaveRequest.unscoped)
    decide = walk.random.choice(
        [people.approve_leave, people.approve_leave, people.refuse_leave, people.cancel_leave]
    )
    by = _as_somebody(walk) if walk.chance(0.3) else walk.by
    decide(leave_id=leave.id, by=by, at=walk.now)


@step(1)
def cancel_own_leave(walk: Walk) -> None:
    own = LeaveRequest.unscoped.filter(employee__user_id__isnull=False).select_related("employee")
    leave = walk.pick(own)
    by = replace(walk.by, user_id=leave.employee.user_id)
    people.cancel_own_leave(leave_id=leave.id, by=by, at=walk.now)


@step(1)
def adjust_leave(walk: Walk) -> None:
    people.adjust_leave(
        employee_id=_somebody(walk).id,
        kind_id=walk.pick(LeaveKind.unscoped).id,
        effective_date=_near(walk),
        days=Decimal(walk.random.choice(["2", "-3", "0.5", "0"])),
        reason="moved",
        **walk.who,
    )


@step(1)
def put_leave(walk: Walk) -> None:
    rows = []
    for _ in range(walk.random.randint(1, 2)):
        first = _near(walk)
        last = first + timedelta(days=walk.random.choice([0, 2, 9]))
        row = {"employee": _somebody(walk).number, "kind": "SICK", "first_date": first,
               "last_date": last, "status": walk.random.choice([None, "REQUESTED"])}  # fmt: skip
        rows.append(row)
    people.put_leave(leave=[*rows, rows[0]], **walk.who)


@step(3)
def clock(walk: Walk) -> None:
    clocks = walk.random.choice([people.clock_in, people.clock_in, people.clock_out])
    if walk.chance(0.8):
        clocks(number=_somebody(walk).number, **walk.who)
    else:
        clocks(badge_number=walk.random.choice(["B1", "B2", "B3"]), **walk.who)


@step(1)
def record_attendance(walk: Walk) -> None:
    starts = walk.now - timedelta(hours=walk.random.choice([8, 9, 30, 100]))
    ends = starts + timedelta(hours=walk.random.choice([1, 8, 24, 25, 0]))
    people.record_attendance(
        employee_id=_somebody(walk).id, started_at=starts, ended_at=ends, **walk.who
    )


@step(1)
def put_attendance(walk: Walk) -> None:
    starts = walk.now - timedelta(hours=walk.random.choice([8, 9, 30, 100]))
    ends = starts + timedelta(hours=walk.random.choice([1, 8]))
    row = {"employee": _somebody(walk).number, "started_at": starts, "ended_at": ends}
    people.put_attendance(attendance=[row], **walk.who)


@step(2)
def correct_attendance(walk: Walk) -> None:
    wrong = walk.pick_late(Attendance.unscoped)
    starts = wrong.started_at + timedelta(hours=walk.random.choice([0, -1, 1, -20]))
    ends = starts + timedelta(hours=walk.random.choice([1, 8, 24]))
    people.correct_attendance(
        attendance_id=wrong.id, started_at=starts, ended_at=ends, reason="forgot", **walk.who
    )


@step(4)
def draft_roster(walk: Walk) -> None:
    first = walk.today + timedelta(days=walk.random.choice([-3, 0, 1, 7, 14]))
    last = first + timedelta(days=walk.random.choice([0, 2, 6, 13]))
    site = walk.pick(Site.unscoped.filter(code__in=["PLANT", "PLANT", "SHOP"]))
    people.draft_roster(
        site_id=site.id,
        first_date=first,
        last_date=last,
        lines=_lines(walk, site.id, first, last),
        **walk.who,
    )


@step(1)
def put_rosters(walk: Walk) -> None:
    roster = walk.pick_late(Roster.unscoped.select_related("site"))
    lines = [
        {"employee": line.employee.number, "work_date": line.work_date, "shift": line.shift.code,
         "work_center": line.work_center.code if line.work_center else ""}
        for line in RosterLine.unscoped.filter(roster=roster).order_by("id")
        if walk.chance(0.9)
    ]  # fmt: skip
    row = {"site": roster.site.code, "first_date": roster.first_date,
           "last_date": roster.last_date, "publish": walk.chance(0.7), "lines": lines}  # fmt: skip
    people.put_rosters(rosters=[row], **walk.who)


@step(4)
def publish_roster(walk: Walk) -> None:
    drafted = walk.pick_late(Roster.unscoped.filter(status="DRAFT"))
    people.publish_roster(roster_id=drafted.id, **walk.who)


@step(2)
def set_roster_lines(walk: Walk) -> None:
    roster = walk.pick_late(Roster.unscoped)
    lines = _lines(walk, roster.site_id, roster.first_date, roster.last_date)
    people.set_roster_lines(roster_id=roster.id, lines=lines, **walk.who)


@step(2)
def revise_roster(walk: Walk) -> None:
    people.revise_roster(roster_id=walk.pick_late(Roster.unscoped).id, **walk.who)


@step(1)
def copy_roster(walk: Walk) -> None:
    roster = walk.pick_late(Roster.unscoped)
    later = timedelta(days=walk.random.choice([0, 1, 7, -7]))
    people.copy_roster(roster_id=roster.id, first_date=roster.last_date + later, **walk.who)


@step(1)
def discard_roster(walk: Walk) -> None:
    people.discard_roster(roster_id=walk.pick_late(Roster.unscoped).id, **walk.who)


@step(1)
def put_roster_policies(walk: Walk) -> None:
    row = {"site": "PLANT", "on_leave": walk.random.choice(["REFUSE", "WARN", "IGNORE"]),
           "on_skill": walk.random.choice(["REFUSE", "WARN", "IGNORE"])}  # fmt: skip
    people.put_roster_policies(roster_policies=[row], **walk.who)


def _near(walk: Walk, most: int = 25) -> date:
    """Mostly about today; at times an edge of a year."""
    if walk.chance(0.1):
        return date(walk.today.year, 12, 31) + timedelta(days=walk.random.randint(-3, 3))
    return walk.today + timedelta(
        days=walk.random.choice([0, -1, 1, walk.random.randint(-most, most)])
    )


def _maybe(walk: Walk, model: Any) -> Any:
    return walk.pick(model.unscoped).id if walk.chance(0.5) and model.unscoped.exists() else None


def _somebody(walk: Walk) -> Employee:
    found: Employee = walk.pick(Employee.unscoped)
    return found


def _as_somebody(walk: Walk) -> Actor:
    """The actor as one of those who sign in."""
    user = walk.pick(User.objects.filter(id__in=walk.aurora.people.values()))
    return replace(walk.by, user_id=user.id)


def _lines(walk: Walk, site_id: Any, first: date, last: date) -> list[people.NewLine]:
    """A shift for each of some people on most days, at times another one, or somebody else."""
    shifts = list(ShiftPattern.unscoped.order_by("code"))
    centers = [None, *WorkCenter.unscoped.filter(site_id=site_id).order_by("code")]
    employed = Employee.unscoped.filter(hired_date__lte=first).exclude(last_date__lt=last)
    staff = list((Employee.unscoped if walk.chance(0.1) else employed).order_by("id"))
    lines = []
    for one in walk.some(staff)[:4]:
        usual, center = walk.pick(shifts), walk.random.choice(centers)
        for offset in range((last - first).days + 1):
            for _ in range(walk.random.choice([0, 1, 1, 1, 1, 1])):
                odd = walk.chance(0.03)
                line = people.NewLine(
                    employee_id=one.id,
                    work_date=first + timedelta(days=offset + (odd and walk.chance(0.2))),
                    shift_id=(walk.pick(shifts) if odd else usual).id,
                    work_center_id=center.id if center is not None else None,
                )
                lines.append(line)
    return lines
