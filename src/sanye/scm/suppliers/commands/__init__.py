"""Changes of what is known of suppliers."""

from sanye.scm.suppliers.commands.attending import (
    acknowledge_supplier_alert,
    close_supplier_alert,
    escalate_supplier_alert,
    escalate_waiting_alerts,
    snooze_supplier_alert,
)
from sanye.scm.suppliers.commands.evaluating import (
    evaluate_noted_suppliers,
    evaluate_suppliers,
    refresh_supplier_alerts,
)
from sanye.scm.suppliers.commands.policies import PolicyValues, put_supplier_policy
from sanye.scm.suppliers.commands.projection import forget_history, record_facts
from sanye.scm.suppliers.domain.states import Basis, LearnedUse, RedConsequence

__all__ = [
    "Basis",
    "LearnedUse",
    "PolicyValues",
    "RedConsequence",
    "acknowledge_supplier_alert",
    "close_supplier_alert",
    "escalate_supplier_alert",
    "escalate_waiting_alerts",
    "evaluate_noted_suppliers",
    "evaluate_suppliers",
    "forget_history",
    "put_supplier_policy",
    "record_facts",
    "refresh_supplier_alerts",
    "snooze_supplier_alert",
]
