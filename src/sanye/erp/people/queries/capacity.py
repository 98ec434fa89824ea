"""What work centers can do, by day."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from sanye.erp.people.domain.capacity import DayCapacity, Machine, Presence, day_capacity
from sanye.erp.people.domain.choices import CapacityBasis, RosterStatus
from sanye.erp.people.domain.findings import Known
from sanye.erp.people.domain.shifts import Span, days_of, minute_of
from sanye.erp.people.errors import SpanEmpty, SpanTooLong
from sanye.erp.people.models import Roster, RosterLine
from sanye.erp.people.queries.rosters import (
    approved_leave,
    employed_days,
    published_lines,
    times_of,
)
from sanye.erp.people.queries.skills import needs_of, skills_of
from sanye.kernel.actors import Actor
from sanye.kernel.calendars import WorkingCalendar
from sanye.stem.commands import query
from sanye.stem.masterdata import queries as masters
from sanye.stem.masterdata.models import WorkCenter

MOST_DAYS = 400


@dataclass(frozen=True, slots=True)
class WorkCenterCapacity:
    """A work center's day: the minutes, and of whom was rostered who cannot be counted on."""

    work_center: WorkCenter
    work_date: date
    minutes: Decimal
    machine_minutes: Decimal
    basis: CapacityBasis
    rostered_count: int
    on_leave_count: int
    unskilled_count: int


@dataclass(frozen=True, slots=True)
class _Staff:
    """The people of one work center: who starts on a day and who is really there, by span."""

    rostered: dict[date, int]
    presences: list[Presence]
    on_leave: dict[date, int]
    unskilled: dict[date, int]


@query
def list_work_center_capacity(
    *,
    site_id: UUID,
    first_date: date,
    last_date: date,
    work_center_ids: Collection[UUID] | None = None,
    by: Actor,
) -> list[WorkCenterCapacity]:
    """Capacity of a site's work centers on each day, both ends included, by code and day.

    On days without a published roster of the site the calendar alone counts. Raises SpanEmpty,
    SpanTooLong, MasterUnknown.
    """
    check_span(first_date, last_date)
    masters.get_site(site_id=site_id, by=by)
    centers = list(masters.list_work_centers(site_id=site_id, by=by).order_by("code"))
    if work_center_ids is not None:
        centers = [center for center in centers if center.id in set(work_center_ids)]
    needs = needs_of([center.id for center in centers])
    covered = _covered_days(by.company_id, site_id, first_date, last_date)
    staff = _staff(by.company_id, site_id, (first_date, last_date), Known({}, needs=needs))
    calendars = masters.working_calendars_of_work_centers(work_centers=centers, by=by)
    staffed = _staffed_centers(set(covered.values()))
    return [
        row
        for center in centers
        for row in _days(
            center,
            calendars[center.id],
            staff.get(center.id),
            {skill: people for skill, (_level, people) in needs.get(center.id, {}).items()},
            {day: (roster_id, center.id) in staffed for day, roster_id in covered.items()},
            (first_date, last_date),
        )
    ]


def check_span(first: date, last: date, most: int = MOST_DAYS) -> None:
    """Raises SpanEmpty, SpanTooLong."""
    if last < first:
        raise SpanEmpty(first=first, last=last, field="last_date")
    days = (last - first).days + 1
    if days > most:
        raise SpanTooLong(days=days, most=most, field="last_date")


def _covered_days(company_id: UUID, site_id: UUID, first: date, last: date) -> dict[date, UUID]:
    """Days with a published roster → its id."""
    rosters = Roster.unscoped.filter(
        company_id=company_id,
        site_id=site_id,
        status=RosterStatus.PUBLISHED,
        first_date__lte=last,
        last_date__gte=first,
    )
    return {
        day: roster.id
        for roster in rosters
        for day in days_of(max(first, roster.first_date), min(last, roster.last_date))
    }


def _staffed_centers(roster_ids: Collection[UUID]) -> set[tuple[UUID, UUID]]:
    """(roster, work center) wherever a roster places anybody, on whatever day."""
    rows = RosterLine.unscoped.filter(roster__in=roster_ids, work_center__isnull=False)
    return set(rows.values_list("roster_id", "work_center_id").distinct())


def _staff(
    company_id: UUID, site_id: UUID, span: tuple[date, date], known: Known
) -> dict[UUID, _Staff]:
    """People by work center; shifts of the day before reach into the first day."""
    first, last = span[0] - timedelta(days=1), span[1]
    lines = list(published_lines(company_id=company_id, first=first, last=last, site_id=site_id))
    people = {line.employee_id for line in lines}
    full = Known(
        employed=employed_days(people),
        leave=approved_leave(people, first, last),
        skills=skills_of(people),
        needs=known.needs,
    )
    by_center: dict[UUID, list[RosterLine]] = defaultdict(list)
    for line in lines:
        if line.work_center_id is not None:
            by_center[line.work_center_id].append(line)
    return {center: _staff_of(found, full) for center, found in by_center.items()}


def _staff_of(lines: Iterable[RosterLine], known: Known) -> _Staff:
    staff = _Staff(defaultdict(int), [], defaultdict(int), defaultdict(int))
    for line in lines:
        center, who, day = line.work_center_id, line.employee_id, line.work_date
        if center is None:
            continue
        staff.rostered[day] += 1
        skills = known.skills_at(who, center, day)
        if not known.is_employed(who, day) or known.is_on_leave(who, day):
            staff.on_leave[day] += 1
        elif known.needs.get(center) and not skills:
            staff.unskilled[day] += 1
        else:
            times = times_of(line.shift)
            staff.presences.extend(Presence(s, skills) for s in times.working_spans_on(day))
    return staff


def _days(
    center: WorkCenter,
    calendar: WorkingCalendar,
    staff: _Staff | None,
    needs: dict[UUID, int],
    covered: dict[date, bool],
    span: tuple[date, date],
) -> Iterable[WorkCenterCapacity]:
    """`covered`: days with a published roster → whether it places anybody at the work center."""
    machine = Machine(center.parallel_capacity, center.efficiency_ratio)
    for day in days_of(*span):
        presences = None
        if day in covered:
            presences = staff.presences if staff is not None else []
        found: DayCapacity = day_capacity(
            machine,
            _open_spans(calendar, day),
            presences,
            needs,
            is_rostered=covered.get(day, False),
        )
        yield WorkCenterCapacity(
            work_center=center,
            work_date=day,
            minutes=found.minutes,
            machine_minutes=found.machine_minutes,
            basis=found.basis,
            rostered_count=staff.rostered[day] if staff is not None else 0,
            on_leave_count=staff.on_leave[day] if staff is not None else 0,
            unskilled_count=staff.unskilled[day] if staff is not None else 0,
        )


def _open_spans(calendar: WorkingCalendar, day: date) -> list[Span]:
    return [
        (minute_of(day, shift.start_minute), minute_of(day, shift.end_minute))
        for shift in calendar.shifts_on(day)
    ]
