"""`/costing/…`: item values, valuations, work in process, goods received not invoiced."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from sanye.erp.costing import commands, queries
from sanye.stem.http import Page, Router, Schema, actor_of, now, page_of
from sanye.stem.http.types import Day, Reason

router = Router(tags=["costing"])
routers: list[tuple[str, Router]] = [("/costing", router)]


class ItemValueOut(Schema):
    id: UUID
    item_id: UUID
    site_id: UUID
    quantity: Decimal
    value: Decimal
    unit_cost: Decimal


class ValuationLineOut(Schema):
    role: str
    item_id: UUID | None
    site_id: UUID | None
    source_line_id: UUID | None
    quantity: Decimal
    amount: Decimal


class ValuationOut(Schema):
    id: UUID
    kind: str
    source_type: str
    source_id: UUID
    source_number: str
    movement_id: UUID | None
    document_date: date
    posting_date: date
    text: str
    lines: list[ValuationLineOut]


class WorkInProcessOut(Schema):
    id: UUID
    production_order_id: UUID
    number: str
    item_id: UUID | None
    site_id: UUID | None
    order_quantity: Decimal
    completed_quantity: Decimal
    material_amount: Decimal
    conversion_amount: Decimal
    completed_amount: Decimal
    variance_amount: Decimal
    in_process_amount: Decimal
    closed_date: date | None


class ReceivedNotInvoicedOut(Schema):
    id: UUID
    purchase_order_line_id: UUID
    item_id: UUID
    site_id: UUID | None
    received_quantity: Decimal
    invoiced_quantity: Decimal
    open_quantity: Decimal
    open_value: Decimal


class RevaluationIn(Schema):
    item_id: UUID
    site_id: UUID
    unit_cost: Annotated[Decimal, Field(max_digits=18, decimal_places=6)] | None = None
    posting_date: Day
    reason: Reason


@router.get("/item-values", response=Page[ItemValueOut])
def list_item_values(
    request: HttpRequest, item_id: UUID | None = None, site_id: UUID | None = None
) -> HttpResponse:
    """Quantity, value and latest cost per item and site."""
    rows = queries.list_item_values(item_id=item_id, site_id=site_id, by=actor_of(request))
    return page_of(request, rows, ItemValueOut, sortable=["value", "quantity"])


@router.get("/valuations", response=Page[ValuationOut])
def list_valuations(request: HttpRequest, source_id: UUID | None = None) -> HttpResponse:
    """Valuations with their lines, the latest first."""
    rows = queries.list_valuations(source_id=source_id, by=actor_of(request))
    return page_of(request, rows, ValuationOut)


@router.get("/work-in-process", response=Page[WorkInProcessOut])
def list_work_in_process(
    request: HttpRequest,
    is_open: bool | None = None,  # noqa: FBT001 - a filter
) -> HttpResponse:
    """What production orders took in and gave out."""
    rows = queries.list_work_in_process(is_open=is_open, by=actor_of(request))
    return page_of(request, rows, WorkInProcessOut)


@router.get("/received-not-invoiced", response=Page[ReceivedNotInvoicedOut])
def list_received_not_invoiced(request: HttpRequest) -> HttpResponse:
    """Order lines whose receipts and invoices differ."""
    rows = queries.list_received_not_invoiced(by=actor_of(request))
    return page_of(request, rows, ReceivedNotInvoicedOut)


@router.post("/revaluations", response={201: ValuationOut})
def revalue_stock(request: HttpRequest, body: RevaluationIn) -> object:
    """Give the stock of an item at a site another cost per unit."""
    return commands.revalue_stock(**body.dict(), by=actor_of(request), at=now())
