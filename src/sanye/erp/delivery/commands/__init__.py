"""Changes of deliveries. Other modules import these names from here."""

from sanye.erp.delivery.commands.carried import prove_with_shipment, ship_with_shipment
from sanye.erp.delivery.commands.creating import create_delivery, create_due_deliveries
from sanye.erp.delivery.commands.invoiced import (
    lock_delivery_lines,
    record_invoiced,
    record_returned,
)
from sanye.erp.delivery.commands.picking import Pick, pick_delivery
from sanye.erp.delivery.commands.readiness import find_unready
from sanye.erp.delivery.commands.shipping import cancel_delivery, prove_delivery, ship_delivery

__all__ = [
    "Pick",
    "cancel_delivery",
    "create_delivery",
    "create_due_deliveries",
    "find_unready",
    "lock_delivery_lines",
    "pick_delivery",
    "prove_delivery",
    "prove_with_shipment",
    "record_invoiced",
    "record_returned",
    "ship_delivery",
    "ship_with_shipment",
]
