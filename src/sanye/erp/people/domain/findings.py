"""What is wrong with a roster: rules over its lines and what the same people do elsewhere."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from uuid import UUID

from sanye.erp.people.domain.choices import FindingKind, Severity
from sanye.erp.people.domain.shifts import ShiftTimes, overlap


@dataclass(frozen=True, slots=True)
class Work:
    """A shift of somebody. `row` counts the roster's lines from 1; None: another roster's."""

    employee_id: UUID
    work_date: date
    times: ShiftTimes
    work_center_id: UUID | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    min_rest_minutes: int = 660
    max_week_minutes: int = 2880
    on_leave: Severity = Severity.REFUSE
    on_skill: Severity = Severity.REFUSE
    on_rest: Severity = Severity.WARN
    on_week: Severity = Severity.WARN

    def severity_of(self, kind: FindingKind) -> Severity:
        """Nobody can be at two places, and only who is employed can be rostered."""
        return {
            FindingKind.ON_LEAVE: self.on_leave,
            FindingKind.SKILL_MISSING: self.on_skill,
            FindingKind.REST_TOO_SHORT: self.on_rest,
            FindingKind.WEEK_TOO_LONG: self.on_week,
        }.get(kind, Severity.REFUSE)


@dataclass(frozen=True, slots=True)
class Skilled:
    """A skill of somebody at a level, on the days from the first to the last, both included."""

    skill_id: UUID
    level: int
    from_date: date
    to_date: date

    def meets(self, skill_id: UUID, level: int, on: date) -> bool:
        same = self.skill_id == skill_id and self.level >= level
        return same and self.from_date <= on <= self.to_date


Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Known:
    """What the rules need to know of people (spans of days, both included) and work centers.

    `needs`: per work center the skills with the level and the number of people.
    """

    employed: Mapping[UUID, Days]
    leave: Mapping[UUID, Sequence[Days]] = field(default_factory=dict)
    skills: Mapping[UUID, Sequence[Skilled]] = field(default_factory=dict)
    needs: Mapping[UUID, Mapping[UUID, tuple[int, int]]] = field(default_factory=dict)

    def is_employed(self, employee_id: UUID, on: date) -> bool:
        days = self.employed.get(employee_id)
        return days is not None and days[0] <= on <= days[1]

    def is_on_leave(self, employee_id: UUID, on: date) -> bool:
        return any(first <= on <= last for first, last in self.leave.get(employee_id, ()))

    def skills_at(self, employee_id: UUID, work_center_id: UUID, on: date) -> frozenset[UUID]:
        """Those of the skills needed at the work center that the employee has on the day."""
        held = self.skills.get(employee_id, ())
        return frozenset(
            skill_id
            for skill_id, (level, _people) in self.needs.get(work_center_id, {}).items()
            if any(one.meets(skill_id, level, on) for one in held)
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """`found_minutes` and `wanted_minutes` for rest and weeks only."""

    kind: FindingKind
    severity: Severity
    row: int
    employee_id: UUID
    work_date: date
    found_minutes: int | None = None
    wanted_minutes: int | None = None


def find_conflicts(
    lines: Sequence[Work], elsewhere: Sequence[Work], known: Known, policy: Policy
) -> list[Finding]:
    """Everything that speaks against the lines, in their order. Ignored kinds are left out."""
    found = [finding for line in lines for finding in _of_line(line, known, policy)]
    by_person: dict[UUID, list[Work]] = defaultdict(list)
    for work in (*lines, *elsewhere):
        by_person[work.employee_id].append(work)
    for works in by_person.values():
        ordered = sorted(works, key=lambda work: work.times.span_on(work.work_date))
        found += _between(ordered, policy)
        found += _of_weeks(ordered, policy)
    kept = [one for one in found if one.severity is not Severity.IGNORE]
    return sorted(kept, key=lambda one: (one.row, one.kind))


def _of_line(line: Work, known: Known, policy: Policy) -> Iterator[Finding]:
    who, day = line.employee_id, line.work_date
    if not known.is_employed(who, day):
        yield _finding(FindingKind.NOT_EMPLOYED, line, policy)
    if known.is_on_leave(who, day):
        yield _finding(FindingKind.ON_LEAVE, line, policy)
    center = line.work_center_id
    if center is not None and known.needs.get(center) and not known.skills_at(who, center, day):
        yield _finding(FindingKind.SKILL_MISSING, line, policy)


def _between(ordered: Sequence[Work], policy: Policy) -> Iterator[Finding]:
    """Double bookings and short rests between one shift and the next of the same person."""
    for earlier, later in pairwise(ordered):
        line = later if later.row is not None else earlier
        if line.row is None:
            continue
        one, other = earlier.times.span_on(earlier.work_date), later.times.span_on(later.work_date)
        if overlap(one, other):
            yield _finding(FindingKind.DOUBLE_BOOKED, line, policy)
        elif other[0] - one[1] < policy.min_rest_minutes:
            yield _finding(
                FindingKind.REST_TOO_SHORT, line, policy, other[0] - one[1], policy.min_rest_minutes
            )


def _of_weeks(ordered: Sequence[Work], policy: Policy) -> Iterator[Finding]:
    """ISO weeks with more net minutes than allowed, told at the line that passes the limit."""
    sums: dict[tuple[int, int], int] = defaultdict(int)
    told: set[tuple[int, int]] = set()
    last: dict[tuple[int, int], Work] = {}
    for work in ordered:
        week = work.work_date.isocalendar()[:2]
        sums[week] += work.times.net_minutes
        if work.row is not None and week not in told:
            last[week] = work
            if sums[week] > policy.max_week_minutes:
                told.add(week)
    for week, line in last.items():
        if sums[week] > policy.max_week_minutes:
            yield _finding(
                FindingKind.WEEK_TOO_LONG, line, policy, sums[week], policy.max_week_minutes
            )


def _finding(
    kind: FindingKind,
    line: Work,
    policy: Policy,
    found: int | None = None,
    wanted: int | None = None,
) -> Finding:
    return Finding(
        kind=kind,
        severity=policy.severity_of(kind),
        row=line.row or 0,
        employee_id=line.employee_id,
        work_date=line.work_date,
        found_minutes=found,
        wanted_minutes=wanted,
    )
