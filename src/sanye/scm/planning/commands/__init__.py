"""Changes of planning."""

from sanye.scm.planning.commands.advice import apply_action_message, dismiss_action_message
from sanye.scm.planning.commands.orders import (
    cancel_planned_order,
    drop_planned_order,
    firm_planned_order,
    hand_over_planned_orders,
    release_planned_orders,
)
from sanye.scm.planning.commands.projection import (
    add_stock,
    forget_supply_and_demand,
    note_forecast,
    note_released,
    put_demand,
    put_lead_times,
    put_open_quantities,
    put_supply,
)
from sanye.scm.planning.commands.runs import plan_net_change, run_planning

__all__ = [
    "add_stock",
    "apply_action_message",
    "cancel_planned_order",
    "dismiss_action_message",
    "drop_planned_order",
    "firm_planned_order",
    "forget_supply_and_demand",
    "hand_over_planned_orders",
    "note_forecast",
    "note_released",
    "plan_net_change",
    "put_demand",
    "put_lead_times",
    "put_open_quantities",
    "put_supply",
    "release_planned_orders",
    "run_planning",
]
