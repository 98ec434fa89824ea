"""Tables of transport."""

from sanye.scm.transport.models.carriers import CarrierRate, CarrierTerm
from sanye.scm.transport.models.freight import FreightCharge, FreightShare
from sanye.scm.transport.models.known import KnownDelivery, KnownDeliveryLine
from sanye.scm.transport.models.shipments import Shipment, ShipmentStop, StopShortage, TrackEvent

__all__ = [
    "CarrierRate",
    "CarrierTerm",
    "FreightCharge",
    "FreightShare",
    "KnownDelivery",
    "KnownDeliveryLine",
    "Shipment",
    "ShipmentStop",
    "StopShortage",
    "TrackEvent",
]
