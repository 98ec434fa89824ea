"""Doors of deliveries."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from pydantic import Field, field_validator

from sanye.erp.delivery import commands, queries
from sanye.stem.http import Page, Router, Schema, actor_of, now, page_of
from sanye.stem.http.types import Day, Instant, Many, Quantity

router = Router(tags=["deliveries"])
routers: list[tuple[str, Router]] = [("/deliveries", router)]


class PartIn(Schema):
    """A quantity in the stock unit; without it all that is open."""

    schedule_line_id: UUID
    quantity: Quantity | None = None


class DeliveryIn(Schema):
    lines: Many[PartIn]
    planned_ship_date: Day | None = None

    @field_validator("lines")
    @classmethod
    def each_once(cls, lines: list[PartIn]) -> list[PartIn]:
        if len({part.schedule_line_id for part in lines}) < len(lines):
            raise ValueError("a schedule line stands once on a delivery")
        return lines


class DueIn(Schema):
    until_date: Day
    site_id: UUID | None = None


class PickIn(Schema):
    delivery_line_id: UUID
    quantity: Quantity
    lot: str = Field("", max_length=40)
    serial_number: str = Field("", max_length=40)


class PicksIn(Schema):
    """Without picks all of every line, first expiry first."""

    picks: Many[PickIn] | None = None


class ShipIn(Schema):
    carrier: str = Field("", max_length=100)
    tracking_number: str = Field("", max_length=100)
    posting_date: Day | None = None


class ProofIn(Schema):
    received_at: Instant | None = None
    received_by: str = Field("", max_length=100)


class ReasonIn(Schema):
    reason: str


class LineOut(Schema):
    """Quantities in the item's stock unit."""

    id: UUID
    line_number: int
    sales_order_id: UUID
    sales_order_number: str = Field(alias="sales_order.number")
    order_line_id: UUID
    schedule_line_id: UUID
    item_id: UUID
    item_code: str = Field(alias="item.code")
    quantity: Decimal
    unit: str
    picked_quantity: Decimal
    shipped_quantity: Decimal
    invoiced_quantity: Decimal


class DeliveryRowOut(Schema):
    id: UUID
    number: str
    status: str
    customer_id: UUID
    customer_code: str = Field(alias="customer.code")
    site_id: UUID
    planned_ship_date: date
    shipped_at: datetime | None
    received_at: datetime | None


class DeliveryOut(DeliveryRowOut):
    ship_to_address_id: UUID | None
    posting_date: date | None
    carrier: str
    tracking_number: str
    received_by: str
    cancel_reason: str
    lines: list[LineOut]


def _shown(request: HttpRequest, delivery_id: UUID) -> object:
    return queries.get_delivery(delivery_id=delivery_id, by=actor_of(request))


@router.get("", response=Page[DeliveryRowOut])
def list_deliveries(
    request: HttpRequest,
    status: str | None = None,
    customer_id: UUID | None = None,
    order_id: UUID | None = None,
) -> HttpResponse:
    """Deliveries the caller may see; a customer sees own deliveries."""
    rows = queries.list_deliveries(
        status=status, customer_id=customer_id, order_id=order_id, by=actor_of(request)
    )
    sortable = ["number", "planned_ship_date"]
    return page_of(request, rows, DeliveryRowOut, sortable=sortable)


@router.post("", response={201: DeliveryOut})
def create_delivery(request: HttpRequest, body: DeliveryIn) -> object:
    """Plan to ship quantities of schedule lines."""
    delivery = commands.create_delivery(
        quantities={part.schedule_line_id: part.quantity for part in body.lines},
        planned_ship_date=body.planned_ship_date,
        by=actor_of(request),
        at=now(),
    )
    return _shown(request, delivery.id)


@router.post("/due", response={201: list[DeliveryOut]})
def create_due_deliveries(request: HttpRequest, body: DueIn) -> object:
    """One delivery per customer and site of all that is promised until a day."""
    made = commands.create_due_deliveries(**body.dict(), by=actor_of(request), at=now())
    return [_shown(request, delivery.id) for delivery in made]


@router.get("/{uuid:delivery_id}", response=DeliveryOut)
def get_delivery(request: HttpRequest, delivery_id: UUID) -> object:
    """One delivery with its lines."""
    return _shown(request, delivery_id)


@router.post("/{uuid:delivery_id}/pick", response=DeliveryOut)
def pick_delivery(request: HttpRequest, delivery_id: UUID, body: PicksIn) -> object:
    """Allocate stock to what will leave."""
    picks = None if body.picks is None else [commands.Pick(**pick.dict()) for pick in body.picks]
    commands.pick_delivery(delivery_id=delivery_id, picks=picks, by=actor_of(request), at=now())
    return _shown(request, delivery_id)


@router.post("/{uuid:delivery_id}/ship", response=DeliveryOut)
def ship_delivery(request: HttpRequest, delivery_id: UUID, body: ShipIn) -> object:
    """What was picked leaves."""
    commands.ship_delivery(delivery_id=delivery_id, **body.dict(), by=actor_of(request), at=now())
    return _shown(request, delivery_id)


@router.post("/{uuid:delivery_id}/prove", response=DeliveryOut)
def prove_delivery(request: HttpRequest, delivery_id: UUID, body: ProofIn) -> object:
    """The customer has the goods."""
    commands.prove_delivery(delivery_id=delivery_id, **body.dict(), by=actor_of(request), at=now())
    return _shown(request, delivery_id)


@router.post("/{uuid:delivery_id}/cancel", response=DeliveryOut)
def cancel_delivery(request: HttpRequest, delivery_id: UUID, body: ReasonIn) -> object:
    """Nothing of it leaves."""
    commands.cancel_delivery(
        delivery_id=delivery_id, reason=body.reason, by=actor_of(request), at=now()
    )
    return _shown(request, delivery_id)
