"""What costing does with each fact, and the revaluation by hand."""

from sanye.erp.costing.commands.invoices import value_invoice
from sanye.erp.costing.commands.movements import MovementToValue, value_movements
from sanye.erp.costing.commands.production import (
    OrderToFollow,
    close_order,
    follow_orders,
    value_operation,
)
from sanye.erp.costing.commands.revaluation import revalue_stock
from sanye.erp.costing.commands.settlements import KeptGoods, value_settlement

__all__ = [
    "KeptGoods",
    "MovementToValue",
    "OrderToFollow",
    "close_order",
    "follow_orders",
    "revalue_stock",
    "value_invoice",
    "value_movements",
    "value_operation",
    "value_settlement",
]
