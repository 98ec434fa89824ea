"""Choosing how to forecast and where planning uses it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sanye.engines.forecast import Method
from sanye.kernel.actors import Actor
from sanye.scm.demand.commands.locking import lock_forecasts
from sanye.scm.demand.domain.states import Bucket
from sanye.scm.demand.errors import (
    GivenTwice,
    ItemUnknown,
    MethodUnknown,
    NothingGiven,
    NumberOutOfRange,
    SiteUnknown,
)
from sanye.scm.demand.models import DemandPolicy, ForecastSetting
from sanye.scm.demand.publishing import publish_changed
from sanye.scm.demand.queries.policy import get_demand_policy, places_with_forecast
from sanye.stem.commands import command
from sanye.stem.masterdata.models import Item, Site

POLICY = "POLICY"
MOST_DAYS = 366
MOST_PERIODS = {Bucket.WEEK: 104, Bucket.MONTH: 24}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """`method` empty: the one that suits; days None: the company's."""

    item_id: UUID
    site_id: UUID
    uses_forecast: bool
    method: str = ""
    backward_days: int | None = None
    forward_days: int | None = None


@command
def set_demand_policy(
    *,
    bucket: Bucket,
    horizon_periods: int,
    backward_days: int,
    forward_days: int,
    pipeline_ratio: Decimal,
    by: Actor,
    at: datetime,
) -> DemandPolicy:
    """Choose periods, horizon, the windows of consumption and the share of the pipeline.

    Raises NumberOutOfRange. A change of the period's kind holds from the next version on.
    """
    _between("horizon_periods", horizon_periods, 1, MOST_PERIODS[bucket])
    _between("backward_days", backward_days, 0, MOST_DAYS)
    _between("forward_days", forward_days, 0, MOST_DAYS)
    _between("pipeline_ratio", pipeline_ratio, 0, 1)
    lock_forecasts(by)
    policy = get_demand_policy(by=by)
    policy.bucket, policy.horizon_periods = bucket, horizon_periods
    policy.backward_days, policy.forward_days = backward_days, forward_days
    policy.pipeline_ratio = pipeline_ratio
    policy.save()
    _tell(places_with_forecast())
    return policy


@command
def put_forecast_settings(
    *, settings: Sequence[Setting], by: Actor, at: datetime
) -> list[ForecastSetting]:
    """Say for items at sites whether planning uses the forecast, and how it is made.

    Raises NothingGiven, GivenTwice, ItemUnknown, SiteUnknown, MethodUnknown, NumberOutOfRange.
    """
    if not settings:
        raise NothingGiven(field="settings")
    _check(settings)
    lock_forecasts(by)
    items = [setting.item_id for setting in settings]
    known = {
        (row.item_id, row.site_id): row for row in ForecastSetting.objects.filter(item_id__in=items)
    }
    rows = []
    for setting in settings:
        place = (setting.item_id, setting.site_id)
        row = known.get(place) or ForecastSetting(
            company_id=by.company_id, item_id=place[0], site_id=place[1]
        )
        row.uses_forecast, row.method = setting.uses_forecast, setting.method
        row.backward_days, row.forward_days = setting.backward_days, setting.forward_days
        row.save()
        rows.append(row)
    _tell({(setting.item_id, setting.site_id) for setting in settings})
    return rows


def _tell(places: set[tuple[UUID, UUID]]) -> None:
    if places:
        publish_changed(POLICY, places)


def _check(settings: Sequence[Setting]) -> None:
    items = set(
        Item.objects.filter(id__in=[s.item_id for s in settings]).values_list("id", flat=True)
    )
    sites = set(
        Site.objects.filter(id__in=[s.site_id for s in settings]).values_list("id", flat=True)
    )
    seen: dict[tuple[UUID, UUID], int] = {}
    for row, setting in enumerate(settings, start=1):
        if setting.item_id not in items:
            raise ItemUnknown(id=setting.item_id, field="item_id", row=row)
        if setting.site_id not in sites:
            raise SiteUnknown(id=setting.site_id, field="site_id", row=row)
        _check_numbers(setting, row)
        first = seen.setdefault((setting.item_id, setting.site_id), row)
        if first != row:
            raise GivenTwice(first=first, field="item_id", row=row)


def _check_numbers(setting: Setting, row: int) -> None:
    methods = [method for method in Method if method is not Method.NONE]
    if setting.method and setting.method not in methods:
        raise MethodUnknown(
            method=setting.method, methods=", ".join(methods), field="method", row=row
        )
    for field in ("backward_days", "forward_days"):
        value = getattr(setting, field)
        if value is not None:
            _between(field, value, 0, MOST_DAYS, row)


def _between(
    field: str, value: Decimal | int, least: int, most: int, row: int | None = None
) -> None:
    if not least <= value <= most:
        raise NumberOutOfRange(value=value, least=least, most=most, field=field, row=row)
