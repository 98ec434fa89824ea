"""Making a version of the forecast and publishing it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import numpy as np

from sanye.engines.forecast import (
    REGULAR,
    SPARSE,
    DemandClass,
    Errors,
    Forecasts,
    Method,
    Settings,
    forecast,
    foretell,
)
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.states import check_step
from sanye.scm.demand.commands.locking import lock_forecasts
from sanye.scm.demand.commands.overriding import keep_to_overrides
from sanye.scm.demand.domain.periods import SEASONS, moved, period_of, series_of_periods
from sanye.scm.demand.domain.states import VERSION_STEPS, Bucket, VersionStatus
from sanye.scm.demand.errors import NoHistory, VersionUnknown
from sanye.scm.demand.models import (
    DemandPolicy,
    ForecastLine,
    ForecastOverride,
    ForecastSeries,
    ForecastSetting,
    ForecastVersion,
)
from sanye.scm.demand.publishing import publish_version
from sanye.scm.demand.queries.history import DemandSeries, load_series
from sanye.scm.demand.queries.policy import get_demand_policy, places_with_forecast
from sanye.stem.commands import command
from sanye.stem.masterdata import queries as masters
from sanye.stem.rows.bulk import insert_rows

HISTORY_PERIODS = {Bucket.WEEK: 156, Bucket.MONTH: 60}
"""How far back is learned: three years of weeks, five of months."""
_ALL_METHODS = tuple(dict.fromkeys((*(m for m in REGULAR if m is not Method.MEDIAN), *SPARSE)))

Place = tuple[UUID, UUID]


@dataclass(frozen=True, slots=True)
class _Given:
    """What a version is made from; arrays have a row for each place."""

    places: Sequence[Place]
    series: Sequence[DemandSeries]
    periods: Sequence[date]
    history: "np.ndarray[tuple[int, int], np.dtype[np.float64]]"
    methods: Mapping[Place, Method]


@command
def run_forecast(*, by: Actor, at: datetime) -> ForecastVersion:
    """Forecast every item at every site that ever had demand: a DRAFT with its errors.

    The period that is going on is the first forecast. Whoever edits the forecast waits while the
    version is written, not while it is worked out: it is by the policy that held before.
    Raises NoHistory.
    """
    today = masters.get_business_date(at=at, by=by)
    policy = get_demand_policy(by=by)
    given = _load(policy, today, by)
    asked = Settings(horizon=policy.horizon_periods, season=SEASONS[Bucket(policy.bucket)])
    found = forecast(given.history, asked)
    said, errors = _by_given_method(found, given, asked)
    lock_forecasts(by)
    version = _version(policy, today, len(given.periods), by, at)
    version.series_count = sum(method is not Method.NONE for method in found.methods)
    version.save()
    ForecastSeries.objects.bulk_create(
        [_series(version, given, found, errors, row) for row in range(len(given.places))],
        batch_size=1000,
    )
    insert_rows(list(_lines(version, given, said)))
    return version


@command
def publish_forecast(*, version_id: UUID, by: Actor, at: datetime) -> ForecastVersion:
    """Make a draft the forecast; the one before is kept to be judged.

    Raises VersionUnknown, StepNotAllowed.
    """
    lock_forecasts(by)
    version: ForecastVersion | None = ForecastVersion.objects.filter(id=version_id).first()
    if version is None:
        raise VersionUnknown(id=version_id)
    before = VersionStatus(version.status)
    check_step(VERSION_STEPS, before, VersionStatus.PUBLISHED, subject=version.code)
    others = ForecastVersion.objects.exclude(id=version.id)
    others.filter(status=VersionStatus.PUBLISHED).update(status=VersionStatus.SUPERSEDED)
    others.filter(status=VersionStatus.DRAFT, made_at__lt=version.made_at).update(
        status=VersionStatus.SUPERSEDED
    )
    version.status, version.published_at = VersionStatus.PUBLISHED, at
    version.save()
    keep_to_overrides(version)
    publish_version(version, places_with_forecast())
    return version


def _load(policy: DemandPolicy, today: date, by: Actor) -> _Given:
    bucket = Bucket(policy.bucket)
    count = HISTORY_PERIODS[bucket]
    now = period_of(today, bucket)
    found, periods = load_series(
        bucket=bucket, first=moved(now, bucket, -count), count=count, by=by
    )
    if not found:
        raise NoHistory(date=now)
    begin = min(series.first for series in found.values())
    history = np.full((len(found), count - begin), np.nan)
    for row, series in enumerate(found.values()):
        history[row, series.first - begin :] = [float(q) for q in series.quantities[series.first :]]
        history[row, [at - begin for at in series.stock_out_periods if at >= begin]] = np.nan
    settings = ForecastSetting.objects.exclude(method="")
    methods = {(row.item_id, row.site_id): Method(row.method) for row in settings}
    return _Given(list(found), list(found.values()), periods[begin:], history, methods)


def _version(
    policy: DemandPolicy, today: date, history_periods: int, by: Actor, at: datetime
) -> ForecastVersion:
    made = ForecastVersion.objects.filter(as_of_date=today).count()
    bucket = Bucket(policy.bucket)
    return ForecastVersion(
        company_id=by.company_id,
        code=f"{today:%Y%m%d}-{made + 1}",
        as_of_date=today,
        bucket=bucket,
        first_period_date=period_of(today, bucket),
        period_count=policy.horizon_periods,
        history_periods=history_periods,
        made_at=at,
    )


def _by_given_method(
    found: Forecasts, given: _Given, asked: Settings
) -> tuple["np.ndarray[tuple[int, int], np.dtype[np.float64]]", Errors]:
    """Where people named a method, what that says, and its errors where it was tried."""
    mean, errors = found.mean.copy(), found.errors
    for row, place in enumerate(given.places):
        method = given.methods.get(place)
        if method is None or method is Method.COMBINED or found.methods[row] is Method.NONE:
            continue
        learned = found.learned[row : row + 1]
        wanted = (*_ALL_METHODS,) if method is Method.MEDIAN else (method,)
        own = foretell(learned, asked.horizon, asked.season, wanted)[method][0]
        if np.isfinite(own).all():
            mean[row] = np.maximum(own, 0.0)
            for name in ("rmsse", "mase", "wape", "bias", "spread"):
                getattr(errors, name)[row] = getattr(found.tried[method], name)[row]
    return mean, errors


def _series(
    version: ForecastVersion, given: _Given, found: Forecasts, errors: Errors, row: int
) -> ForecastSeries:
    place, series = given.places[row], given.series[row]
    learned = given.history[row]
    named = given.methods.get(place)
    is_given = named is not None and found.methods[row] is not Method.NONE
    flagged = np.flatnonzero(found.outliers[row])
    last = len(given.periods)
    empty = [at for at in sorted(series.stock_out_periods) if at >= series.first]
    begin = len(series.quantities) - last
    naive, wape = found.naive.wape[row], errors.wape[row]
    return ForecastSeries(
        company_id=version.company_id,
        version=version,
        item_id=place[0],
        site_id=place[1],
        method=named if is_given and named is not None else found.methods[row],
        is_method_given=is_given,
        demand_class=DemandClass(found.classes[row]),
        demand_interval=_decimal(found.adi[row]),
        size_variation=_decimal(found.cv2[row]),
        rmsse=_decimal(errors.rmsse[row]),
        mase=_decimal(errors.mase[row]),
        wape_ratio=_decimal(wape),
        bias_ratio=_decimal(errors.bias[row]),
        naive_wape_ratio=_decimal(naive),
        value_added_ratio=_decimal(naive - wape),
        spread_quantity=_decimal(errors.spread[row]),
        mean_quantity=_decimal(np.nanmean(learned)) if np.isfinite(learned).any() else Decimal(0),
        unit=series.unit,
        history_first_date=given.periods[series.first - begin],
        stock_out_dates=[given.periods[at - begin].isoformat() for at in empty],
        corrected=[
            {
                "period_date": given.periods[at].isoformat(),
                "quantity": str(_decimal(learned[at])),
                "learned_quantity": str(_decimal(found.learned[row, at])),
            }
            for at in flagged.tolist()
        ],
    )


def _lines(
    version: ForecastVersion,
    given: _Given,
    said: "np.ndarray[tuple[int, int], np.dtype[np.float64]]",
) -> list[ForecastLine]:
    bucket = Bucket(version.bucket)
    periods = series_of_periods(version.first_period_date, bucket, version.period_count)
    locked = {
        (row.item_id, row.site_id, row.period_date): row.quantity
        for row in ForecastOverride.objects.filter(
            ended_at=None, is_locked=True, bucket=bucket, period_date__gte=periods[0]
        )
    }
    lines = []
    for row, (item_id, site_id) in enumerate(given.places):
        if not np.isfinite(said[row]).all():
            continue
        for day, value in zip(periods, said[row].tolist(), strict=True):
            statistical = _decimal(value) or Decimal(0)
            override = locked.get((item_id, site_id, day))
            lines.append(
                ForecastLine(
                    id=new_id(),
                    company_id=version.company_id,
                    version=version,
                    item_id=item_id,
                    site_id=site_id,
                    period_date=day,
                    statistical_quantity=statistical,
                    override_quantity=override,
                    quantity=statistical if override is None else override,
                )
            )
    return lines


def _decimal(value: float) -> Decimal | None:
    """To six decimals; None where nothing could be measured."""
    return Decimal(f"{value:.6f}") if np.isfinite(value) else None
