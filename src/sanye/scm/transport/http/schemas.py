"""Bodies and answers of shipments."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from pydantic import Field

from sanye.scm.transport.domain.states import ShortReason, TrackCode
from sanye.stem.http import Schema
from sanye.stem.http.types import Code, Day, Instant, NotNegative, Positive, Reason


class LoadIn(Schema):
    """What was measured of a delivery, in kg and m³ with packaging; else the masters count."""

    delivery_id: UUID
    weight: NotNegative | None = None
    volume: NotNegative | None = None
    pallet_count: int = Field(0, ge=0, le=10_000)


class ShipmentIn(Schema):
    """Deliveries of one site in the order of their stops; `distance` in km."""

    delivery_ids: list[UUID] = Field(min_length=1, max_length=500)
    term_id: UUID | None = None
    planned_date: Day | None = None
    loads: list[LoadIn] = Field(default_factory=list, max_length=500)
    distance: NotNegative | None = None


class ShipmentChangeIn(Schema):
    """What is not given stays; `delivery_ids` are all stops in their order."""

    delivery_ids: list[UUID] | None = Field(None, max_length=500)
    planned_date: Day | None = None
    loads: list[LoadIn] = Field(default_factory=list, max_length=500)
    distance: NotNegative | None = None


class ChoiceIn(Schema):
    """A tariff; or a carrier, with a quote by hand or without freight."""

    term_id: UUID | None = None
    carrier_id: UUID | None = None
    quoted_amount: NotNegative | None = None
    currency: str | None = Field(None, max_length=3)


class DispatchIn(Schema):
    tracking_number: str = Field("", max_length=100)
    dispatched_at: Instant | None = None


class TrackIn(Schema):
    """`expected_at`: the carrier's own estimate; `delay_days` only with DELAYED."""

    code: TrackCode
    happened_at: Instant
    delivery_id: UUID | None = None
    expected_at: Instant | None = None
    delay_days: int | None = Field(None, ge=1, le=366)
    place: str = Field("", max_length=100)
    note: Reason = ""
    reference: Code = ""


class TrackByNumberIn(TrackIn):
    tracking_number: str = Field(min_length=1, max_length=100)


class ShortageIn(Schema):
    delivery_line_id: UUID
    quantity: Positive
    reason_code: ShortReason


class ProofIn(Schema):
    delivery_id: UUID
    delivered_at: Instant | None = None
    signed_by: str = Field("", max_length=100)
    is_damaged: bool = False
    note: Reason = ""
    shortages: list[ShortageIn] = Field(default_factory=list, max_length=500)


class FreightIn(Schema):
    """What the carrier is to get now; 0 takes all back."""

    amount: NotNegative
    currency: str | None = Field(None, max_length=3)
    reason: str = Field(max_length=200)


class CancelIn(Schema):
    reason: str = Field(max_length=200)


class EraseIn(Schema):
    customer_id: UUID | None = None
    delivery_id: UUID | None = None


class ErasedOut(Schema):
    erased: int


class ShortageOut(Schema):
    delivery_line_id: UUID
    item_id: UUID
    item_code: str = Field(alias="item.code")
    reason_code: str
    quantity: Decimal
    unit: str


class StopOut(Schema):
    """kg, m³; `is_load_known` false: an item has no weight or volume."""

    id: UUID
    position: int
    status: str
    delivery_id: UUID
    delivery_number: str
    customer_id: UUID
    customer_code: str = Field(alias="customer.code")
    country: str
    region: str
    weight: Decimal
    volume: Decimal
    pallet_count: int
    is_weighed: bool
    is_load_known: bool
    first_expected_at: datetime | None
    expected_at: datetime | None
    delivered_at: datetime | None
    transit_days: int | None
    signed_by: str
    proof_note: str
    is_damaged: bool
    shortages: list[ShortageOut] = Field(alias="short")


class ShipmentRowOut(Schema):
    """`freight_cost` in functional currency, as charged so far."""

    id: UUID
    number: str
    status: str
    site_id: UUID
    site_code: str = Field(alias="site.code")
    carrier_id: UUID | None
    carrier_code: str | None = Field(None, alias="carrier.code")
    planned_date: date
    tracking_number: str
    freight_source: str
    freight_currency: str
    freight_amount: Decimal | None
    freight_cost: Decimal
    is_invoiced: bool
    dispatched_at: datetime | None
    delivered_at: datetime | None
    last_code: str
    last_code_at: datetime | None


class ShipmentOut(ShipmentRowOut):
    term_id: UUID | None
    distance: Decimal | None
    cancel_reason: str
    stops: list[StopOut] = Field(alias="on_board")


class OfferOut(Schema):
    """`problem` instead of a price: NO_ZONE, TOO_HEAVY, TOO_BIG, NO_DISTANCE."""

    term_id: UUID
    term_code: str
    carrier_id: UUID
    carrier_code: str
    service_level: str
    currency: str
    amount: Decimal | None
    freight_amount: Decimal | None
    fuel_amount: Decimal | None
    functional_amount: Decimal | None
    transit_days: int | None
    expected_at: datetime | None
    latest_at: datetime | None
    is_load_known: bool
    problem: str


class TrackOut(Schema):
    id: UUID
    shipment_id: UUID
    delivery_id: UUID | None = Field(None, alias="stop.delivery_id")
    code: str
    happened_at: datetime
    expected_at: datetime | None
    delay_days: int | None
    place: str
    note: str
    reference: str
