"""What costing does with each fact, and the revaluation by hand."""

from sanye.erp.costing.commands.invoices import value_invoice
from sanye.erp.costing.commands.movements import value_movement
from sanye.erp.costing.commands.production import close_order, follow_order, value_operation
from sanye.erp.costing.commands.revaluation import revalue_stock
from sanye.erp.costing.commands.settlements import KeptGoods, value_settlement

__all__ = [
    "KeptGoods",
    "close_order",
    "follow_order",
    "revalue_stock",
    "value_invoice",
    "value_movement",
    "value_operation",
    "value_settlement",
]
