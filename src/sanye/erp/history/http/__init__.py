"""`/history/…`: finished documents of the time before Sanye, in lists."""

from datetime import date
from typing import Annotated, TypeVar

from django.http import HttpRequest
from ninja import Body
from pydantic import Field

from sanye.erp.history import commands
from sanye.erp.history.commands import (
    ClosedProductionOrder,
    ClosedPurchaseOrder,
    ClosedSalesOrder,
    PastCost,
    PastStock,
    PastTransfer,
)
from sanye.stem.http import Router, Schema, actor_of, now

router = Router(tags=["history"])
routers: list[tuple[str, Router]] = [("/history", router)]

MOST = 20_000
"""Documents of a kind that one request may bring."""
T = TypeVar("T")
Past = Annotated[list[T], Body(max_length=MOST)]


class DocumentsIn(Schema):
    """All kinds of one stretch of time: they are valued in the order of their days."""

    sales_orders: list[ClosedSalesOrder] = Field(default=[], max_length=MOST)
    purchase_orders: list[ClosedPurchaseOrder] = Field(default=[], max_length=MOST)
    production_orders: list[ClosedProductionOrder] = Field(default=[], max_length=MOST)
    stock: list[PastStock] = Field(default=[], max_length=MOST)
    transfers: list[PastTransfer] = Field(default=[], max_length=MOST)
    standard_costs: list[PastCost] = Field(default=[], max_length=MOST)


class ImportedOut(Schema):
    sales_orders: int
    purchase_orders: int
    production_orders: int
    stock_movements: int
    journal_entries: int
    passed_over: int


class PeriodsIn(Schema):
    until: date


class ClosedOut(Schema):
    closed: int


@router.post("/documents", response={201: ImportedOut})
def import_closed_documents(request: HttpRequest, body: DocumentsIn) -> object:
    """Take over finished documents with their effects; wrong rows refuse all, each is named."""
    return commands.import_closed_documents(
        sales_orders=body.sales_orders,
        purchase_orders=body.purchase_orders,
        production_orders=body.production_orders,
        stock=body.stock,
        transfers=body.transfers,
        standard_costs=body.standard_costs,
        by=actor_of(request),
        at=now(),
    )


@router.post("/sales-orders", response={201: ImportedOut})
def import_closed_sales_orders(request: HttpRequest, body: Past[ClosedSalesOrder]) -> object:
    """Finished sales orders alone."""
    return commands.import_closed_sales_orders(orders=body, by=actor_of(request), at=now())


@router.post("/purchase-orders", response={201: ImportedOut})
def import_closed_purchase_orders(request: HttpRequest, body: Past[ClosedPurchaseOrder]) -> object:
    """Finished purchase orders alone."""
    return commands.import_closed_purchase_orders(orders=body, by=actor_of(request), at=now())


@router.post("/production-orders", response={201: ImportedOut})
def import_closed_production_orders(
    request: HttpRequest, body: Past[ClosedProductionOrder]
) -> object:
    """Finished production orders alone."""
    return commands.import_closed_production_orders(orders=body, by=actor_of(request), at=now())


@router.post("/stock", response={201: ImportedOut})
def import_past_stock(request: HttpRequest, body: Past[PastStock]) -> object:
    """What was there before, counted or scrapped."""
    return commands.import_past_stock(stock=body, by=actor_of(request), at=now())


@router.post("/transfers", response={201: ImportedOut})
def import_past_transfers(request: HttpRequest, body: Past[PastTransfer]) -> object:
    """What went from site to site."""
    return commands.import_past_transfers(transfers=body, by=actor_of(request), at=now())


@router.post("/closed-periods", response={201: ClosedOut})
def close_past_periods(request: HttpRequest, body: PeriodsIn) -> object:
    """Close the fiscal periods that end on the day or before it."""
    closed = commands.close_past_periods(until=body.until, by=actor_of(request), at=now())
    return {"closed": closed}
