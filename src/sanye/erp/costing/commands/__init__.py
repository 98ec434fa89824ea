"""What costing does with each fact, and the revaluation by hand."""

from sanye.erp.costing.commands.invoices import value_invoice
from sanye.erp.costing.commands.movements import value_movement
from sanye.erp.costing.commands.production import close_order, follow_order, value_operation
from sanye.erp.costing.commands.revaluation import revalue_stock

__all__ = [
    "close_order",
    "follow_order",
    "revalue_stock",
    "value_invoice",
    "value_movement",
    "value_operation",
]
