"""The forecast as planning wants it: net of orders, by week, plus the chosen share of pipeline."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid5

from sanye.kernel.actors import Actor
from sanye.kernel.calendars import WorkingCalendar
from sanye.scm.demand.domain.consumption import MICRO, by_week, consumed, spread
from sanye.scm.demand.domain.periods import moved
from sanye.scm.demand.domain.states import Bucket, EntryKind, VersionStatus
from sanye.scm.demand.models import (
    DemandEntry,
    DemandPolicy,
    ForecastLine,
    ForecastSetting,
    ForecastVersion,
)
from sanye.scm.demand.queries.pipeline import weighted_pipeline
from sanye.scm.demand.queries.policy import get_demand_policy
from sanye.stem.commands import query

_NAMES = UUID("b9b6a1de-3a0b-5a52-8f6e-0a3c6f0f2d51")
Place = tuple[UUID, UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """An open line of a sales order, as planning knows it."""

    line_id: UUID
    item_id: UUID
    site_id: UUID
    quantity: Decimal
    requested_date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class NetForecast:
    """So much is still expected beyond what is ordered, wanted on a day. The id stays the same from
    run to run for the same item, site and week."""

    id: UUID
    item_id: UUID
    site_id: UUID
    quantity: Decimal
    due_date: date


@query
def list_net_forecast(
    *,
    decimals: Mapping[Place, int],
    orders: Collection[OrderLine],
    as_of: date,
    until: date,
    calendars: Mapping[UUID, WorkingCalendar],
    by: Actor,
) -> list[NetForecast]:
    """What planning should provide for beyond orders, for the places of `decimals` that use the
    forecast, up to `until`; quantities in so many decimals.

    A week's rest is wanted on the first day on which some of it is. Half a dozen reads.
    """
    settings = {
        (row.item_id, row.site_id): row
        for row in ForecastSetting.objects.filter(
            uses_forecast=True, item__in={item_id for item_id, _ in decimals}
        )
        if (row.item_id, row.site_id) in decimals
    }
    if not settings:
        return []
    version = ForecastVersion.objects.filter(status=VersionStatus.PUBLISHED).first()
    policy = get_demand_policy(by=by)
    daily = _Spreading(as_of, until, calendars).by_place(version, settings)
    ordered = _ordered(settings, orders, as_of)
    extra = _pipeline(policy, settings, as_of, until, calendars)
    found = []
    for place in sorted({*daily, *extra}):
        left = consumed(
            daily.get(place, {}), ordered.get(place, ()), **_windows(settings[place], policy)
        )
        for day, quantity in extra.get(place, {}).items():
            left[day] = left.get(day, 0) + quantity
        found += _weeks(place, left, decimals[place], as_of)
    return found


def _windows(setting: ForecastSetting, policy: DemandPolicy) -> dict[str, int]:
    back, ahead = setting.backward_days, setting.forward_days
    return {
        "backward": policy.backward_days if back is None else back,
        "forward": policy.forward_days if ahead is None else ahead,
    }


class _Spreading:
    """Days are integers from `as_of`. The days of a period are looked up once a site."""

    def __init__(self, as_of: date, until: date, calendars: Mapping[UUID, WorkingCalendar]) -> None:
        self._as_of = as_of
        self._until = (until - as_of).days
        self._calendars = calendars
        self._days: dict[tuple[UUID, date], list[int]] = {}

    def by_place(
        self, version: ForecastVersion | None, places: Collection[Place]
    ) -> dict[Place, dict[int, int]]:
        daily: dict[Place, dict[int, int]] = defaultdict(dict)
        if version is None:
            return daily
        bucket = Bucket(version.bucket)
        lines = ForecastLine.objects.filter(
            version=version, item_id__in={item_id for item_id, _ in places}, quantity__gt=0
        )
        columns = ("item_id", "site_id", "period_date", "quantity")
        for item_id, site_id, first, quantity in lines.values_list(*columns):
            if (item_id, site_id) in places and site_id in self._calendars:
                shares = spread(int(quantity * MICRO), self._period(site_id, first, bucket))
                daily[item_id, site_id].update(
                    (day, share) for day, share in shares.items() if 0 <= day <= self._until
                )
        return daily

    def _period(self, site_id: UUID, first: date, bucket: Bucket) -> list[int]:
        """Its working days; where it has none, its first."""
        key = (site_id, first)
        if key not in self._days:
            count = (moved(first, bucket, 1) - first).days
            begin = (first - self._as_of).days
            flags = self._calendars[site_id].working_flags(first, count)
            days = [begin + place for place, works in enumerate(flags) if works]
            self._days[key] = days or [begin]
        return self._days[key]


def _ordered(
    places: Collection[Place], orders: Collection[OrderLine], as_of: date
) -> dict[Place, list[tuple[int, int]]]:
    """What is ordered for today and later, shipped early or not: (day, quantity).

    From the history; a line that planning knows of first, or larger, counts as planning has it.
    """
    lines: dict[UUID, tuple[Place, date, Decimal]] = {}
    entries = DemandEntry.objects.filter(
        kind=EntryKind.ORDER,
        item_id__in={item_id for item_id, _ in places},
        demand_date__gte=as_of,
    )
    columns = ("line_id", "item_id", "site_id", "demand_date", "quantity")
    for line_id, item_id, site_id, day, quantity in entries.values_list(*columns):
        lines[line_id] = ((item_id, site_id), day, quantity)
    for order in orders:
        known = lines.get(order.line_id)
        if order.requested_date >= as_of and (known is None or known[2] < order.quantity):
            place = (order.item_id, order.site_id)
            lines[order.line_id] = (place, order.requested_date, order.quantity)
    found: dict[Place, list[tuple[int, int]]] = defaultdict(list)
    for place, day, quantity in lines.values():
        if place in places:
            found[place].append(((day - as_of).days, int(quantity * MICRO)))
    return found


def _pipeline(
    policy: DemandPolicy,
    places: Collection[Place],
    as_of: date,
    until: date,
    calendars: Mapping[UUID, WorkingCalendar],
) -> dict[Place, dict[int, int]]:
    """The chosen share of the weighted pipeline, on the first working day of each week."""
    found: dict[Place, dict[int, int]] = defaultdict(dict)
    if not policy.pipeline_ratio:
        return found
    for week in weighted_pipeline(as_of=as_of):
        if week.site_id is None or (week.item_id, week.site_id) not in places:
            continue
        calendar = calendars.get(week.site_id)
        day = max(week.week_date, as_of)
        if calendar is None or day > until:
            continue
        offset = (calendar.working_day_on_or_after(day) - as_of).days
        place = found[week.item_id, week.site_id]
        share = int(week.expected_quantity * policy.pipeline_ratio * MICRO)
        place[offset] = place.get(offset, 0) + share
    return found


def _weeks(place: Place, left: dict[int, int], decimals: int, as_of: date) -> list[NetForecast]:
    step = 10 ** max(6 - decimals, 0)
    found = []
    for day, quantity in by_week(left, as_of.weekday(), step):
        due = as_of + timedelta(days=day)
        monday = due - timedelta(days=due.weekday())
        name = f"{place[0]} {place[1]} {monday}"
        found.append(
            NetForecast(
                id=uuid5(_NAMES, name),
                item_id=place[0],
                site_id=place[1],
                quantity=Decimal(quantity) / MICRO,
                due_date=due,
            )
        )
    return found
