"""Reads of rosters, and what speaks against them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet

from sanye.erp.people.domain.choices import LeaveStatus, RosterStatus, Severity
from sanye.erp.people.domain.findings import Days, Finding, Known, Policy, Work, find_conflicts
from sanye.erp.people.domain.shifts import ShiftTimes
from sanye.erp.people.errors import NotAnEmployee, RosterUnknown
from sanye.erp.people.models import (
    Employee,
    LeaveRequest,
    Roster,
    RosterLine,
    RosterPolicy,
    ShiftPattern,
)
from sanye.erp.people.queries.privacy import find_own_employee, shown_name
from sanye.erp.people.queries.skills import needs_of, skills_of
from sanye.kernel.actors import Actor
from sanye.stem.commands import query

NEAR_DAYS = 7
"""So many days before and after a roster what its people do elsewhere is looked at."""


@dataclass(frozen=True, slots=True)
class RosterFinding:
    """A finding in a roster with the line and the employee's number."""

    finding: Finding
    line: RosterLine
    number: str


@query
def list_shift_patterns(*, by: Actor) -> QuerySet[ShiftPattern]:
    """All shifts that may be rostered."""
    return ShiftPattern.objects.all()


@query
def list_roster_policies(*, by: Actor) -> QuerySet[RosterPolicy]:
    """What rosters must keep, by site; a site without a row has the defaults."""
    return RosterPolicy.objects.all()


@query
def list_rosters(
    *,
    site_id: UUID | None = None,
    status: str | None = None,
    from_date: date | None = None,
    to_date: date | None = None,
    by: Actor,
) -> QuerySet[Roster]:
    """Rosters with a day in from … to, both included."""
    rows = Roster.objects.select_related("site")
    given = {
        "site_id": site_id,
        "status": status,
        "last_date__gte": from_date,
        "first_date__lte": to_date,
    }
    return rows.filter(**{name: value for name, value in given.items() if value is not None})


@query
def get_roster(*, roster_id: UUID, by: Actor) -> Roster:
    """Raises RosterUnknown."""
    found: Roster | None = Roster.objects.select_related("site").filter(id=roster_id).first()
    if found is None:
        raise RosterUnknown(id=roster_id)
    return found


@query
def list_roster_lines(
    *,
    on: date,
    roster_id: UUID | None = None,
    site_id: UUID | None = None,
    employee_id: UUID | None = None,
    work_center_id: UUID | None = None,
    from_date: date | None = None,
    to_date: date | None = None,
    by: Actor,
) -> QuerySet[RosterLine]:
    """Lines of one roster, or else of all published ones. `on` is today, for who heads whom."""
    rows: QuerySet[RosterLine] = RosterLine.objects.select_related(
        "employee", "shift", "work_center"
    ).annotate(name=shown_name(on=on, by=by))
    if roster_id is None:
        rows = rows.filter(roster__status=RosterStatus.PUBLISHED)
    given = {
        "roster_id": roster_id,
        "roster__site_id": site_id,
        "employee_id": employee_id,
        "work_center_id": work_center_id,
        "work_date__gte": from_date,
        "work_date__lte": to_date,
    }
    return rows.filter(**{name: value for name, value in given.items() if value is not None})


@query
def list_own_shifts(*, from_date: date, to_date: date, by: Actor) -> QuerySet[RosterLine]:
    """The published shifts of whoever is signed in. Raises NotAnEmployee."""
    own = find_own_employee(by)
    if own is None:
        raise NotAnEmployee
    return RosterLine.unscoped.filter(
        employee_id=own.id,
        roster__status=RosterStatus.PUBLISHED,
        work_date__range=(from_date, to_date),
    ).select_related("employee", "shift", "work_center")


