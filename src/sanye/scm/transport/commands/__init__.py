"""Changes of shipments. Other modules import these names from here."""

from sanye.scm.transport.commands.carriers import (
    NewRate,
    NewTerm,
    archive_carrier_term,
    put_carrier_rates,
    put_carrier_term,
)
from sanye.scm.transport.commands.choosing import choose_carrier
from sanye.scm.transport.commands.dispatching import dispatch_shipment, find_departures
from sanye.scm.transport.commands.freight import correct_freight, record_freight_invoice
from sanye.scm.transport.commands.planning import (
    StopLoad,
    cancel_shipment,
    change_shipment,
    create_shipment,
    take_off_shipment,
)
from sanye.scm.transport.commands.projection import (
    DeliveryState,
    forget_deliveries,
    mark_deliveries,
    put_deliveries,
)
from sanye.scm.transport.commands.proving import (
    Shortage,
    erase_signatures,
    record_proof,
    settle_proven_delivery,
)
from sanye.scm.transport.commands.tracking import record_tracking

__all__ = [
    "DeliveryState",
    "NewRate",
    "NewTerm",
    "Shortage",
    "StopLoad",
    "archive_carrier_term",
    "cancel_shipment",
    "change_shipment",
    "choose_carrier",
    "correct_freight",
    "create_shipment",
    "dispatch_shipment",
    "erase_signatures",
    "find_departures",
    "forget_deliveries",
    "mark_deliveries",
    "put_carrier_rates",
    "put_carrier_term",
    "put_deliveries",
    "record_freight_invoice",
    "record_proof",
    "record_tracking",
    "settle_proven_delivery",
    "take_off_shipment",
]
