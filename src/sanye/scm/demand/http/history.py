"""`/demand/history`, `…/entries`, `…/lost`, `…/stock-outs`, `…/pipeline`."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Status

from sanye.scm.demand import commands, queries
from sanye.scm.demand.domain.states import Bucket, LossReason
from sanye.stem.http import Page, Router, Schema, actor_of, now, page_of
from sanye.stem.http.bulk import Rows
from sanye.stem.http.types import Day, Quantity
from sanye.stem.identity.fixed import fixed_of

router = Router(tags=["demand"])


class HistoryOut(Schema):
    period_date: date
    ordered_quantity: Decimal
    returned_quantity: Decimal
    net_quantity: Decimal
    lost_quantity: Decimal
    demand_quantity: Decimal
    stock_out_days: int


class EntryOut(Schema):
    id: UUID
    kind: str
    source_type: str
    source_id: UUID
    source_number: str
    item_id: UUID
    site_id: UUID
    customer_id: UUID | None
    quantity: Decimal
    unit: str
    demand_date: date
    served_date: date | None
    reason_code: str


class StockOutOut(Schema):
    item_id: UUID
    site_id: UUID
    first_date: date
    end_date: date


class LostIn(Schema):
    item_id: UUID
    site_id: UUID
    quantity: Quantity
    unit: str = ""
    wanted_date: Day
    reason: LossReason
    customer_id: UUID | None = None
    note: str = ""


class LostOut(Schema):
    id: UUID
    item_id: UUID
    site_id: UUID
    customer_id: UUID | None
    quantity: Decimal
    unit: str
    wanted_date: date
    reason: str
    note: str
    source_type: str
    source_id: UUID | None
    recorded_at: datetime


class PipelineOut(Schema):
    item_id: UUID
    site_id: UUID | None
    week_date: date
    expected_quantity: Decimal
    open_quantity: Decimal
    unit: str
    opportunity_count: int


class VintageOut(PipelineOut):
    id: UUID
    as_of_date: date


def today(request: HttpRequest) -> date:
    """The company's day."""
    return fixed_of(actor_of(request)).day_at(now())


@router.get("/history", response=list[HistoryOut])
def list_demand_history(
    request: HttpRequest,
    item_id: UUID,
    site_id: UUID | None = None,
    bucket: Bucket = Bucket.MONTH,
    first_date: Day | None = None,
    last_date: Day | None = None,
) -> object:
    """What was wanted of an item, period by period; by default of the last three years."""
    last = last_date or today(request)
    return queries.list_demand_history(
        item_id=item_id,
        site_id=site_id,
        bucket=bucket,
        first_date=first_date or last - timedelta(days=3 * 365),
        last_date=last,
        by=actor_of(request),
    )


@router.get("/entries", response=Page[EntryOut])
def list_demand_entries(
    request: HttpRequest,
    item_id: UUID | None = None,
    site_id: UUID | None = None,
    kind: str | None = None,
    first_date: date | None = None,
    last_date: date | None = None,
) -> HttpResponse:
    """The lines behind the history: ordered, returned, lost."""
    rows = queries.list_demand_entries(
        item_id=item_id,
        site_id=site_id,
        kind=kind,
        first_date=first_date,
        last_date=last_date,
        by=actor_of(request),
    )
    return page_of(request, rows, EntryOut, sortable=["demand_date", "quantity"])


@router.get("/stock-outs", response=list[StockOutOut])
def list_stock_outs(
    request: HttpRequest,
    item_id: UUID,
    site_id: UUID | None = None,
    until: date | None = None,
) -> object:
    """Days on which an item was out of stock while somebody waited."""
    return queries.list_stock_outs(
        item_ids=[item_id], site_id=site_id, until=until or today(request), by=actor_of(request)
    )


@router.get("/lost", response=Page[LostOut])
def list_lost_demand(
    request: HttpRequest, item_id: UUID | None = None, reason: str | None = None
) -> HttpResponse:
    """What customers wanted in vain."""
    rows = queries.list_lost_demand(item_id=item_id, reason=reason, by=actor_of(request))
    return page_of(request, rows, LostOut, sortable=["wanted_date", "quantity"])


@router.post("/lost", response={201: list[LostOut]})
def record_lost_demand(request: HttpRequest, body: Rows[LostIn]) -> Status[object]:
    """Note what customers wanted in vain, all rows or none."""
    losses = [commands.Loss(**row.dict()) for row in body]
    return Status(201, commands.record_lost_demand(losses=losses, by=actor_of(request), at=now()))


@router.get("/pipeline", response=list[PipelineOut])
def list_pipeline(
    request: HttpRequest, item_id: UUID | None = None, as_of: date | None = None
) -> object:
    """The weighted pipeline by item, site and week, as it is now."""
    return queries.list_pipeline(
        as_of=as_of or today(request), item_id=item_id, by=actor_of(request)
    )


@router.get("/pipeline/vintages", response=Page[VintageOut])
def list_pipeline_vintages(
    request: HttpRequest,
    item_id: UUID | None = None,
    as_of_date: date | None = None,
    week_date: date | None = None,
) -> HttpResponse:
    """What the pipeline looked like at the end of earlier days."""
    rows = queries.list_pipeline_vintages(
        item_id=item_id, as_of_date=as_of_date, week_date=week_date, by=actor_of(request)
    )
    return page_of(request, rows, VintageOut, sortable=["as_of_date", "week_date"])


@router.post("/pipeline/vintages", response={201: dict[str, int]})
def take_pipeline_vintage(request: HttpRequest) -> Status[object]:
    """Keep the pipeline as it is now; it is done by itself every night."""
    return Status(201, {"count": commands.take_pipeline_vintage(by=actor_of(request), at=now())})
