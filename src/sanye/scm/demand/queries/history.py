"""The history of demand: by period, as series for the engine, and the days out of stock."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from sanye.kernel.actors import Actor
from sanye.scm.demand.domain.periods import moved, period_of, series_of_periods
from sanye.scm.demand.domain.states import Bucket, EntryKind
from sanye.scm.demand.models import DemandEntry, LostDemand
from sanye.stem.commands import query

ZERO = Decimal(0)
Place = tuple[UUID, UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryPeriod:
    """One period in the item's stock unit. `net`: ordered less returned; `demand`: net and lost,
    which is what is forecast. `stock_out_days`: days without stock while somebody waited."""

    period_date: date
    ordered_quantity: Decimal = ZERO
    returned_quantity: Decimal = ZERO
    lost_quantity: Decimal = ZERO
    stock_out_days: int = 0

    @property
    def net_quantity(self) -> Decimal:
        return self.ordered_quantity - self.returned_quantity

    @property
    def demand_quantity(self) -> Decimal:
        return self.net_quantity + self.lost_quantity


@query
def list_demand_history(
    *,
    item_id: UUID,
    site_id: UUID | None = None,
    bucket: Bucket = Bucket.MONTH,
    first_date: date,
    last_date: date,
    by: Actor,
) -> list[HistoryPeriod]:
    """Every period from that of the first date to that of the last, empty ones too."""
    rows = DemandEntry.objects.filter(item_id=item_id)
    rows = rows if site_id is None else rows.filter(site_id=site_id)
    first = period_of(first_date, bucket)
    end = moved(period_of(last_date, bucket), bucket, 1)
    sums: dict[tuple[date, str], Decimal] = defaultdict(Decimal)
    inside = rows.filter(demand_date__gte=first, demand_date__lt=end)
    for day, kind, quantity in inside.values_list("demand_date", "kind", "quantity"):
        sums[period_of(day, bucket), kind] += quantity
    outs = _days_by_period(
        list_stock_outs(item_ids=[item_id], site_id=site_id, until=end, by=by), bucket
    )
    periods = []
    day = first
    while day < end:
        periods.append(
            HistoryPeriod(
                period_date=day,
                ordered_quantity=sums[day, EntryKind.ORDER],
                returned_quantity=sums[day, EntryKind.RETURN],
                lost_quantity=sums[day, EntryKind.LOST],
                stock_out_days=sum(days for (_, at), days in outs.items() if at == day),
            )
        )
        day = moved(day, bucket, 1)
    return periods


@query
def list_demand_entries(
    *,
    item_id: UUID | None = None,
    site_id: UUID | None = None,
    kind: str | None = None,
    first_date: date | None = None,
    last_date: date | None = None,
    by: Actor,
) -> QuerySet[DemandEntry]:
    """The lines behind the history."""
    given = {
        "item_id": item_id,
        "site_id": site_id,
        "kind": kind,
        "demand_date__gte": first_date,
        "demand_date__lte": last_date,
    }
    return DemandEntry.objects.filter(**{k: v for k, v in given.items() if v is not None})


@query
def list_lost_demand(
    *, item_id: UUID | None = None, reason: str | None = None, by: Actor
) -> QuerySet[LostDemand]:
    """What customers wanted in vain, as recorded."""
    rows = LostDemand.objects.all()
    rows = rows if item_id is None else rows.filter(item_id=item_id)
    return rows if reason is None else rows.filter(reason=reason)


@dataclass(frozen=True, slots=True)
class StockOut:
    """Days from `first_date` to before `end_date` without stock while demand waited."""

    item_id: UUID
    site_id: UUID
    first_date: date
    end_date: date


_STOCK_OUTS = """
    WITH balance AS (
        SELECT item_id, site_id, stock_date AS first_date,
               coalesce(lead(stock_date) OVER days, %(until)s) AS end_date,
               sum(quantity) OVER days AS on_hand
          FROM scm_stock_day
         WHERE company_id = %(company)s AND stock_date < %(until)s
           AND (%(items)s::uuid[] IS NULL OR item_id = ANY(%(items)s))
           AND (%(site)s::uuid IS NULL OR site_id = %(site)s)
        WINDOW days AS (PARTITION BY item_id, site_id ORDER BY stock_date)),
    empty AS (
        SELECT item_id, site_id, range_agg(daterange(first_date, end_date)) AS days
          FROM balance WHERE on_hand <= 0 GROUP BY item_id, site_id),
    waiting AS (
        SELECT entry.item_id, entry.site_id,
               range_agg(daterange(demand_date, CASE WHEN entry.kind = 'LOST' THEN demand_date + 1
                         ELSE least(coalesce(served_date, %(until)s), %(until)s) END)) AS days
          FROM scm_demand_entry AS entry JOIN empty USING (item_id, site_id)
         WHERE entry.company_id = %(company)s AND demand_date < %(until)s
           AND (entry.kind = 'ORDER' AND (served_date IS NULL OR served_date > demand_date)
                OR entry.kind = 'LOST' AND entry.reason_code = 'STOCK_OUT')
         GROUP BY entry.item_id, entry.site_id)
    SELECT item_id, site_id, lower(span), upper(span)
      FROM empty JOIN waiting USING (item_id, site_id)
     CROSS JOIN LATERAL unnest(empty.days * waiting.days) AS span
     ORDER BY 1, 2, 3
