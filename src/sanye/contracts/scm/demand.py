"""Facts of demand and its forecast."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sanye.kernel.events import event, value


@value
class ForecastPlace:
    """An item at a site whose forecast is new."""

    item_id: UUID
    site_id: UUID


@event("sanye.scm.forecast.published.v1", key="forecast_version_id")
class ForecastPublished:
    """A version became the forecast; planning reads these places anew."""

    forecast_version_id: UUID
    code: str
    as_of_date: date
    first_period_date: date
    period_count: int
    places: tuple[ForecastPlace, ...]


@event("sanye.scm.forecast.changed.v1", key="change_id")
class ForecastChanged:
    """What planning reads of the forecast changed between two versions.

    `reason_code`: OVERRIDE (a person changed numbers), POLICY (how it is used), PIPELINE, or ORDERS
    (one was changed or cancelled, and takes less of the forecast, or on another day).
    """

    change_id: UUID
    reason_code: str
    places: tuple[ForecastPlace, ...]


@event("sanye.scm.demand.lost.v1", key="lost_demand_id")
class DemandLost:
    """What a customer wanted and did not get: quantity in the item's stock unit.

    `reason_code`: STOCK_OUT, TOO_LATE, SHORT_SHIPPED, CANCELLED, DECLINED or OTHER.
    """

    lost_demand_id: UUID
    customer_id: UUID | None
    item_id: UUID
    site_id: UUID
    quantity: Decimal
    unit: str
    wanted_date: date
    reason_code: str
    source_type: str
    source_id: UUID | None
