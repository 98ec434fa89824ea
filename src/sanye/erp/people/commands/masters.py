"""Units, positions, skills, shifts, kinds of leave: masters, written by the stem's engine."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sanye.erp.people.domain.capacity import MOST_SKILLS
from sanye.erp.people.domain.choices import RosterStatus
from sanye.erp.people.errors import (
    LevelOutOfRange,
    OrgUnitCycle,
    ShiftNotPossible,
    ShiftRostered,
    SpanEmpty,
    TooManySkills,
)
from sanye.erp.people.models import (
    Employee,
    EmployeeSkill,
    LeaveKind,
    OrgUnit,
    Position,
    RosterLine,
    RosterPolicy,
    ShiftPattern,
    Skill,
    WorkCenterSkill,
)
from sanye.erp.people.models.skills import HIGHEST_LEVEL
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal
from sanye.stem.commands import command
from sanye.stem.masterdata.commands.masters import Batch, Draft, Master, Put, Reference
from sanye.stem.masterdata.commands.putting import put
from sanye.stem.masterdata.models import Site, WorkCenter

Rows = Sequence[Mapping[str, Any]]
DAY_MINUTES = 1440
_TIMES = {"start_minute", "end_minute", "break_start_minute", "break_minutes"}
EMPLOYEE = Reference(Employee, "Employee", key="number")


def _check_tree(batch: Batch) -> Iterator[Refusal]:
    """No unit stands below itself, in what is stored and what is written together."""
    parents: dict[UUID, UUID | None] = dict(OrgUnit.objects.values_list("id", "parent_id"))
    parents |= {draft.instance.id: draft.instance.parent_id for draft in batch.drafts}
    for draft in batch.drafts:
        seen: set[UUID] = set()
        unit: UUID | None = draft.instance.id
        while unit is not None and unit not in seen:
            seen.add(unit)
            unit = parents.get(unit)
        if unit is not None:
            yield OrgUnitCycle(unit=draft.instance.code, field="parent", row=draft.row)


def _check_shift(draft: Draft) -> Iterator[Refusal]:
    row = draft.instance
    length = row.end_minute - row.start_minute
    fits = row.start_minute < DAY_MINUTES and 0 < length <= DAY_MINUTES
    if row.break_start_minute is None:
        fits = fits and row.break_minutes == 0
    else:
        ends = row.break_start_minute + row.break_minutes
        inside = row.start_minute <= row.break_start_minute and ends < row.end_minute
        fits = fits and row.break_minutes > 0 and inside
    if not fits:
        yield ShiftNotPossible(shift=row.code, field="start_minute")


def _check_rostered(batch: Batch) -> Iterator[Refusal]:
    """A published roster never changes, nor when its shifts are."""
    moved = {
        draft.instance.id: draft
        for draft in batch.drafts
        if not draft.is_new and draft.changes.keys() & _TIMES
    }
    lines = RosterLine.unscoped.filter(roster__status=RosterStatus.PUBLISHED, shift__in=moved)
    for shift_id in lines.values_list("shift_id", flat=True).distinct():
        draft = moved[shift_id]
        yield ShiftRostered(shift=draft.instance.code, field="start_minute", row=draft.row)


def _check_level(draft: Draft) -> Iterator[Refusal]:
    if not 1 <= draft.instance.level <= HIGHEST_LEVEL:
        yield LevelOutOfRange(level=draft.instance.level, most=HIGHEST_LEVEL, field="level")


def _check_days(draft: Draft) -> Iterator[Refusal]:
    row = draft.instance
    if row.expires_date is not None and row.expires_date < row.acquired_date:
        yield SpanEmpty(first=row.acquired_date, last=row.expires_date, field="expires_date")


def _check_count(batch: Batch) -> Iterator[Refusal]:
    """Capacity looks at every set of the skills that a work center needs."""
    centers = {draft.instance.work_center_id for draft in batch.drafts}
    stored = WorkCenterSkill.unscoped.filter(work_center__in=centers)
    counts = Counter(stored.values_list("work_center_id", flat=True))
    for draft in batch.drafts:
        center = draft.instance.work_center_id
        counts[center] += draft.is_new
        if draft.is_new and counts[center] > MOST_SKILLS:
            yield TooManySkills(
                work_center=draft.instance.work_center.code,
                count=counts[center],
                most=MOST_SKILLS,
                field="skill",
                row=draft.row,
            )


ORG_UNITS = Master(
    "ORG_UNIT",
    OrgUnit,
    ("code",),
    references={"parent": Reference(OrgUnit, "Unit"), "head": EMPLOYEE},
    batch_rules=(_check_tree,),
    lock="erp.people.org_units",
)
POSITIONS = Master("POSITION", Position, ("code",))
SKILLS = Master("SKILL", Skill, ("code",))
SHIFT_PATTERNS = Master(
    "SHIFT_PATTERN",
    ShiftPattern,
    ("code",),
    rules=(_check_shift,),
    batch_rules=(_check_rostered,),
)
ROSTER_POLICIES = Master(
    "ROSTER_POLICY", RosterPolicy, ("site",), references={"site": Reference(Site, "Site")}
)
LEAVE_KINDS = Master(
    "LEAVE_KIND", LeaveKind, ("code",), not_negative=("days_per_year", "carry_over_days")
)
EMPLOYEE_SKILLS = Master(
    "EMPLOYEE_SKILL",
    EmployeeSkill,
    ("employee", "skill"),
    references={"employee": EMPLOYEE, "skill": Reference(Skill, "Skill")},
    rules=(_check_level, _check_days),
)
WORK_CENTER_SKILLS = Master(
    "WORK_CENTER_SKILL",
    WorkCenterSkill,
    ("work_center", "skill"),
    references={
        "work_center": Reference(WorkCenter, "Work center", within="site"),
        "skill": Reference(Skill, "Skill"),
    },
    positive=("people_needed",),
    rules=(_check_level,),
    batch_rules=(_check_count,),
)


@command
def put_org_units(*, org_units: Rows, only: str = "", by: Actor, at: datetime) -> Put:
    """Make or change units by code; `head` is an employee's number."""
    return put(ORG_UNITS, org_units, by=by, only=only)


@command
def put_positions(*, positions: Rows, only: str = "", by: Actor, at: datetime) -> Put:
    """Make or change positions by code."""
    return put(POSITIONS, positions, by=by, only=only)


@command
def put_skills(*, skills: Rows, only: str = "", by: Actor, at: datetime) -> Put:
    """Make or change skills by code."""
    return put(SKILLS, skills, by=by, only=only)


@command
def put_shift_patterns(*, shift_patterns: Rows, only: str = "", by: Actor, at: datetime) -> Put:
    """Make or change shifts by code; of those on published rosters the times stay."""
    return put(SHIFT_PATTERNS, shift_patterns, by=by, only=only)


@command
def put_roster_policies(*, roster_policies: Rows, only: str = "", by: Actor, at: datetime) -> Put:
    """Say what rosters of a site must keep."""
    return put(ROSTER_POLICIES, roster_policies, by=by, only=only)


@command
def put_leave_kinds(*, leave_kinds: Rows, only: str = "", by: Actor, at: datetime) -> Put:
    """Make or change kinds of leave by code."""
    return put(LEAVE_KINDS, leave_kinds, by=by, only=only)
