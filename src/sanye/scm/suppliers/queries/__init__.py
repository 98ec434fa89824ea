"""Reads of suppliers' behaviour."""

from sanye.scm.suppliers.queries.lists import (
    get_supplier_alert,
    list_alert_quality,
    list_learned_lead_times,
    list_line_results,
    list_supplier_alerts,
    list_supplier_lines,
    list_supplier_rejections,
    list_supplier_scores,
)
from sanye.scm.suppliers.queries.policies import get_supplier_rule, list_supplier_policies
from sanye.scm.suppliers.queries.proposals import list_proposed_actions
from sanye.scm.suppliers.queries.scorecards import get_supplier_scorecard
from sanye.scm.suppliers.queries.standing import list_supplier_opinions

__all__ = [
    "get_supplier_alert",
    "get_supplier_rule",
    "get_supplier_scorecard",
    "list_alert_quality",
    "list_learned_lead_times",
    "list_line_results",
    "list_proposed_actions",
    "list_supplier_alerts",
    "list_supplier_lines",
    "list_supplier_opinions",
    "list_supplier_policies",
    "list_supplier_rejections",
    "list_supplier_scores",
]