@query
def list_roster_findings(*, roster_id: UUID, by: Actor) -> list[RosterFinding]:
    """What speaks against a roster now; of a published one what came up since."""
    roster = get_roster(roster_id=roster_id, by=by)
    lines = list(
        RosterLine.unscoped.filter(roster_id=roster.id)
        .select_related("shift", "employee")
        .order_by("work_date", "id")
    )
    return [
        RosterFinding(finding, lines[finding.row - 1], lines[finding.row - 1].employee.number)
        for finding in find_findings(roster, lines)
    ]


def find_findings(roster: Roster, lines: Sequence[RosterLine]) -> list[Finding]:
    """The findings of a roster with these lines, rows counted from 1 in their order."""
    works = [_work(line, row) for row, line in enumerate(lines, start=1)]
    people = {work.employee_id for work in works}
    near = timedelta(days=NEAR_DAYS)
    around = (roster.first_date - near, roster.last_date + near)
    known = Known(
        employed=employed_days(people),
        leave=approved_leave(people, roster.first_date, roster.last_date),
        skills=skills_of(people),
        needs=needs_of({work.work_center_id for work in works if work.work_center_id}),
    )
    return find_conflicts(works, _elsewhere(roster, people, around), known, policy_of(roster))


def _elsewhere(roster: Roster, people: Collection[UUID], around: Days) -> list[Work]:
    """Shifts of the same people in other published rosters, not in the one that is revised."""
    rows = RosterLine.unscoped.filter(
        company_id=roster.company_id,
        employee__in=people,
        work_date__range=around,
        roster__status=RosterStatus.PUBLISHED,
    ).exclude(roster_id__in=[roster.id, roster.revises_id or roster.id])
    return [_work(line, None) for line in rows.select_related("shift")]


def policy_of(roster: Roster) -> Policy:
    """The site's policy, or the defaults."""
    row = RosterPolicy.unscoped.filter(company_id=roster.company_id, site_id=roster.site_id).first()
    if row is None:
        return Policy()
    return Policy(
        min_rest_minutes=row.min_rest_minutes,
        max_week_minutes=row.max_week_minutes,
        on_leave=Severity(row.on_leave),
        on_skill=Severity(row.on_skill),
        on_rest=Severity(row.on_rest),
        on_week=Severity(row.on_week),
    )


def employed_days(employee_ids: Collection[UUID]) -> dict[UUID, Days]:
    """From when to when people are employed, both days included."""
    rows = Employee.unscoped.filter(id__in=employee_ids)
    return {row.id: (row.hired_date, row.last_date or date.max) for row in rows}


def approved_leave(
    employee_ids: Collection[UUID], first: date, last: date
) -> dict[UUID, list[Days]]:
    """Approved leave with a day in first … last."""
    found: dict[UUID, list[Days]] = defaultdict(list)
    rows = LeaveRequest.unscoped.filter(
        employee__in=employee_ids,
        status=LeaveStatus.APPROVED,
        first_date__lte=last,
        last_date__gte=first,
    )
    for employee_id, begins, ends in rows.values_list("employee_id", "first_date", "last_date"):
        found[employee_id].append((begins, ends))
    return dict(found)


def times_of(shift: ShiftPattern) -> ShiftTimes:
    """The pattern as the rules take it."""
    return ShiftTimes(
        shift.start_minute, shift.end_minute, shift.break_start_minute, shift.break_minutes
    )


def published_lines(
    *, company_id: UUID, first: date, last: date, site_id: UUID | None = None
) -> QuerySet[RosterLine]:
    """Lines of published rosters on the days, both included."""
    rows: QuerySet[RosterLine] = RosterLine.unscoped.filter(
        company_id=company_id,
        roster__status=RosterStatus.PUBLISHED,
        work_date__range=(first, last),
    )
    rows = rows if site_id is None else rows.filter(roster__site_id=site_id)
    return rows.select_related("shift", "roster", "employee")


def _work(line: RosterLine, row: int | None) -> Work:
    return Work(
        employee_id=line.employee_id,
        work_date=line.work_date,
        times=times_of(line.shift),
        work_center_id=line.work_center_id,
        row=row,
    )
