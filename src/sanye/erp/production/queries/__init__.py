"""Reads of production. Other modules import these names from here."""

from sanye.erp.production.queries.orders import (
    ComponentAvailability,
    get_policy,
    get_production_order,
    get_proposal,
    list_component_availability,
    list_production_orders,
    list_proposals,
    list_reports,
)
from sanye.erp.production.queries.structures import Structures, get_structures

__all__ = [
    "ComponentAvailability",
    "Structures",
    "get_policy",
    "get_production_order",
    "get_proposal",
    "get_structures",
    "list_component_availability",
    "list_production_orders",
    "list_proposals",
    "list_reports",
]
