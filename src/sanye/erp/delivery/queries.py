"""Reads of deliveries."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import F, Prefetch, QuerySet

from sanye.erp.delivery.domain.states import AFTER_SHIPPING
from sanye.erp.delivery.errors import DeliveryUnknown
from sanye.erp.delivery.models import Delivery, DeliveryLine
from sanye.kernel.actors import Actor
from sanye.stem.commands import query

__all__ = [
    "Delivery",
    "DeliveryLine",
    "get_delivery",
    "list_delivered_lines",
    "list_deliveries",
    "list_lines_to_invoice",
]


@query
def list_deliveries(
    *,
    status: str | None = None,
    customer_id: UUID | None = None,
    order_id: UUID | None = None,
    by: Actor,
) -> QuerySet[Delivery]:
    """Deliveries that the actor may see."""
    rows: QuerySet[Delivery] = Delivery.objects.select_related("customer", "site")
    if status is not None:
        rows = rows.filter(status=status)
    if customer_id is not None:
        rows = rows.filter(customer_id=customer_id)
    if order_id is not None:
        lines = DeliveryLine.objects.filter(sales_order_id=order_id)
        rows = rows.filter(id__in=lines.values("delivery_id"))
    return rows


@query
def get_delivery(*, delivery_id: UUID, by: Actor) -> Delivery:
    """One delivery with its lines at hand. Raises DeliveryUnknown."""
    lines = DeliveryLine.unscoped.order_by("line_number").select_related(
        "item", "sales_order", "order_line"
    )
    found: Delivery | None = (
        Delivery.objects.select_related("customer", "site")
        .prefetch_related(Prefetch("lines", queryset=lines))
        .filter(id=delivery_id)
        .first()
    )
    if found is None:
        raise DeliveryUnknown(id=str(delivery_id))
    return found


@query
def list_lines_to_invoice(
    *, delivery_ids: Collection[UUID] | None = None, by: Actor
) -> QuerySet[DeliveryLine]:
    """Shipped lines that are not wholly invoiced, of some deliveries or all; never of orders at
    no charge for what came back."""
    rows: QuerySet[DeliveryLine] = DeliveryLine.objects.filter(
        delivery__status__in=AFTER_SHIPPING,
        shipped_quantity__gt=F("invoiced_quantity"),
        order_line__order__customer_return_id__isnull=True,
    )
    if delivery_ids is not None:
        rows = rows.filter(delivery_id__in=delivery_ids)
    return rows.select_related("delivery", "order_line").order_by("delivery_id", "line_number")


@query
def list_delivered_lines(
    *,
    customer_id: UUID | None = None,
    delivery_line_ids: Collection[UUID] | None = None,
    sales_order_ids: Collection[UUID] | None = None,
    by: Actor,
) -> QuerySet[DeliveryLine]:
    """Shipped lines of goods, oldest first; `returned_quantity` of each is on returns already."""
    wanted = {
        "delivery__customer_id": customer_id,
        "id__in": delivery_line_ids,
        "sales_order_id__in": sales_order_ids,
    }
    rows: QuerySet[DeliveryLine] = DeliveryLine.objects.filter(
        delivery__status__in=AFTER_SHIPPING,
        is_service=False,
        shipped_quantity__gt=0,
        **{name: value for name, value in wanted.items() if value is not None},
    )
    return rows.select_related("delivery", "item", "sales_order").order_by("id")
