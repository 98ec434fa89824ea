"""`/demand/policy`, `/demand/settings`."""

from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from sanye.scm.demand import commands, queries
from sanye.scm.demand.domain.states import Bucket
from sanye.stem.http import Page, Router, Schema, actor_of, now, page_of
from sanye.stem.http.bulk import Rows

router = Router(tags=["demand"])


class PolicyIn(Schema):
    bucket: Bucket
    horizon_periods: int
    backward_days: int
    forward_days: int
    pipeline_ratio: Decimal


class PolicyOut(Schema):
    bucket: str
    horizon_periods: int
    backward_days: int
    forward_days: int
    pipeline_ratio: Decimal


class SettingIn(Schema):
    item_id: UUID
    site_id: UUID
    uses_forecast: bool
    method: str = ""
    backward_days: int | None = None
    forward_days: int | None = None


class SettingOut(SettingIn):
    id: UUID


@router.get("/policy", response=PolicyOut)
def get_demand_policy(request: HttpRequest) -> object:
    """How the company forecasts."""
    return queries.get_demand_policy(by=actor_of(request))


@router.put("/policy", response=PolicyOut)
def set_demand_policy(request: HttpRequest, body: PolicyIn) -> object:
    """Choose how the company forecasts."""
    return commands.set_demand_policy(**body.dict(), by=actor_of(request), at=now())


@router.get("/settings", response=Page[SettingOut])
def list_forecast_settings(
    request: HttpRequest,
    item_id: UUID | None = None,
    uses_forecast: bool | None = None,  # noqa: FBT001 - a filter
) -> HttpResponse:
    """Items at sites whose forecast is used, or made in a way of their own."""
    rows = queries.list_forecast_settings(
        item_id=item_id, uses_forecast=uses_forecast, by=actor_of(request)
    )
    return page_of(request, rows, SettingOut)


@router.post("/settings", response=list[SettingOut])
def put_forecast_settings(request: HttpRequest, body: Rows[SettingIn]) -> object:
    """Say where planning uses the forecast, all rows or none."""
    settings = [commands.Setting(**row.dict()) for row in body]
    return commands.put_forecast_settings(settings=settings, by=actor_of(request), at=now())
