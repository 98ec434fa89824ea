"""Telling others that what work centers can do has changed."""

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from sanye.erp.people.domain.choices import RosterStatus
from sanye.erp.people.domain.shifts import DAY_MINUTES
from sanye.erp.people.models import LeaveRequest, Roster, RosterLine, WorkCenterSkill
from sanye.erp.people.publishing import Touched, publish_capacity
from sanye.kernel.actors import Actor


def tell_capacity_of_people(
    *,
    employee_ids: Collection[UUID],
    first: date,
    last: date = date.max,
    needing: Collection[UUID] | None = None,
    by: Actor,
) -> None:
    """Wherever these people are rostered in the days; `needing`: at these work centers only."""
    lines: QuerySet[RosterLine] = RosterLine.unscoped.filter(
        company_id=by.company_id,
        roster__status=RosterStatus.PUBLISHED,
        employee__in=employee_ids,
        work_center__isnull=False,
        work_date__range=(first, last),
    )
    if needing is not None:
        lines = lines.filter(work_center__in=needing)
    publish_capacity(_touched(lines))


def tell_capacity_of_leave(*, leave_ids: Collection[UUID]) -> None:
    """Wherever somebody is rostered on days of these requests."""
    away = LeaveRequest.unscoped.filter(
        id__in=leave_ids,
        employee=OuterRef("employee"),
        first_date__lte=OuterRef("work_date"),
        last_date__gte=OuterRef("work_date"),
    )
    people = LeaveRequest.unscoped.filter(id__in=leave_ids).values("employee")
    lines: QuerySet[RosterLine] = RosterLine.unscoped.filter(
        Exists(away),
        employee__in=people,
        roster__status=RosterStatus.PUBLISHED,
        work_center__isnull=False,
    )
    publish_capacity(_touched(lines))


def tell_capacity_of_rosters(*, roster_ids: Collection[UUID]) -> None:
    """On all days of the rosters, where they place anybody or somebody with a skill is needed."""
    touched: list[Touched] = []
    for roster in Roster.unscoped.filter(id__in=roster_ids):
        lines = RosterLine.unscoped.filter(roster=roster, work_center__isnull=False)
        needing = WorkCenterSkill.unscoped.filter(work_center__site=roster.site_id)
        centers = set(lines.values_list("work_center_id", flat=True)) | set(
            needing.values_list("work_center_id", flat=True)
        )
        touched += _touched(lines)
        touched += [
            (center, roster.site_id, day)
            for center in centers
            for day in (roster.first_date, roster.last_date)
        ]
    publish_capacity(touched)


def tell_capacity_of_centers(*, work_centers: dict[UUID, UUID], from_date: date, by: Actor) -> None:
    """Work centers (with their sites) on all days of published rosters from a day on."""
    rosters = Roster.unscoped.filter(
        Q(last_date__gte=from_date),
        company_id=by.company_id,
        site__in=set(work_centers.values()),
        status=RosterStatus.PUBLISHED,
    )
    touched = [
        (center, roster.site_id, day)
        for roster in rosters
        for center, site in work_centers.items()
        if site == roster.site_id
        for day in (max(roster.first_date, from_date), roster.last_date)
    ]
    publish_capacity(touched)


def _touched(lines: QuerySet[RosterLine]) -> list[Touched]:
    """Where and when the lines are; a shift past midnight is on the next day as well."""
    columns = ("work_center_id", "roster__site_id", "work_date", "shift__end_minute")
    found = lines.values_list(*columns).distinct()
    return [
        (center, site, day + timedelta(days=later))
        for center, site, day, end in found
        for later in range(1 + (end > DAY_MINUTES))
    ]
