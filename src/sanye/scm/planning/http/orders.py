"""`/planning/planned-orders`."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from sanye.scm.planning import commands, queries
from sanye.stem.http import Page, Router, Schema, actor_of, now, page_of
from sanye.stem.http.types import Many

router = Router(tags=["planning"])


class PlannedOrderOut(Schema):
    id: UUID
    item_id: UUID
    site_id: UUID
    kind: str
    status: str
    supplier_id: UUID | None
    supplying_site_id: UUID | None
    bill_id: UUID | None
    quantity: Decimal
    start_quantity: Decimal
    unit: str
    start_date: date
    due_date: date
    need_date: date
    is_late: bool
    released_at: datetime | None


class FirmIn(Schema):
    quantity: Decimal | None = None
    start_date: date | None = None
    due_date: date | None = None


class ReleaseIn(Schema):
    planned_order_ids: Many[UUID]


@router.get("", response=Page[PlannedOrderOut])
def list_planned_orders(
    request: HttpRequest,
    status: str | None = None,
    item_id: UUID | None = None,
    site_id: UUID | None = None,
    starts_before: date | None = None,
    sales_order_id: UUID | None = None,
) -> HttpResponse:
    """What the plan suggests, and what became of it."""
    rows = queries.list_planned_orders(
        status=status,
        item_id=item_id,
        site_id=site_id,
        starts_before=starts_before,
        sales_order_id=sales_order_id,
        by=actor_of(request),
    )
    return page_of(request, rows, PlannedOrderOut, sortable=["start_date", "due_date"])


@router.get("/{uuid:planned_order_id}", response=PlannedOrderOut)
def get_planned_order(request: HttpRequest, planned_order_id: UUID) -> object:
    """One planned order."""
    return queries.get_planned_order(planned_order_id=planned_order_id, by=actor_of(request))


@router.post("/release", response=list[PlannedOrderOut])
def release_planned_orders(request: HttpRequest, body: ReleaseIn) -> object:
    """Make planned orders somebody's work, all of them or none."""
    return commands.release_planned_orders(
        planned_order_ids=body.planned_order_ids, by=actor_of(request), at=now()
    )


@router.post("/{uuid:planned_order_id}/firm", response=PlannedOrderOut)
def firm_planned_order(request: HttpRequest, planned_order_id: UUID, body: FirmIn) -> object:
    """Freeze a planned order, changed if wanted."""
    return commands.firm_planned_order(
        planned_order_id=planned_order_id, **body.dict(), by=actor_of(request), at=now()
    )


@router.post("/{uuid:planned_order_id}/cancel", response=PlannedOrderOut)
def cancel_planned_order(request: HttpRequest, planned_order_id: UUID) -> object:
    """Give up a firmed or released order."""
    return commands.cancel_planned_order(
        planned_order_id=planned_order_id, by=actor_of(request), at=now()
    )
