"""Drafting rosters, copying them, publishing them, revising them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sanye.erp.people import publishing
from sanye.erp.people.commands.capacity import tell_capacity_of_rosters
from sanye.erp.people.commands.locking import lock_people_of, lock_roster, lock_shifts_of
from sanye.erp.people.domain.choices import FindingKind, RosterStatus, Severity
from sanye.erp.people.domain.findings import Finding
from sanye.erp.people.errors import (
    CodeUnknown,
    DayOutsideRoster,
    DoubleBooked,
    LineTwice,
    NotEmployed,
    RestTooShort,
    RosteredOnLeave,
    RosterEmpty,
    RosterNotDraft,
    RosterNotPublished,
    RosterOverlaps,
    SkillMissing,
    WeekTooLong,
    WorkCenterElsewhere,
)
from sanye.erp.people.models import Employee, Roster, RosterLine, ShiftPattern
from sanye.erp.people.queries.capacity import check_span
from sanye.erp.people.queries.rosters import RosterFinding, find_findings
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal, Refusals
from sanye.kernel.ids import new_id
from sanye.stem.commands import command
from sanye.stem.masterdata import queries as masters
from sanye.stem.masterdata.models import WorkCenter
from sanye.stem.rows.bulk import insert_rows

MOST_DAYS_OF_A_ROSTER = 62
REFUSALS: dict[FindingKind, type[Refusal]] = {
    FindingKind.DOUBLE_BOOKED: DoubleBooked,
    FindingKind.NOT_EMPLOYED: NotEmployed,
    FindingKind.ON_LEAVE: RosteredOnLeave,
    FindingKind.SKILL_MISSING: SkillMissing,
    FindingKind.REST_TOO_SHORT: RestTooShort,
    FindingKind.WEEK_TOO_LONG: WeekTooLong,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """One shift of one employee; `row` is where it stands in a file."""

    employee_id: UUID
    work_date: date
    shift_id: UUID
    work_center_id: UUID | None = None
    row: int | None = None


@command
def draft_roster(
    *,
    site_id: UUID,
    first_date: date,
    last_date: date,
    lines: Sequence[NewLine] = (),
    by: Actor,
    at: datetime,
) -> Roster:
    """Begin a roster, both days included. Raises SpanEmpty, SpanTooLong, and as its lines do."""
    check_span(first_date, last_date, MOST_DAYS_OF_A_ROSTER)
    site = masters.get_site(site_id=site_id, by=by)
    roster: Roster = Roster.objects.create(
        company_id=by.company_id, site=site, first_date=first_date, last_date=last_date
    )
    _write_lines(roster, lines)
    return roster


@command
def set_roster_lines(
    *, roster_id: UUID, lines: Sequence[NewLine], by: Actor, at: datetime
) -> Roster:
    """Replace the lines of a draft.

    Raises RosterUnknown, RosterNotDraft, and Refusals with the row of each line that is wrong:
    DayOutsideRoster, CodeUnknown, WorkCenterElsewhere, LineTwice.
    """
    roster = lock_roster(roster_id)
    _check_draft(roster)
    RosterLine.unscoped.filter(roster_id=roster.id).delete()
    _write_lines(roster, lines)
    return roster


@command
def copy_roster(*, roster_id: UUID, first_date: date, by: Actor, at: datetime) -> Roster:
    """A draft from another day on with the same shifts, so many days later. Raises RosterUnknown.

    People who are not employed or away by then are copied too: publishing says so.
    """
    source = lock_roster(roster_id)
    shift = first_date - source.first_date
    return draft_roster(
        site_id=source.site_id,
        first_date=first_date,
        last_date=source.last_date + shift,
        lines=_lines_of(source, shift),
        by=by,
        at=at,
    )


@command
def revise_roster(*, roster_id: UUID, by: Actor, at: datetime) -> Roster:
    """A draft of the next version of a published one. Raises RosterUnknown, RosterNotPublished."""
    before = lock_roster(roster_id)
    if before.status != RosterStatus.PUBLISHED:
        raise RosterNotPublished(status=before.status)
    roster: Roster = Roster.objects.create(
        company_id=by.company_id,
        site_id=before.site_id,
        first_date=before.first_date,
        last_date=before.last_date,
        version=before.version + 1,
        revises=before,
    )
    _write_lines(roster, _lines_of(before, timedelta()))
    return roster


@command
def discard_roster(*, roster_id: UUID, by: Actor, at: datetime) -> Roster:
    """A draft is not wanted. Raises RosterUnknown, RosterNotDraft."""
    roster = lock_roster(roster_id)
    _check_draft(roster)
    roster.status = RosterStatus.DISCARDED
    roster.save(update_fields=["status"])
    return roster


@command
def publish_roster(
    *, roster_id: UUID, by: Actor, at: datetime
) -> tuple[Roster, list[RosterFinding]]:
    """The roster counts from now on, instead of the version that it revises; with its warnings.

    Raises RosterUnknown, RosterNotDraft, RosterEmpty, RosterOverlaps, and Refusals with everything
    that the site's policy refuses, by line.
    """
    lock_people_of(roster_id)
    roster = lock_roster(roster_id)
    _check_draft(roster)
    lock_people_of(roster_id)  # and who came onto it before it was locked
    lock_shifts_of(roster_id)
    lines = list(
        RosterLine.unscoped.filter(roster_id=roster.id)
        .select_related("shift", "employee")
        .order_by("work_date", "id")
    )
    if not lines:
        raise RosterEmpty(field="lines")
    replaced = _replaced(roster)
    findings = find_findings(roster, lines)
    refused = [_refusal(one, lines) for one in findings if one.severity is Severity.REFUSE]
    if refused:
        raise Refusals(refused)
    if replaced is not None:
        replaced.status = RosterStatus.SUPERSEDED
        replaced.save(update_fields=["status"])
    roster.status, roster.published_at = RosterStatus.PUBLISHED, at
    roster.save(update_fields=["status", "published_at"])
    publishing.publish_roster(roster)
    tell_capacity_of_rosters(roster_ids=[roster.id, *([replaced.id] if replaced else [])])
    warned = [
        RosterFinding(one, lines[one.row - 1], lines[one.row - 1].employee.number)
        for one in findings
    ]
    return roster, warned


def _check_draft(roster: Roster) -> None:
    if roster.status != RosterStatus.DRAFT:
        raise RosterNotDraft(status=roster.status)


def _replaced(roster: Roster) -> Roster | None:
    """The published version that this one takes the place of. Raises RosterOverlaps."""
    others = Roster.unscoped.filter(
        company_id=roster.company_id,
        site_id=roster.site_id,
        status=RosterStatus.PUBLISHED,
        first_date__lte=roster.last_date,
        last_date__gte=roster.first_date,
    ).select_for_update(of=("self",))
    replaced = None
    for other in others.order_by("id"):
        if other.id != roster.revises_id:
            raise RosterOverlaps(first_date=other.first_date, last_date=other.last_date)
        replaced = other
    return replaced


def _refusal(finding: Finding, lines: Sequence[RosterLine]) -> Refusal:
    return REFUSALS[finding.kind](
        row=finding.row,
        field="lines",
        number=lines[finding.row - 1].employee.number,
        date=finding.work_date,
        found=finding.found_minutes,
        wanted=finding.wanted_minutes,
    )


def _lines_of(roster: Roster, later: timedelta) -> list[NewLine]:
    rows = RosterLine.unscoped.filter(roster_id=roster.id).order_by("work_date", "id")
    return [
        NewLine(
            employee_id=row.employee_id,
            work_date=row.work_date + later,
            shift_id=row.shift_id,
            work_center_id=row.work_center_id,
        )
        for row in rows
    ]


def _write_lines(roster: Roster, lines: Sequence[NewLine]) -> None:
    """Store the lines, or tell of every one that is wrong. Raises Refusals."""
    numbers = _known(Employee, {line.employee_id for line in lines}, "number")
    shifts = _known(ShiftPattern, {line.shift_id for line in lines}, "code")
    wanted = {line.work_center_id for line in lines if line.work_center_id}
    centers = {row.id: row for row in WorkCenter.objects.filter(id__in=wanted)}
    seen: set[tuple[UUID, date, UUID]] = set()
    refused: list[Refusal] = []
    for place, line in enumerate(lines, start=1):
        for refusal in _wrong(roster, line, numbers, shifts, centers, seen):
            refusal.row = place if line.row is None else line.row
            refused.append(refusal)
        seen.add((line.employee_id, line.work_date, line.shift_id))
    if refused:
        raise Refusals(refused)
    insert_rows(
        [
            RosterLine(
                id=new_id(),
                company_id=roster.company_id,
                roster=roster,
                employee_id=line.employee_id,
                work_date=line.work_date,
                shift_id=line.shift_id,
                work_center_id=line.work_center_id,
            )
            for line in lines
        ]
    )


def _known(model: type, ids: Collection[UUID], column: str) -> dict[UUID, str]:
    return dict(model.objects.filter(id__in=ids).values_list("id", column))  # type: ignore[attr-defined]


def _wrong(
    roster: Roster,
    line: NewLine,
    numbers: Mapping[UUID, str],
    shifts: Mapping[UUID, str],
    centers: Mapping[UUID, WorkCenter],
    seen: Collection[tuple[UUID, date, UUID]],
) -> list[Refusal]:
    found: list[Refusal] = []
    first, last = roster.first_date, roster.last_date
    if not first <= line.work_date <= last:
        found.append(
            DayOutsideRoster(
                date=line.work_date, first_date=first, last_date=last, field="work_date"
            )
        )
    if line.employee_id not in numbers:
        found.append(CodeUnknown(what="employee", value=line.employee_id, field="employee_id"))
    if line.shift_id not in shifts:
        found.append(CodeUnknown(what="shift", value=line.shift_id, field="shift_id"))
    if line.work_center_id is not None:
        center = centers.get(line.work_center_id)
        if center is None or center.site_id != roster.site_id:
            name = center.code if center is not None else line.work_center_id
            found.append(WorkCenterElsewhere(work_center=name, field="work_center_id"))
    if (line.employee_id, line.work_date, line.shift_id) in seen:
        number = numbers.get(line.employee_id, line.employee_id)
        found.append(LineTwice(number=number, date=line.work_date, field="employee_id"))
    return found
