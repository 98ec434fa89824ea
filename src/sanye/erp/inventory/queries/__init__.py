"""Reads of stock. Other modules import these names from here."""

from sanye.erp.inventory.queries.on_hand import (
    get_available,
    get_on_hand,
    get_on_hand_at,
    list_balances,
)

__all__ = ["get_available", "get_on_hand", "get_on_hand_at", "list_balances"]
