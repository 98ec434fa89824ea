"""Reads of stock. Other modules import these names from here."""

from sanye.erp.inventory.queries.genealogy import Direction, GenealogyStep, get_genealogy
from sanye.erp.inventory.queries.lists import (
    get_count,
    get_movement,
    get_transfer_order,
    list_allocations,
    list_counts,
    list_first_moved,
    list_lots,
    list_movements,
    list_serial_numbers,
    list_serial_shipments,
    list_transfer_orders,
)
from sanye.erp.inventory.queries.on_hand import (
    get_available,
    get_on_hand,
    get_on_hand_at,
    list_available,
    list_balances,
)
from sanye.erp.inventory.queries.picks import Pick, PickProposal, propose_picks
from sanye.erp.inventory.queries.transit import TransitHeap, list_in_transit

__all__ = [
    "Direction",
    "GenealogyStep",
    "Pick",
    "PickProposal",
    "TransitHeap",
    "get_available",
    "get_count",
    "get_genealogy",
    "get_movement",
    "get_on_hand",
    "get_on_hand_at",
    "get_transfer_order",
    "list_allocations",
    "list_available",
    "list_balances",
    "list_counts",
    "list_first_moved",
    "list_in_transit",
    "list_lots",
    "list_movements",
    "list_serial_numbers",
    "list_serial_shipments",
    "list_transfer_orders",
    "propose_picks",
]
