"""How the company forecasts, and what differs for an item at a site."""

from uuid import UUID

from django.db.models import QuerySet

from sanye.kernel.actors import Actor
from sanye.scm.demand.models import DemandPolicy, ForecastSetting
from sanye.stem.commands import query


@query
def get_demand_policy(*, by: Actor) -> DemandPolicy:
    """The company's policy; the defaults where nobody chose."""
    found: DemandPolicy | None = DemandPolicy.objects.first()
    return found or DemandPolicy(company_id=by.company_id)


@query
def list_forecast_settings(
    *, item_id: UUID | None = None, uses_forecast: bool | None = None, by: Actor
) -> QuerySet[ForecastSetting]:
    """Items at sites whose forecast is used, or made, in another way than the company's."""
    rows = ForecastSetting.objects.all()
    rows = rows if item_id is None else rows.filter(item_id=item_id)
    return rows if uses_forecast is None else rows.filter(uses_forecast=uses_forecast)


def places_with_forecast() -> set[tuple[UUID, UUID]]:
    """Places for whose forecast planning provides."""
    rows = ForecastSetting.objects.filter(uses_forecast=True)
    return set(rows.values_list("item_id", "site_id"))
