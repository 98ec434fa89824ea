"""Changes of quality. Other modules import these names from here."""

from sanye.erp.quality.commands.codes import CodeRow, put_defect_codes
from sanye.erp.quality.commands.deciding import (
    decide_inspection,
    reverse_decision,
    settle_inspections,
)
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
    "cancel_inspection",
    "decide_inspection",
    "inspect_receipt",
    "open_inspection",
    "open_inspections",
    "put_defect_codes",
    "reverse_decision",
    "settle_inspections",
]