"""


@query
def list_stock_outs(
    *,
    item_ids: Collection[UUID] | None = None,
    site_id: UUID | None = None,
    until: date,
    by: Actor,
) -> list[StockOut]:
    """Days before `until` on which usable stock was gone and an order was overdue, or demand was
    lost for want of stock. Places that never had stock have none."""
    given: dict[str, Any] = {
        "company": by.company_id,
        "items": None if item_ids is None else list(item_ids),
        "site": site_id,
        "until": until,
    }
    with connection.cursor() as cursor:
        cursor.execute(_STOCK_OUTS, given)
        return [StockOut(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class DemandSeries:
    """Net and lost demand of a place by period; `first`: the place of the first with demand."""

    quantities: list[Decimal]
    stock_out_periods: frozenset[int]
    unit: str
    first: int


_SUMS = """
    SELECT item_id, site_id, date_trunc(%(bucket)s, demand_date)::date, min(unit),
           sum(CASE kind WHEN 'RETURN' THEN -quantity ELSE quantity END)
      FROM scm_demand_entry
     WHERE company_id = %(company)s AND demand_date >= %(first)s AND demand_date < %(end)s
     GROUP BY 1, 2, 3
"""


def load_series(
    *, bucket: Bucket, first: date, count: int, by: Actor
) -> tuple[Mapping[Place, DemandSeries], list[date]]:
    """Demand of every place with any, for so many periods; two reads."""
    periods = series_of_periods(first, bucket, count)
    end = moved(first, bucket, count)
    index = {day: place for place, day in enumerate(periods)}
    sums: dict[Place, dict[int, Decimal]] = defaultdict(dict)
    units: dict[Place, str] = {}
    window: dict[str, Any] = {"company": by.company_id, "first": first, "end": end}
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, {**window, "bucket": bucket.lower()})
        for item_id, site_id, day, unit, quantity in cursor.fetchall():
            sums[item_id, site_id][index[day]] = quantity
            units[item_id, site_id] = unit
    outs: dict[Place, set[int]] = defaultdict(set)
    for (place, day), days in _days_by_period(list_stock_outs(until=end, by=by), bucket).items():
        if day in index and 2 * days >= (moved(day, bucket, 1) - day).days:
            outs[place].add(index[day])
    return {
        place: DemandSeries(
            [max(found.get(at, ZERO), ZERO) for at in range(count)],
            frozenset(outs[place]),
            units[place],
            min(found),
        )
        for place, found in sorted(sums.items())
    }, periods


def _days_by_period(outs: Collection[StockOut], bucket: Bucket) -> dict[tuple[Place, date], int]:
    counted: dict[tuple[Place, date], int] = defaultdict(int)
    for out in outs:
        day = out.first_date
        while day < out.end_date:
            first = period_of(day, bucket)
            end = min(moved(first, bucket, 1), out.end_date)
            counted[(out.item_id, out.site_id), first] += (end - day).days
            day = end
    return counted
