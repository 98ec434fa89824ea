"""States of shipments and of the deliveries on them, and other stored choices."""

from enum import StrEnum


class ShipmentStatus(StrEnum):
    """PLANNED waits for its truck, DISPATCHED is under way, DELIVERED has arrived everywhere."""

    PLANNED = "PLANNED"
    DISPATCHED = "DISPATCHED"
    DELIVERED = "DELIVERED"
    CANCELLED = "CANCELLED"


SHIPMENT_STEPS: dict[ShipmentStatus, set[ShipmentStatus]] = {
    ShipmentStatus.PLANNED: {ShipmentStatus.DISPATCHED, ShipmentStatus.CANCELLED},
    ShipmentStatus.DISPATCHED: {ShipmentStatus.DELIVERED},
}


class StopStatus(StrEnum):
    """A delivery on a shipment; REMOVED before it left, it may go with another."""

    PLANNED = "PLANNED"
    UNDERWAY = "UNDERWAY"
    DELIVERED = "DELIVERED"
    REMOVED = "REMOVED"


STOP_STEPS: dict[StopStatus, set[StopStatus]] = {
    StopStatus.PLANNED: {StopStatus.UNDERWAY, StopStatus.REMOVED},
    StopStatus.UNDERWAY: {StopStatus.DELIVERED},
}


class KnownStatus(StrEnum):
    """What became of a delivery, as its owner told it."""

    CREATED = "CREATED"
    PICKED = "PICKED"
    SHIPPED = "SHIPPED"
    PROVEN = "PROVEN"
    CANCELLED = "CANCELLED"


CARRIABLE = frozenset({KnownStatus.CREATED, KnownStatus.PICKED, KnownStatus.SHIPPED})
"""A delivery that may be put on a shipment; SHIPPED: its owner booked it out first."""


class TrackCode(StrEnum):
    DEPARTED = "DEPARTED"
    IN_TRANSIT = "IN_TRANSIT"
    ARRIVED = "ARRIVED"
    DELAYED = "DELAYED"
    EXCEPTION = "EXCEPTION"


class RateBasis(StrEnum):
    """What a tariff counts: FLAT is a price for the trip, DISTANCE kilometres of it; the others
    kilograms, cubic metres or pallets of what goes to one address."""

    FLAT = "FLAT"
    WEIGHT = "WEIGHT"
    VOLUME = "VOLUME"
    PALLET = "PALLET"
    DISTANCE = "DISTANCE"


class FreightSource(StrEnum):
    """Where a shipment's freight comes from: its carrier's tariff, or a quote by hand."""

    NONE = "NONE"
    RATE = "RATE"
    QUOTE = "QUOTE"


class ChargeKind(StrEnum):
    """DISPATCHED and CORRECTED are accrued; INVOICED is what the carrier's invoice differed by."""

    DISPATCHED = "DISPATCHED"
    CORRECTED = "CORRECTED"
    INVOICED = "INVOICED"


class ShortReason(StrEnum):
    """Why not all of a delivery's line was taken."""

    REFUSED = "REFUSED"
    MISSING = "MISSING"
    DAMAGED = "DAMAGED"
