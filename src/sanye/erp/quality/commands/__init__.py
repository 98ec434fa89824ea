"""Changes of quality. Other modules import these names from here."""

from sanye.erp.quality.commands.alerts import (
    acknowledge_alert,
    assign_alert,
    close_alert,
    evaluate_trends,
    set_quality_policy,
)
from sanye.erp.quality.commands.codes import CodeRow, put_defect_codes
from sanye.erp.quality.commands.deciding import (
    decide_inspection,
    reverse_decision,
    settle_inspections,
)
from sanye.erp.quality.commands.failures import empty_failures, record_failures
from sanye.erp.quality.commands.opening import (
    Waiting,
    cancel_inspection,
    inspect_receipt,
    open_inspection,
    open_inspections,
)

__all__ = [
    "CodeRow",
    "Waiting",
    "acknowledge_alert",
    "assign_alert",
    "cancel_inspection",
    "close_alert",
    "decide_inspection",
    "empty_failures",
    "evaluate_trends",
    "inspect_receipt",
    "open_inspection",
    "open_inspections",
    "put_defect_codes",
    "record_failures",
    "reverse_decision",
    "set_quality_policy",
    "settle_inspections",
]
