"""Versions of the forecast, their lines, and one answer for a chart."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import NormalDist
from uuid import UUID

from django.db.models import QuerySet

from sanye.kernel.actors import Actor
from sanye.kernel.quantity import round_quantity
from sanye.scm.demand.domain.periods import moved
from sanye.scm.demand.domain.states import Bucket, VersionStatus
from sanye.scm.demand.errors import VersionUnknown
from sanye.scm.demand.models import ForecastLine, ForecastSeries, ForecastVersion
from sanye.scm.demand.queries.history import HistoryPeriod, list_demand_history
from sanye.stem.commands import query

LOW, HIGH = 0.1, 0.9
"""The quantiles that are shown beside the mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastPeriod:
    """`quantity` holds; between `low_quantity` and `high_quantity` lie four of five outcomes, if
    errors are as they were and normal."""

    period_date: date
    statistical_quantity: Decimal
    override_quantity: Decimal | None
    quantity: Decimal
    low_quantity: Decimal
    high_quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastChart:
    """History and forecast of an item at a site, period by period. `series` None: not forecast."""

    version: ForecastVersion
    series: ForecastSeries | None
    history: list[HistoryPeriod]
    forecast: list[ForecastPeriod]


@query
def list_forecast_versions(*, status: str | None = None, by: Actor) -> QuerySet[ForecastVersion]:
    """All versions, drafts and past ones too."""
    rows = ForecastVersion.objects.all()
    return rows if status is None else rows.filter(status=status)


@query
def get_forecast_version(*, version_id: UUID, by: Actor) -> ForecastVersion:
    """Raises VersionUnknown."""
    found: ForecastVersion | None = ForecastVersion.objects.filter(id=version_id).first()
    if found is None:
        raise VersionUnknown(id=version_id)
    return found


@query
def find_published_version(*, by: Actor) -> ForecastVersion | None:
    """The forecast that holds, if there is one."""
    found: ForecastVersion | None = ForecastVersion.objects.filter(
        status=VersionStatus.PUBLISHED
    ).first()
    return found


@query
def list_forecast_lines(
    *,
    version_id: UUID,
    item_id: UUID | None = None,
    site_id: UUID | None = None,
    period_date: date | None = None,
    by: Actor,
) -> QuerySet[ForecastLine]:
    """What a version says of each period."""
    given = {"item_id": item_id, "site_id": site_id, "period_date": period_date}
    rows = ForecastLine.objects.filter(version_id=version_id)
    return rows.filter(**{name: value for name, value in given.items() if value is not None})


@query
def get_forecast_chart(
    *,
    item_id: UUID,
    site_id: UUID,
    version_id: UUID | None = None,
    history_periods: int = 36,
    by: Actor,
) -> ForecastChart:
    """History and forecast in one answer; without a version the published one.

    Raises VersionUnknown.
    """
    version = find_published_version(by=by)
    if version_id is not None or version is None:
        version = get_forecast_version(version_id=version_id or UUID(int=0), by=by)
    bucket = Bucket(version.bucket)
    first = version.first_period_date
    history = list_demand_history(
        item_id=item_id,
        site_id=site_id,
        bucket=bucket,
        first_date=moved(first, bucket, -max(history_periods, 1)),
        last_date=version.as_of_date,
        by=by,
    )
    rows = ForecastSeries.objects.filter(version=version, item_id=item_id, site_id=site_id)
    series = rows.first()
    spread = (series.spread_quantity if series is not None else None) or Decimal(0)
    lines = list_forecast_lines(version_id=version.id, item_id=item_id, site_id=site_id, by=by)
    return ForecastChart(
        version=version,
        series=series,
        history=history,
        forecast=[_period(line, spread) for line in lines.order_by("period_date")],
    )


def _period(line: ForecastLine, spread: Decimal) -> ForecastPeriod:
    return ForecastPeriod(
        period_date=line.period_date,
        statistical_quantity=line.statistical_quantity,
        override_quantity=line.override_quantity,
        quantity=line.quantity,
        low_quantity=quantile(line.quantity, spread, LOW),
        high_quantity=quantile(line.quantity, spread, HIGH),
    )


def quantile(mean: Decimal, spread: Decimal, share: float) -> Decimal:
    """The quantity that demand stays below in this share of cases; never below 0."""
    off = Decimal(f"{NormalDist().inv_cdf(share):.6f}") * spread
    return max(round_quantity(mean + off), Decimal(0))
