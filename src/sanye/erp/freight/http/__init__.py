"""`/freight-accruals`."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from sanye.erp.freight import queries
from sanye.stem.http import Page, Router, Schema, actor_of, page_of

accruals = Router(tags=["freight accruals"])


class AccrualOut(Schema):
    """Amounts in functional currency."""

    id: UUID
    shipment_id: UUID
    shipment_number: str
    carrier_id: UUID | None
    carrier_code: str = Field("", alias="carrier.code")
    currency: str
    posting_date: date
    accrued_amount: Decimal
    cleared_amount: Decimal
    open_amount: Decimal


@accruals.get("", response=Page[AccrualOut])
def list_freight_accruals(
    request: HttpRequest,
    carrier_id: UUID | None = None,
    is_open: bool | None = None,  # noqa: FBT001 - a filter
) -> HttpResponse:
    """Freight per shipment; `is_open=true` is what carriers have not invoiced."""
    rows = queries.list_freight_accruals(
        carrier_id=carrier_id, is_open=is_open, by=actor_of(request)
    )
    return page_of(request, rows, AccrualOut, sortable=["posting_date", "shipment_number"])


routers: list[tuple[str, Router]] = [("/freight-accruals", accruals)]
