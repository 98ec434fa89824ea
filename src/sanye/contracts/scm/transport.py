"""Facts of transport."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.kernel.events import event, value


@value
class ShipmentStop:
    """One delivery on a shipment and when it should be there."""

    delivery_id: UUID
    delivery_number: str
    customer_id: UUID
    expected_at: datetime | None


@event("sanye.scm.shipment.created.v1", key="shipment_id")
class ShipmentCreated:
    shipment_id: UUID
    number: str
    carrier_id: UUID | None
    site_id: UUID
    stops: tuple[ShipmentStop, ...]


@event("sanye.scm.shipment.changed.v1", key="shipment_id")
class ShipmentChanged:
    """It is planned otherwise: carrier and all stops as they are now."""

    shipment_id: UUID
    number: str
    carrier_id: UUID | None
    site_id: UUID
    stops: tuple[ShipmentStop, ...]


@event("sanye.scm.shipment.dispatched.v1", key="shipment_id")
class ShipmentDispatched:
    shipment_id: UUID
    number: str
    carrier_id: UUID | None
    tracking_number: str
    dispatched_at: datetime
    stops: tuple[ShipmentStop, ...]


@event("sanye.scm.shipment.tracked.v1", key="shipment_id")
class ShipmentTracked:
    """News of a shipment: `code` is DEPARTED, IN_TRANSIT, ARRIVED, DELAYED or EXCEPTION.

    `stops` are the deliveries it is about, with what is expected now.
    """

    shipment_id: UUID
    number: str
    code: str
    happened_at: datetime
    stops: tuple[ShipmentStop, ...]


@event("sanye.scm.shipment.delivered.v1", key="shipment_id")
class ShipmentDelivered:
    """Proof for one delivery; who signed stands with the shipment.

    `expected_at` is what the customer was told last; `is_last`: nothing of the shipment is left.
    """

    shipment_id: UUID
    number: str
    carrier_id: UUID | None
    delivery_id: UUID
    delivery_number: str
    customer_id: UUID
    dispatched_at: datetime
    expected_at: datetime | None
    delivered_at: datetime
    is_damaged: bool
    is_last: bool


@event("sanye.scm.shipment.cancelled.v1", key="shipment_id")
class ShipmentCancelled:
    shipment_id: UUID
    number: str
    reason: str


@value
class FreightShare:
    """What of a shipment's freight falls on one delivery."""

    delivery_id: UUID
    customer_id: UUID
    amount: Decimal


@event("sanye.scm.freight.accrued.v1", key="shipment_id")
class FreightAccrued:
    """Freight we owe the carrier and have no invoice for, in functional currency.

    A correction has the difference; a cancelled shipment the opposite.
    """

    accrual_id: UUID
    shipment_id: UUID
    number: str
    carrier_id: UUID | None
    posting_date: date
    currency: str
    amount: Decimal
    shares: tuple[FreightShare, ...]
