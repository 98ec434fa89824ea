"""How good the forecast is, and what people's changes were worth."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import F, Q, QuerySet, Sum

from sanye.kernel.actors import Actor
from sanye.scm.demand.domain.periods import moved, period_of
from sanye.scm.demand.domain.states import Bucket, EntryKind
from sanye.scm.demand.models import DemandEntry, ForecastOverride, ForecastSeries
from sanye.stem.commands import query

PLACES = Decimal("0.000001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """Over all series of a version, weighted by their demand: how its methods would have done.

    `better_ratio`: the share of demand in series whose method adds value to the naive forecast.
    """

    series_count: int
    measured_count: int
    wape_ratio: Decimal | None
    bias_ratio: Decimal | None
    naive_wape_ratio: Decimal | None
    value_added_ratio: Decimal | None
    better_ratio: Decimal | None
    methods: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideOutcome:
    """A change whose period is over. `value_added_quantity`: how much nearer it came to what was
    wanted than the method did; below 0 it made the forecast worse."""

    override: ForecastOverride
    actual_quantity: Decimal
    value_added_quantity: Decimal


@query
def list_forecast_accuracy(
    *,
    version_id: UUID,
    item_id: UUID | None = None,
    site_id: UUID | None = None,
    method: str | None = None,
    demand_class: str | None = None,
    by: Actor,
) -> QuerySet[ForecastSeries]:
    """Method and errors of each item at each site."""
    given = {
        "item_id": item_id,
        "site_id": site_id,
        "method": method,
        "demand_class": demand_class,
    }
    rows = ForecastSeries.objects.filter(version_id=version_id)
    return rows.filter(**{name: value for name, value in given.items() if value is not None})


@query
def get_forecast_accuracy(*, version_id: UUID, by: Actor) -> Accuracy:
    """The version as a whole."""
    rows = ForecastSeries.objects.filter(version_id=version_id)
    measured = rows.filter(wape_ratio__isnull=False, naive_wape_ratio__isnull=False)
    sums = measured.aggregate(
        weight=Sum("mean_quantity"),
        wape=Sum(F("mean_quantity") * F("wape_ratio")),
        bias=Sum(F("mean_quantity") * F("bias_ratio")),
        naive=Sum(F("mean_quantity") * F("naive_wape_ratio")),
        better=Sum("mean_quantity", filter=Q(value_added_ratio__gt=0)),
    )
    weight = sums["weight"]

    def mean(name: str) -> Decimal | None:
        if not weight:
            return None
        return Decimal((sums[name] or 0) / weight).quantize(PLACES)

    wape, naive = mean("wape"), mean("naive")
    counts: dict[str, int] = defaultdict(int)
    for method in rows.values_list("method", flat=True):
        counts[method] += 1
    return Accuracy(
        series_count=rows.count(),
        measured_count=measured.count(),
        wape_ratio=wape,
        bias_ratio=mean("bias"),
        naive_wape_ratio=naive,
        value_added_ratio=None if wape is None or naive is None else naive - wape,
        better_ratio=mean("better"),
        methods=dict(sorted(counts.items())),
    )


@query
def list_overrides(
    *,
    item_id: UUID | None = None,
    site_id: UUID | None = None,
    is_in_force: bool | None = None,
    by: Actor,
) -> QuerySet[ForecastOverride]:
    """Changes by hand, those withdrawn or replaced too unless asked otherwise."""
    given = {"item_id": item_id, "site_id": site_id}
    rows = ForecastOverride.objects.filter(**{k: v for k, v in given.items() if v is not None})
    return rows if is_in_force is None else rows.filter(ended_at__isnull=is_in_force)


@query
def list_override_outcomes(*, as_of: date, by: Actor) -> list[OverrideOutcome]:
    """Changes in force whose period was over by `as_of`, with what came."""
    over = [
        row
        for row in ForecastOverride.objects.filter(ended_at=None, period_date__lt=as_of).order_by(
            "-period_date", "id"
        )
        if moved(row.period_date, Bucket(row.bucket), 1) <= as_of
    ]
    actual = _actual(over)
    return [_outcome(row, actual) for row in over]


Key = tuple[UUID, UUID, str, date]


def _actual(rows: list[ForecastOverride]) -> dict[Key, Decimal]:
    """What was wanted in the periods of the changes."""
    found: dict[Key, Decimal] = defaultdict(Decimal)
    if not rows:
        return found
    entries = DemandEntry.objects.filter(
        item_id__in={row.item_id for row in rows},
        demand_date__gte=min(row.period_date for row in rows),
    )
    buckets = {row.bucket for row in rows}
    columns = ("item_id", "site_id", "kind", "demand_date", "quantity")
    for item_id, site_id, kind, day, quantity in entries.values_list(*columns):
        for bucket in buckets:
            signed = -quantity if kind == EntryKind.RETURN else quantity
            found[item_id, site_id, bucket, period_of(day, Bucket(bucket))] += signed
    return found


def _outcome(row: ForecastOverride, actual: dict[Key, Decimal]) -> OverrideOutcome:
    came = actual[row.item_id, row.site_id, row.bucket, row.period_date]
    method_error = abs(came - row.statistical_quantity)
    return OverrideOutcome(
        override=row,
        actual_quantity=came,
        value_added_quantity=method_error - abs(came - row.quantity),
    )
