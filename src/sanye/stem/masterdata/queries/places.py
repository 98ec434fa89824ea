"""Sites, locations, work centers and when they work."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from sanye.kernel.actors import Actor
from sanye.kernel.calendars import Shift, WorkingCalendar
from sanye.stem.commands import query
from sanye.stem.masterdata.errors import MasterUnknown
from sanye.stem.masterdata.models import (
    Calendar,
    CalendarException,
    CalendarShift,
    Location,
    Site,
    WorkCenter,
)


@query
def get_site(*, site_id: UUID | None = None, code: str | None = None, by: Actor) -> Site:
    """A site of the acting company by id or code. Raises MasterUnknown."""
    wanted = {"id": site_id} if site_id is not None else {"code": code}
    found: Site | None = Site.objects.filter(**wanted).first()
    if found is None:
        raise MasterUnknown(entity="Site", key=site_id or code)
    return found


@query
def list_sites(*, kind: str | None = None, by: Actor) -> QuerySet[Site]:
    """Sites in use, of one kind or all."""
    rows = Site.objects.filter(archived_at__isnull=True)
    return rows if kind is None else rows.filter(kind=kind)


@query
def get_location(
    *,
    location_id: UUID | None = None,
    site_id: UUID | None = None,
    code: str | None = None,
    by: Actor,
) -> Location:
    """A location by id, or by its site and code. Raises MasterUnknown."""
    wanted = {"id": location_id} if location_id is not None else {"site_id": site_id, "code": code}
    found: Location | None = Location.objects.filter(**wanted).first()
    if found is None:
        raise MasterUnknown(entity="Location", key=location_id or code)
    return found


@query
def find_location(*, site_id: UUID, kind: str, by: Actor) -> Location | None:
    """The site's first location of a kind, by code."""
    found: Location | None = (
        Location.objects.filter(site_id=site_id, kind=kind, archived_at__isnull=True)
        .order_by("code")
        .first()
    )
    return found


@query
def list_locations(*, site_id: UUID | None = None, by: Actor) -> QuerySet[Location]:
    """Locations in use, of one site or all."""
    rows = Location.objects.filter(archived_at__isnull=True)
    return rows if site_id is None else rows.filter(site_id=site_id)


@query
def get_work_center(*, work_center_id: UUID, by: Actor) -> WorkCenter:
    """Raises MasterUnknown."""
    found: WorkCenter | None = WorkCenter.objects.filter(id=work_center_id).first()
    if found is None:
        raise MasterUnknown(entity="Work center", key=work_center_id)
    return found


@query
def get_work_centers(*, work_center_ids: Collection[UUID], by: Actor) -> dict[UUID, WorkCenter]:
    """Those of the ids. Raises MasterUnknown for the first one missing."""
    rows = {row.id: row for row in WorkCenter.objects.filter(id__in=work_center_ids)}
    missing = set(work_center_ids) - rows.keys()
    if missing:
        raise MasterUnknown(entity="Work center", key=min(missing))
    return rows


@query
def list_work_centers(*, site_id: UUID | None = None, by: Actor) -> QuerySet[WorkCenter]:
    """Work centers in use, of one site or all."""
    rows = WorkCenter.objects.filter(archived_at__isnull=True)
    return rows if site_id is None else rows.filter(site_id=site_id)


@query
def list_calendars(*, by: Actor) -> QuerySet[Calendar]:
    """Calendars in use."""
    return Calendar.objects.filter(archived_at__isnull=True)


@query
def working_calendar(
    *,
    calendar_id: UUID | None = None,
    site_id: UUID | None = None,
    work_center_id: UUID | None = None,
    by: Actor,
) -> WorkingCalendar:
    """The calendar of a work center, a site, or by its own id.

    A work center without one works as its site does; a site without one works Monday to Friday,
    8:00-12:00 and 13:00-17:00. A site's calendar is read in the site's time zone.
    """
    if work_center_id is not None:
        center = get_work_center(work_center_id=work_center_id, by=by)
        calendar_id, site_id = center.calendar_id, center.site_id
    if site_id is None:
        if calendar_id is None:
            raise MasterUnknown(entity="Calendar", key=None)
        return _load([calendar_id])[calendar_id]
    site = get_site(site_id=site_id, by=by)
    own_id = calendar_id or site.calendar_id
    if own_id is None:
        return WorkingCalendar.monday_to_friday(zone=site.time_zone)
    loaded = _load([own_id])[own_id]
    return WorkingCalendar(loaded.week, loaded.exceptions, site.time_zone)


@query
def working_calendars_of_sites(
    *, site_ids: Collection[UUID] | None = None, by: Actor
) -> dict[UUID, WorkingCalendar]:
    """The calendar of each site (default: all of the company), in three reads."""
    sites = list(list_sites(by=by) if site_ids is None else Site.objects.filter(id__in=site_ids))
    loaded = _load({site.calendar_id for site in sites if site.calendar_id is not None})
    return {
        site.id: WorkingCalendar(
            loaded[site.calendar_id].week, loaded[site.calendar_id].exceptions, site.time_zone
        )
        if site.calendar_id is not None
        else WorkingCalendar.monday_to_friday(zone=site.time_zone)
        for site in sites
    }


@query
def working_calendars_of_work_centers(
    *, work_centers: Collection[WorkCenter], by: Actor
) -> dict[UUID, WorkingCalendar]:
    """The calendar of each work center, or else its site's, in six reads for any number."""
    sites = {row.id: row for row in Site.objects.filter(id__in={w.site_id for w in work_centers})}
    of_sites = working_calendars_of_sites(site_ids=list(sites), by=by)
    loaded = _load({row.calendar_id for row in work_centers if row.calendar_id is not None})
    return {
        row.id: WorkingCalendar(
            loaded[row.calendar_id].week,
            loaded[row.calendar_id].exceptions,
            sites[row.site_id].time_zone,
        )
        if row.calendar_id is not None
        else of_sites[row.site_id]
        for row in work_centers
    }


def _load(calendar_ids: Collection[UUID]) -> dict[UUID, WorkingCalendar]:
    zones = dict(Calendar.objects.filter(id__in=calendar_ids).values_list("id", "time_zone"))
    missing = set(calendar_ids) - zones.keys()
    if missing:
        raise MasterUnknown(entity="Calendar", key=min(missing))
    weeks: dict[UUID, list[list[Shift]]] = {key: [[] for _ in range(7)] for key in calendar_ids}
    for row in CalendarShift.objects.filter(calendar_id__in=calendar_ids):
        weeks[row.calendar_id][row.weekday].append(Shift(row.start_minute, row.end_minute))
    exceptions: dict[UUID, dict[object, tuple[Shift, ...]]] = {key: {} for key in calendar_ids}
    for day in CalendarException.objects.filter(calendar_id__in=calendar_ids):
        shifts = tuple(Shift(start, end) for start, end in day.shifts)
        exceptions[day.calendar_id][day.exception_date] = shifts
    return {
        key: WorkingCalendar(
            week=tuple(tuple(sorted(shifts)) for shifts in weeks[key]),
            exceptions=exceptions[key],  # type: ignore[arg-type]
            zone=zones[key],
        )
        for key in calendar_ids
    }
