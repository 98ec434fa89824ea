"""Reads of transport. Other modules import these names from here."""

from sanye.scm.transport.queries.arrivals import list_arrivals, list_transit_times
from sanye.scm.transport.queries.carriers import get_carrier_term, list_carrier_terms
from sanye.scm.transport.queries.freight import list_customer_freight, list_delivery_freight
from sanye.scm.transport.queries.offers import list_offers
from sanye.scm.transport.queries.shipments import (
    get_shipment,
    list_deliveries_to_ship,
    list_shipments,
    list_track_events,
)

__all__ = [
    "get_carrier_term",
    "get_shipment",
    "list_arrivals",
    "list_carrier_terms",
    "list_customer_freight",
    "list_deliveries_to_ship",
    "list_delivery_freight",
    "list_offers",
    "list_shipments",
    "list_track_events",
    "list_transit_times",
]
