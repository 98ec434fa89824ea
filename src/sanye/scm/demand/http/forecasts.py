"""`/demand/forecasts`: versions, lines, accuracy, changes by hand."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Status

from sanye.scm.demand import commands, queries
from sanye.scm.demand.http.history import HistoryOut, today
from sanye.stem.http import Page, Router, Schema, actor_of, now, page_of
from sanye.stem.http.types import Day, Quantity

router = Router(tags=["demand"])


class VersionOut(Schema):
    id: UUID
    code: str
    status: str
    as_of_date: date
    bucket: str
    first_period_date: date
    period_count: int
    history_periods: int
    series_count: int
    made_at: datetime
    published_at: datetime | None


class LineOut(Schema):
    id: UUID
    item_id: UUID
    site_id: UUID
    period_date: date
    statistical_quantity: Decimal
    override_quantity: Decimal | None
    quantity: Decimal


class SeriesOut(Schema):
    id: UUID
    item_id: UUID
    site_id: UUID
    method: str
    is_method_given: bool
    demand_class: str
    demand_interval: Decimal | None
    size_variation: Decimal | None
    rmsse: Decimal | None
    mase: Decimal | None
    wape_ratio: Decimal | None
    bias_ratio: Decimal | None
    naive_wape_ratio: Decimal | None
    value_added_ratio: Decimal | None
    spread_quantity: Decimal | None
    mean_quantity: Decimal
    unit: str
    history_first_date: date
    stock_out_dates: list[date]
    corrected: list[dict[str, Any]]


class AccuracyOut(Schema):
    series_count: int
    measured_count: int
    wape_ratio: Decimal | None
    bias_ratio: Decimal | None
    naive_wape_ratio: Decimal | None
    value_added_ratio: Decimal | None
    better_ratio: Decimal | None
    methods: dict[str, int]


class PeriodOut(Schema):
    period_date: date
    statistical_quantity: Decimal
    override_quantity: Decimal | None
    quantity: Decimal
    low_quantity: Decimal
    high_quantity: Decimal


class ChartOut(Schema):
    version: VersionOut
    series: SeriesOut | None
    history: list[HistoryOut]
    forecast: list[PeriodOut]


class EditIn(Schema):
    item_id: UUID
    site_id: UUID
    period_date: Day
    quantity: Quantity


class OverrideIn(Schema):
    edits: list[EditIn]
    reason: str
    is_locked: bool = False


class OverrideOut(Schema):
    id: UUID
    version_id: UUID
    item_id: UUID
    site_id: UUID
    bucket: str
    period_date: date
    quantity: Decimal
    statistical_quantity: Decimal
    reason: str
    is_locked: bool
    made_by_id: UUID | None
    made_at: datetime
    ended_at: datetime | None


class OutcomeOut(Schema):
    override: OverrideOut
    actual_quantity: Decimal
    value_added_quantity: Decimal


@router.get("", response=Page[VersionOut])
def list_forecast_versions(request: HttpRequest, status: str | None = None) -> HttpResponse:
    """All versions, the newest first."""
    rows = queries.list_forecast_versions(status=status, by=actor_of(request))
    return page_of(request, rows, VersionOut, sortable=["as_of_date", "made_at"], order="-id")


@router.post("", response={201: VersionOut})
def run_forecast(request: HttpRequest) -> Status[object]:
    """Make a draft from the history as it is now."""
    return Status(201, commands.run_forecast(by=actor_of(request), at=now()))


@router.get("/chart", response=ChartOut)
def get_forecast_chart(
    request: HttpRequest,
    item_id: UUID,
    site_id: UUID,
    version_id: UUID | None = None,
    history_periods: int = 36,
) -> object:
    """History and forecast of one item at one site, in one answer."""
    return queries.get_forecast_chart(
        item_id=item_id,
        site_id=site_id,
        version_id=version_id,
        history_periods=history_periods,
        by=actor_of(request),
    )


@router.get("/overrides", response=Page[OverrideOut])
def list_overrides(
    request: HttpRequest,
    item_id: UUID | None = None,
    site_id: UUID | None = None,
    is_in_force: bool | None = None,  # noqa: FBT001 - a filter
) -> HttpResponse:
    """Changes by hand, with who and why."""
    rows = queries.list_overrides(
        item_id=item_id, site_id=site_id, is_in_force=is_in_force, by=actor_of(request)
    )
    return page_of(request, rows, OverrideOut, sortable=["period_date", "made_at"])


@router.get("/overrides/outcomes", response=list[OutcomeOut])
def list_override_outcomes(request: HttpRequest, as_of: date | None = None) -> object:
    """What past changes were worth: how much nearer than the method they came."""
    return queries.list_override_outcomes(as_of=as_of or today(request), by=actor_of(request))


@router.post("/overrides/{uuid:override_id}/withdraw", response=OverrideOut)
def withdraw_override(request: HttpRequest, override_id: UUID) -> object:
    """Let the method's number hold again."""
    return commands.withdraw_override(override_id=override_id, by=actor_of(request), at=now())


@router.get("/{uuid:version_id}", response=VersionOut)
def get_forecast_version(request: HttpRequest, version_id: UUID) -> object:
    """One version."""
    return queries.get_forecast_version(version_id=version_id, by=actor_of(request))


@router.post("/{uuid:version_id}/publish", response=VersionOut)
def publish_forecast(request: HttpRequest, version_id: UUID) -> object:
    """Make it the forecast that planning reads."""
    return commands.publish_forecast(version_id=version_id, by=actor_of(request), at=now())


@router.post("/{uuid:version_id}/overrides", response={201: list[OverrideOut]})
def override_forecast(request: HttpRequest, version_id: UUID, body: OverrideIn) -> Status[object]:
    """Put numbers of your own in the place of the method's, with the reason."""
    edits = [commands.Edit(**edit.dict()) for edit in body.edits]
    rows = commands.override_forecast(
        version_id=version_id,
        edits=edits,
        reason=body.reason,
        is_locked=body.is_locked,
        by=actor_of(request),
        at=now(),
    )
    return Status(201, rows)


@router.get("/{uuid:version_id}/lines", response=Page[LineOut])
def list_forecast_lines(
    request: HttpRequest,
    version_id: UUID,
    item_id: UUID | None = None,
    site_id: UUID | None = None,
    period_date: date | None = None,
) -> HttpResponse:
    """What the version says, period by period."""
    rows = queries.list_forecast_lines(
        version_id=version_id,
        item_id=item_id,
        site_id=site_id,
        period_date=period_date,
        by=actor_of(request),
    )
    return page_of(request, rows, LineOut, sortable=["period_date", "quantity"])


@router.get("/{uuid:version_id}/series", response=Page[SeriesOut])
def list_forecast_accuracy(
    request: HttpRequest,
    version_id: UUID,
    item_id: UUID | None = None,
    site_id: UUID | None = None,
    method: str | None = None,
    demand_class: str | None = None,
) -> HttpResponse:
    """Method and errors of each item at each site."""
    rows = queries.list_forecast_accuracy(
        version_id=version_id,
        item_id=item_id,
        site_id=site_id,
        method=method,
        demand_class=demand_class,
        by=actor_of(request),
    )
    sortable = ["value_added_ratio", "wape_ratio", "mean_quantity"]
    return page_of(request, rows, SeriesOut, sortable=sortable)


@router.get("/{uuid:version_id}/accuracy", response=AccuracyOut)
def get_forecast_accuracy(request: HttpRequest, version_id: UUID) -> object:
    """The version as a whole, weighted by demand."""
    return queries.get_forecast_accuracy(version_id=version_id, by=actor_of(request))
