"""`/product-costs`."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from sanye.erp.product_cost import commands, queries
from sanye.stem.http import Page, Router, Schema, actor_of, now, page_of

router = Router(tags=["product cost"])
routers: list[tuple[str, Router]] = [("/product-costs", router)]


class ServiceCostOut(Schema):
    """Amounts in functional currency over the window; the unit's cost per stock unit."""

    id: UUID
    item_id: UUID
    item_code: str = Field(alias="item.code")
    unit: str
    currency: str
    window_days: int
    as_of_date: date
    shipped_quantity: Decimal
    service_amount: Decimal
    return_amount: Decimal
    repair_amount: Decimal
    unit_service_cost: Decimal | None


class PolicyBody(Schema):
    window_days: int
    change_ratio: Decimal


@router.get("", response=Page[ServiceCostOut])
def list_service_costs(request: HttpRequest, item_id: UUID | None = None) -> HttpResponse:
    """What a sold piece of each item costs afterwards."""
    rows = queries.list_service_costs(item_id=item_id, by=actor_of(request))
    return page_of(request, rows, ServiceCostOut, sortable=["service_amount", "return_amount"])


@router.get("/policy", response=PolicyBody)
def get_product_cost_policy(request: HttpRequest) -> object:
    """Window and threshold."""
    return queries.get_product_cost_policy(by=actor_of(request))


@router.put("/policy", response=PolicyBody)
def set_product_cost_policy(request: HttpRequest, body: PolicyBody) -> object:
    """Set window and threshold."""
    return commands.set_product_cost_policy(**body.dict(), by=actor_of(request), at=now())
