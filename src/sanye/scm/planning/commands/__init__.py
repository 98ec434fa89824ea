"""Changes of planning."""

from sanye.scm.planning.commands.advice import apply_action_message, dismiss_action_message
from sanye.scm.planning.commands.forgetting import forget_advice, forget_runs
from sanye.scm.planning.commands.orders import (
    cancel_planned_order,
    drop_planned_order,
    firm_planned_order,
    hand_over_planned_orders,
    release_planned_orders,
)
from sanye.scm.planning.commands.projection import (
    forget_supply_and_demand,
    keep_supply_and_demand,
)
from sanye.scm.planning.commands.runs import plan_net_change, plan_what_is_due, run_planning

__all__ = [
    "apply_action_message",
    "cancel_planned_order",
    "dismiss_action_message",
    "drop_planned_order",
    "firm_planned_order",
    "forget_advice",
    "forget_runs",
    "forget_supply_and_demand",
    "hand_over_planned_orders",
    "keep_supply_and_demand",
    "plan_net_change",
    "plan_what_is_due",
    "release_planned_orders",
    "run_planning",
]
