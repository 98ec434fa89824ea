"""`/shipments/deliveries`, `/arrivals`, `/transit-times`, `/freight…`: what is to go, when it
comes, what it costs."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from sanye.scm.transport import queries
from sanye.stem.http import Page, Router, Schema, actor_of, now, page_of

reports = Router(tags=["shipments"])


class DeliveryToShipOut(Schema):
    delivery_id: UUID
    number: str
    status: str
    customer_id: UUID
    customer_code: str = Field(alias="customer.code")
    site_id: UUID
    site_code: str = Field(alias="site.code")
    ship_to_address_id: UUID | None
    planned_ship_date: date


class ArrivalOut(Schema):
    """`first_expected_at` is what was said at dispatch, `expected_at` what is known now."""

    delivery_id: UUID
    delivery_number: str
    customer_id: UUID
    shipment_id: UUID
    shipment_number: str = Field(alias="shipment.number")
    carrier_code: str | None = Field(None, alias="shipment.carrier.code")
    tracking_number: str = Field(alias="shipment.tracking_number")
    status: str
    last_code: str = Field(alias="shipment.last_code")
    dispatched_at: datetime | None = Field(alias="shipment.dispatched_at")
    first_expected_at: datetime | None
    expected_at: datetime | None
    delivered_at: datetime | None
    is_damaged: bool


class LaneTimeOut(Schema):
    """Working days of the carrier from dispatch to proof."""

    carrier_id: UUID
    carrier_code: str
    country: str
    region: str
    delivery_count: int
    mean_days: Decimal
    spread_days: Decimal


class CustomerFreightOut(Schema):
    customer_id: UUID
    customer_code: str
    currency: str
    amount: Decimal
    delivery_count: int


class DeliveryFreightOut(Schema):
    delivery_id: UUID
    delivery_number: str
    shipment_id: UUID
    shipment_number: str
    customer_id: UUID
    currency: str
    amount: Decimal
    weight: Decimal


@reports.get("/deliveries", response=Page[DeliveryToShipOut])
def list_deliveries_to_ship(
    request: HttpRequest,
    site_id: UUID | None = None,
    status: str | None = None,
    customer_id: UUID | None = None,
    until_date: date | None = None,
) -> HttpResponse:
    """Deliveries on no shipment yet; `status=PICKED` stands ready."""
    rows = queries.list_deliveries_to_ship(
        site_id=site_id,
        status=status,
        customer_id=customer_id,
        until_date=until_date,
        by=actor_of(request),
    )
    return page_of(request, rows, DeliveryToShipOut, sortable=["planned_ship_date", "number"])


@reports.get("/arrivals", response=Page[ArrivalOut])
def list_arrivals(
    request: HttpRequest,
    delivery_id: UUID | None = None,
    customer_id: UUID | None = None,
    status: str | None = None,
    overdue: bool = False,  # noqa: FBT001, FBT002 - a filter
) -> HttpResponse:
    """When deliveries arrive; a customer sees own ones. `overdue=true`: should be there by now."""
    rows = queries.list_arrivals(
        delivery_id=delivery_id,
        customer_id=customer_id,
        status=status,
        overdue_at=now() if overdue else None,
        by=actor_of(request),
    )
    return page_of(request, rows, ArrivalOut, sortable=["expected_at", "delivery_number"])


@reports.get("/transit-times", response=list[LaneTimeOut])
def list_transit_times(request: HttpRequest, carrier_id: UUID | None = None) -> object:
    """What carriers really took in the last 365 days."""
    return queries.list_transit_times(carrier_id=carrier_id, until=now(), by=actor_of(request))


@reports.get("/freight/customers", response=list[CustomerFreightOut])
def list_customer_freight(
    request: HttpRequest,
    customer_id: UUID | None = None,
    from_date: date | None = None,
    to_date: date | None = None,
) -> object:
    """Freight per customer of a span of days, functional currency."""
    return queries.list_customer_freight(
        customer_id=customer_id, from_date=from_date, to_date=to_date, by=actor_of(request)
    )


@reports.get("/freight/deliveries", response=list[DeliveryFreightOut])
def list_delivery_freight(
    request: HttpRequest,
    customer_id: UUID | None = None,
    shipment_id: UUID | None = None,
    from_date: date | None = None,
    to_date: date | None = None,
) -> object:
    """Freight per delivery of a span of days, functional currency."""
    return queries.list_delivery_freight(
        customer_id=customer_id,
        shipment_id=shipment_id,
        from_date=from_date,
        to_date=to_date,
        by=actor_of(request),
    )
