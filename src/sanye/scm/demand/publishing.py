"""From rows of demand to published facts."""

from collections.abc import Collection
from uuid import UUID

from sanye.contracts.scm.demand import (
    DemandLost,
    ForecastChanged,
    ForecastPlace,
    ForecastPublished,
)
from sanye.kernel.ids import new_id
from sanye.scm.demand.models import ForecastVersion, LostDemand
from sanye.scm.demand.queries.policy import places_with_forecast
from sanye.stem.events.log import publish

Place = tuple[UUID, UUID]


def publish_lost(row: LostDemand) -> None:
    """Tell of demand that was lost."""
    publish(
        DemandLost(
            lost_demand_id=row.id,
            customer_id=row.customer_id,
            item_id=row.item_id,
            site_id=row.site_id,
            quantity=row.quantity,
            unit=row.unit,
            wanted_date=row.wanted_date,
            reason_code=row.reason,
            source_type=row.source_type,
            source_id=row.source_id,
        )
    )


def publish_version(version: ForecastVersion, places: Collection[Place]) -> None:
    """Tell that a version is the forecast now, of these places and no longer of others."""
    publish(
        ForecastPublished(
            forecast_version_id=version.id,
            code=version.code,
            as_of_date=version.as_of_date,
            first_period_date=version.first_period_date,
            period_count=version.period_count,
            places=_places(places),
        )
    )


def publish_changed(reason_code: str, places: Collection[Place]) -> None:
    """Tell that planning reads something else of these places."""
    publish(ForecastChanged(change_id=new_id(), reason_code=reason_code, places=_places(places)))


def publish_used(reason_code: str, places: Collection[Place]) -> None:
    """As `publish_changed`, of those of the places for whose forecast planning provides."""
    if places and (used := set(places) & places_with_forecast()):
        publish_changed(reason_code, used)


def _places(places: Collection[Place]) -> tuple[ForecastPlace, ...]:
    return tuple(
        ForecastPlace(item_id=item_id, site_id=site_id) for item_id, site_id in sorted(set(places))
    )
