"""Employing people: masters, rosters of three weeks, who was there, who wants to be away."""

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sanye.erp.people import commands as people
from sanye.erp.people.queries import list_employees
from sanye.kernel.actors import Actor
from sanye.kernel.calendars import WorkingCalendar
from sanye.project.demo.full import people as tables
from sanye.project.demo.full.people import Person
from sanye.project.demo.full.places import SITES
from sanye.stem.identity.models import User
from sanye.stem.masterdata.queries import get_business_date, list_sites, working_calendars_of_sites

Row = dict[str, Any]
_ZONE = ZoneInfo("Asia/Shanghai")
_SPANS = {row["code"]: (row["start_minute"], row["end_minute"]) for row in tables.SHIFT_PATTERNS}
_ABSENT = 0.03
"""Share of rostered shifts to which nobody came."""


def employ(*, seed: int, by: Actor, at: datetime) -> None:
    """Everybody with all that belongs to them, as of the business day."""
    today = get_business_date(at=at, by=by)
    staff = tables.staff()
    _put_masters(staff, today, seed, by, at)
    _link_users(staff, today, by, at)
    calendars = _calendars(by)
    monday = today - timedelta(days=today.weekday())
    rosters = [
        _roster(staff, site, monday + timedelta(days=7 * week), calendars[site], week <= 0)
        for week in (-1, 0, 1)
        for site in (row["code"] for row in SITES)
    ]
    people.put_rosters(rosters=[row for row in rosters if row["lines"]], by=by, at=at)
    past = [line for row in rosters for line in row["lines"] if line["work_date"] < today]
    if past:
        people.put_attendance(attendance=_presences(past, seed, at), by=by, at=at)
    people.put_leave(leave=_leave(staff, today, calendars), by=by, at=at)


def _put_masters(staff: list[Person], today: date, seed: int, by: Actor, at: datetime) -> None:
    people.put_org_units(org_units=tables.ORG_UNITS, by=by, at=at)
    people.put_positions(positions=tables.POSITIONS, by=by, at=at)
    people.put_skills(skills=tables.SKILLS, by=by, at=at)
    people.put_shift_patterns(shift_patterns=tables.SHIFT_PATTERNS, by=by, at=at)
    people.put_leave_kinds(leave_kinds=tables.LEAVE_KINDS, by=by, at=at)
    people.put_roster_policies(roster_policies=tables.ROSTER_POLICIES, by=by, at=at)
    people.put_employees(employees=tables.employees(staff, today, seed), by=by, at=at)
    people.put_employee_skills(
        employee_skills=tables.employee_skills(staff, today, seed), by=by, at=at
    )
    people.put_work_center_skills(work_center_skills=tables.WORK_CENTER_SKILLS, by=by, at=at)
    people.put_org_units(org_units=_heads(staff), by=by, at=at)


def _heads(staff: Sequence[Person]) -> list[Row]:
    """Managers and foremen head their units, the general manager the company."""
    chosen = {
        person.unit: person.number
        for person in staff
        if person.position in {"CEO", "MANAGER", "FOREMAN"}
    }
    return [{"code": unit, "head": number} for unit, number in chosen.items()]


def _link_users(staff: Sequence[Person], today: date, by: Actor, at: datetime) -> None:
    logins = {person.login: person.number for person in staff if person.login}
    users = dict(User.objects.filter(login__in=logins).values_list("login", "id"))
    ids = {row.number: row.id for row in list_employees(on=today, by=by)}
    for login, number in logins.items():
        people.link_user(employee_id=ids[number], user_id=users[login], by=by, at=at)


def _calendars(by: Actor) -> dict[str, WorkingCalendar]:
    sites = {row.id: row.code for row in list_sites(by=by)}
    found = working_calendars_of_sites(site_ids=set(sites), by=by)
    return {code: found[site_id] for site_id, code in sites.items()}


def _roster(
    staff: Sequence[Person],
    site: str,
    monday: date,
    calendar: WorkingCalendar,
    is_published: bool,  # noqa: FBT001 - a column of the row
) -> Row:
    """One week of a site: everybody with a shift on its working days, at most five."""
    days = [day for n in range(7) if calendar.is_working(day := monday + timedelta(days=n))][:5]
    return {
        "site": site,
        "first_date": monday,
        "last_date": monday + timedelta(days=6),
        "publish": is_published,
        "lines": [
            {
                "employee": person.number,
                "work_date": day,
                "shift": person.shift,
                "work_center": person.center,
            }
            for person in staff
            if person.site == site and person.shift
            for day in days
        ],
    }


def _presences(lines: Sequence[Row], seed: int, at: datetime) -> list[Row]:
    """Those rostered came and went, a few minutes early or late; some did not come."""
    drawn = random.Random(f"{seed}/attendance")  # noqa: S311 - a repeatable choice, not a secret
    rows = []
    for line in lines:
        came, went = drawn.randint(-12, 6), drawn.randint(-3, 20)
        is_absent = drawn.random() < _ABSENT
        start, end = _SPANS[line["shift"]]
        midnight = datetime.combine(line["work_date"], datetime.min.time(), _ZONE)
        if is_absent or midnight + timedelta(minutes=end + went) > at:
            continue
        rows.append(
            {
                "employee": line["employee"],
                "started_at": midnight + timedelta(minutes=start + came),
                "ended_at": midnight + timedelta(minutes=end + went),
            }
        )
    return rows


def _leave(
    staff: Sequence[Person], today: date, calendars: dict[str, WorkingCalendar]
) -> list[Row]:
    """Some of the office ask, some have been granted; operators ask for later."""
    rows = []
    office = [person for person in staff if not person.shift][3:13]
    operators = [person for person in staff if person.center][::9]
    for turn, person in enumerate([*office, *operators]):
        calendar = calendars[person.site]
        ahead = (turn % 5) + (12 if person.center else 2)
        first = calendar.add_working_days(today, ahead)
        rows.append(
            {
                "employee": person.number,
                "kind": "PERSONAL" if turn % 4 == 3 else "ANNUAL",
                "first_date": first,
                "last_date": calendar.add_working_days(first, 1 + turn % 3),
                "status": "APPROVED" if turn % 3 == 0 else "REQUESTED",
            }
        )
    return rows
