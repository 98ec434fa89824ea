"""Changes of production. Other modules import these names from here."""

from sanye.erp.production.commands.changing import (
    Release,
    cancel_production_order,
    change_production_quantity,
    close_production_order,
    release_production_order,
    reschedule_production_order,
    split_production_order,
)
from sanye.erp.production.commands.completing import complete_production_order
from sanye.erp.production.commands.creating import (
    OrderRequest,
    create_production_order,
    create_production_orders,
)
from sanye.erp.production.commands.issuing import (
    ComponentIssue,
    issue_components,
    return_components,
)
from sanye.erp.production.commands.policies import set_production_policy
from sanye.erp.production.commands.proposals import (
    accept_proposal,
    reject_proposal,
    request_change,
)
from sanye.erp.production.commands.reporting import report_operation
from sanye.erp.production.commands.reversing import reverse_completion, reverse_report
from sanye.erp.production.commands.reworking import (
    ReworkOperation,
    ReworkPart,
    create_rework_order,
)

__all__ = [
    "ComponentIssue",
    "OrderRequest",
    "Release",
    "ReworkOperation",
    "ReworkPart",
    "accept_proposal",
    "cancel_production_order",
    "change_production_quantity",
    "close_production_order",
    "complete_production_order",
    "create_production_order",
    "create_production_orders",
    "create_rework_order",
    "issue_components",
    "reject_proposal",
    "release_production_order",
    "report_operation",
    "request_change",
    "reschedule_production_order",
    "return_components",
    "reverse_completion",
    "reverse_report",
    "set_production_policy",
    "split_production_order",
]
