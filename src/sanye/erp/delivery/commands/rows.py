"""A delivery with its lines, locked after its orders."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sanye.erp.delivery.errors import DeliveryUnknown
from sanye.erp.delivery.models import Delivery, DeliveryLine
from sanye.erp.sales_orders.commands import lock_sales_orders
from sanye.erp.sales_orders.queries.parts import OrderParts
from sanye.kernel.actors import Actor

DEMAND_TYPE = "delivery_line"
"""What stock calls the demand of a delivery's line."""


@dataclass(slots=True)
class Locked:
    """A delivery, its lines by number and their orders, locked for change."""

    delivery: Delivery
    lines: list[DeliveryLine]
    orders: list[OrderParts]

    @property
    def goods(self) -> list[DeliveryLine]:
        """Lines of things that stock keeps."""
        return [line for line in self.lines if not line.is_service]


def lock_delivery(delivery_id: UUID, *, by: Actor, at: datetime) -> Locked:
    """Lock customer, orders, then the delivery. Raises DeliveryUnknown."""
    orders = lock_orders_of([delivery_id], by=by, at=at)
    delivery = lock_delivery_alone(delivery_id)
    lines = DeliveryLine.objects.filter(delivery=delivery).order_by("line_number")
    return Locked(delivery, list(lines), orders)


def lock_orders_of(delivery_ids: Collection[UUID], *, by: Actor, at: datetime) -> list[OrderParts]:
    """Lock customers and orders of all these deliveries, before any of them."""
    lines = DeliveryLine.objects.filter(delivery_id__in=delivery_ids)
    order_ids = set(lines.values_list("sales_order_id", flat=True))
    return lock_sales_orders(order_ids=sorted(order_ids), by=by, at=at)


def lock_delivery_alone(delivery_id: UUID) -> Delivery:
    """For what changes neither its lines nor its orders. Raises DeliveryUnknown."""
    rows = Delivery.objects.filter(id=delivery_id)
    delivery: Delivery | None = rows.select_for_update(of=("self",)).first()
    if delivery is None:
        raise DeliveryUnknown(id=str(delivery_id))
    return delivery
