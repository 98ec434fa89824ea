"""Freight by delivery and by customer: what it costs to serve them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, F, QuerySet, Sum

from sanye.kernel.actors import Actor
from sanye.scm.transport.models import FreightShare
from sanye.stem.commands import query


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFreight:
    """Functional currency; `delivery_count` deliveries that bore freight."""

    customer_id: UUID
    customer_code: str
    currency: str
    amount: Decimal
    delivery_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryFreight:
    """What one delivery bears of its shipment's freight, corrections and invoices included."""

    delivery_id: UUID
    delivery_number: str
    shipment_id: UUID
    shipment_number: str
    customer_id: UUID
    currency: str
    amount: Decimal
    weight: Decimal


@query
def list_customer_freight(
    *,
    customer_id: UUID | None = None,
    from_date: date | None = None,
    to_date: date | None = None,
    by: Actor,
) -> list[CustomerFreight]:
    """Freight of each customer's deliveries, posted in a span of days (both included)."""
    rows = _shares(customer_id, from_date, to_date)
    found = rows.values("customer_id", "customer__code", "charge__currency").annotate(
        total=Sum("amount"), deliveries=Count("stop__delivery_id", distinct=True)
    )
    return [
        CustomerFreight(
            customer_id=row["customer_id"],
            customer_code=row["customer__code"],
            currency=row["charge__currency"],
            amount=row["total"],
            delivery_count=row["deliveries"],
        )
        for row in found.order_by("customer__code", "charge__currency")
    ]


@query
def list_delivery_freight(
    *,
    customer_id: UUID | None = None,
    shipment_id: UUID | None = None,
    from_date: date | None = None,
    to_date: date | None = None,
    by: Actor,
) -> list[DeliveryFreight]:
    """Freight of each delivery, posted in a span of days (both included)."""
    rows = _shares(customer_id, from_date, to_date)
    if shipment_id is not None:
        rows = rows.filter(charge__shipment_id=shipment_id)
    found = rows.values(
        "customer_id",
        "stop__delivery_id",
        "stop__delivery_number",
        "stop__weight",
        "charge__currency",
        shipment=F("charge__shipment_id"),
        number=F("charge__shipment__number"),
    ).annotate(total=Sum("amount"))
    return [
        DeliveryFreight(
            delivery_id=row["stop__delivery_id"],
            delivery_number=row["stop__delivery_number"],
            shipment_id=row["shipment"],
            shipment_number=row["number"],
            customer_id=row["customer_id"],
            currency=row["charge__currency"],
            amount=row["total"],
            weight=row["stop__weight"],
        )
        for row in found.order_by("number", "stop__delivery_number")
    ]


def _shares(
    customer_id: UUID | None, from_date: date | None, to_date: date | None
) -> QuerySet[FreightShare]:
    wanted = {
        "customer_id": customer_id,
        "charge__posting_date__gte": from_date,
        "charge__posting_date__lte": to_date,
    }
    rows: QuerySet[FreightShare] = FreightShare.objects.filter(
        **{key: value for key, value in wanted.items() if value is not None}
    )
    return rows
