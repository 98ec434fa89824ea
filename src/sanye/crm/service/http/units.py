"""Doors of what stands at customers and its warranty."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query
from pydantic import Field

from sanye.crm.service import queries
from sanye.stem.http import Page, Router, Schema, actor_of, now, page_of
from sanye.stem.http.types import Day

router = Router(tags=["installed units"])


class UnitFilterIn(Schema):
    customer_id: UUID | None = None
    item_id: UUID | None = None
    serial_number: str | None = None
    lot: str | None = None
    delivery_id: UUID | None = None
    sales_order_id: UUID | None = None

    def columns(self) -> queries.UnitFilter:
        """The same for a query."""
        return queries.UnitFilter(**self.model_dump())


class PlaceIn(Schema):
    """Whether the goods are still there or were taken back."""

    is_with_customer: bool | None = None


class UnitOut(Schema):
    """Quantities in the item's stock unit."""

    id: UUID
    customer_id: UUID
    customer_code: str = Field(alias="customer.code")
    item_id: UUID
    item_code: str = Field(alias="item.code")
    serial_number: str
    lot: str
    delivery_id: UUID | None
    sales_order_id: UUID | None
    quantity: Decimal
    returned_quantity: Decimal
    unit: str
    shipped_date: date
    received_date: date | None


class WarrantyOut(Schema):
    """`until_date` is the first day without warranty."""

    is_in_warranty: bool
    reason: str
    on_date: date
    starts_date: date | None
    until_date: date | None
    months: int | None
    unit: UnitOut | None


@router.get("", response=Page[UnitOut])
def list_units(
    request: HttpRequest,
    filters: Annotated[UnitFilterIn, Query()],
    place: Annotated[PlaceIn, Query()],
) -> HttpResponse:
    """Goods that were shipped; a customer sees his own."""
    rows = queries.list_units(
        filters=filters.columns(), is_with_customer=place.is_with_customer, by=actor_of(request)
    )
    return page_of(request, rows, UnitOut, sortable=["shipped_date", "serial_number"])


@router.get("/warranty", response=WarrantyOut)
def check_warranty(
    request: HttpRequest,
    filters: Annotated[UnitFilterIn, Query()],
    on_date: Annotated[Day | None, Query()] = None,
) -> Any:
    """Whether we answer for goods on a day (default: today)."""
    return queries.check_warranty(
        of=filters.columns(), at=now(), on_date=on_date, by=actor_of(request)
    )
