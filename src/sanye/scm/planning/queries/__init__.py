"""Reads of planning."""

from sanye.scm.planning.queries.differences import get_planning_preview
from sanye.scm.planning.queries.input import load_input
from sanye.scm.planning.queries.lists import (
    get_action_message,
    get_planned_order,
    has_net_change,
    list_action_messages,
    list_known_demand,
    list_known_stock,
    list_known_supply,
    list_planned_orders,
    list_planning_runs,
    list_promise_risks,
    list_requirements,
)
from sanye.scm.planning.queries.masters import STRUCTURE_TABLES, Structure, load_structure
from sanye.scm.planning.queries.pegging import (
    list_chain_below,
    list_pegs,
    sales_lines_behind,
    sales_orders_behind,
)
from sanye.scm.planning.queries.places import item_of
from sanye.scm.planning.queries.stakes import Stakes

__all__ = [
    "STRUCTURE_TABLES",
    "Stakes",
    "Structure",
    "get_action_message",
    "get_planned_order",
    "get_planning_preview",
    "has_net_change",
    "item_of",
    "list_action_messages",
    "list_chain_below",
    "list_known_demand",
    "list_known_stock",
    "list_known_supply",
    "list_pegs",
    "list_planned_orders",
    "list_planning_runs",
    "list_promise_risks",
    "list_requirements",
    "load_input",
    "load_structure",
    "sales_lines_behind",
    "sales_orders_behind",
]
