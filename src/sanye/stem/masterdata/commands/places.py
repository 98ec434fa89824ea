"""Calendars, sites, locations, work centers."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from sanye.contracts.stem.masterdata import (
    CalendarChanged,
    SiteChanged,
    SiteCreated,
    WorkCenterChanged,
)
from sanye.kernel.actors import Actor
from sanye.kernel.calendars import DAY_SHIFT
from sanye.kernel.errors import Refusal
from sanye.stem.commands import command
from sanye.stem.masterdata.commands.masters import Children, Draft, Master, Put, Reference
from sanye.stem.masterdata.commands.parties import check_gln
from sanye.stem.masterdata.commands.putting import put
from sanye.stem.masterdata.domain.holidays import free_and_working_days
from sanye.stem.masterdata.domain.identifiers import is_time_zone
from sanye.stem.masterdata.errors import (
    CalendarWithoutWork,
    MasterUnknown,
    ShiftsOverlap,
    TimeZoneUnknown,
)
from sanye.stem.masterdata.models import (
    Calendar,
    CalendarException,
    CalendarShift,
    Location,
    Party,
    SetupMatrix,
    Site,
    WorkCenter,
)

DAY_MINUTES = 1440


def _check_time_zone(draft: Draft) -> Iterator[Refusal]:
    zone = draft.instance.time_zone
    if not is_time_zone(zone):
        yield TimeZoneUnknown(time_zone=zone, field="time_zone")


def _check_week(draft: Draft) -> Iterator[Refusal]:
    drafts = draft.children.get("shifts")
    if drafts is None and not draft.is_new:
        return
    shifts = [child.instance for child in drafts or ()]
    if not shifts:
        yield CalendarWithoutWork(calendar=draft.instance.code, field="shifts")
    for day in range(7):
        spans = [(row.start_minute, row.end_minute) for row in shifts if row.weekday == day]
        if not _are_shifts_of_a_day(spans):
            yield ShiftsOverlap(field="shifts")
    if any(row.weekday > 6 for row in shifts):
        yield ShiftsOverlap(field="shifts")


def _check_day(draft: Draft) -> Iterator[Refusal]:
    shifts = draft.instance.shifts
    spans = [(span[0], span[1]) for span in shifts if len(span) == 2]
    if len(spans) < len(shifts) or not _are_shifts_of_a_day(spans):
        yield ShiftsOverlap(field="shifts")


def _are_shifts_of_a_day(spans: list[tuple[int, int]]) -> bool:
    ordered = sorted(spans)
    within = all(
        0 <= start < DAY_MINUTES and start < end <= start + DAY_MINUTES for start, end in ordered
    )
    return within and all(later[0] >= earlier[1] for earlier, later in pairwise(ordered))


SHIFTS = Master("CALENDAR_SHIFT", CalendarShift, ("weekday", "start_minute"), parent="calendar")
EXCEPTIONS = Master(
    "CALENDAR_EXCEPTION",
    CalendarException,
    ("exception_date",),
    parent="calendar",
    rules=(_check_day,),
)
CALENDARS = Master(
    "CALENDAR",
    Calendar,
    ("code",),
    children={"shifts": Children(SHIFTS), "exceptions": Children(EXCEPTIONS)},
    rules=(_check_time_zone, _check_week),
    created=lambda row: CalendarChanged(calendar_id=row.id),
    changed=lambda row: CalendarChanged(calendar_id=row.id),
)
SITES = Master(
    "SITE",
    Site,
    ("code",),
    references={
        "calendar": Reference(Calendar, "Calendar"),
        "party": Reference(Party, "Party"),
    },
    rules=(_check_time_zone, check_gln),
    created=lambda row: SiteCreated(site_id=row.id, code=row.code, kind=row.kind),
    changed=lambda row: SiteChanged(site_id=row.id, code=row.code, kind=row.kind),
)
LOCATIONS = Master(
    "LOCATION",
    Location,
    ("site", "code"),
    references={
        "site": Reference(Site, "Site"),
        "parent": Reference(Location, "Location", within="site"),
    },
    rules=(check_gln,),
)
WORK_CENTERS = Master(
    "WORK_CENTER",
    WorkCenter,
    ("site", "code"),
    references={
        "site": Reference(Site, "Site"),
        "calendar": Reference(Calendar, "Calendar"),
        "setup_matrix": Reference(SetupMatrix, "Set-up matrix"),
        "supplier": Reference(Party, "Party"),
    },
    positive=("parallel_capacity", "efficiency_ratio"),
    not_negative=("cost_rate",),
    seen_with={"cost_rate": "erp.inventory.see_costs"},
    created=lambda row: WorkCenterChanged(work_center_id=row.id, site_id=row.site_id),
    changed=lambda row: WorkCenterChanged(work_center_id=row.id, site_id=row.site_id),
)


@command
def put_calendars(
    *, calendars: Sequence[Mapping[str, Any]], only: str = "", by: Actor, at: datetime
) -> Put:
    """Make or change calendars by code, with shifts and single days where given."""
    return put(CALENDARS, calendars, by=by, only=only)


@command
def put_sites(
    *, sites: Sequence[Mapping[str, Any]], only: str = "", by: Actor, at: datetime
) -> Put:
    """Make or change sites of the acting company by code."""
    return put(SITES, sites, by=by, only=only)


@command
def put_locations(
    *, locations: Sequence[Mapping[str, Any]], only: str = "", by: Actor, at: datetime
) -> Put:
    """Make or change locations by site and code."""
    return put(LOCATIONS, locations, by=by, only=only)


@command
def put_work_centers(
    *, work_centers: Sequence[Mapping[str, Any]], only: str = "", by: Actor, at: datetime
) -> Put:
    """Make or change work centers by site and code."""
    return put(WORK_CENTERS, work_centers, by=by, only=only)


@command
def import_holidays(
    *, calendar_code: str, country: str, years: Sequence[int], by: Actor, at: datetime
) -> int:
    """Write a country's public holidays, and the weekend days worked for them, into a calendar.

    A worked weekend day has the shifts of the calendar's Monday. Days that people entered stay.
    Returns the number of days written. Raises MasterUnknown for a calendar or country.
    """
    calendar = Calendar.objects.filter(code=calendar_code).first()
    if calendar is None:
        raise MasterUnknown(entity="Calendar", key=calendar_code, field="calendar_code")
    monday = [[row.start_minute, row.end_minute] for row in calendar.shifts.filter(weekday=0)] or [
        [shift.start_minute, shift.end_minute] for shift in DAY_SHIFT
    ]
    free, working = free_and_working_days(country, years)
    kept = [_as_row(row) for row in calendar.exceptions.all() if not _is_replaced(row, years)]
    by_people = {row["exception_date"] for row in kept}
    days = [
        {"exception_date": day, "name": name, "shifts": shifts, "source": "HOLIDAYS"}
        for found, shifts in ((free, []), (working, monday))
        for day, name in found.items()
        if day not in by_people
    ]
    put_calendars(
        calendars=[{"code": calendar_code, "country": country, "exceptions": [*kept, *days]}],
        by=by,
        at=at,
    )
    return len(days)


def _is_replaced(row: CalendarException, years: Sequence[int]) -> bool:
    return row.source == "HOLIDAYS" and row.exception_date.year in years


def _as_row(row: CalendarException) -> dict[str, Any]:
    day: date = row.exception_date
    return {"exception_date": day, "name": row.name, "shifts": row.shifts, "source": row.source}
