"""What costing does with facts, and the revaluation by hand."""

from sanye.erp.costing.commands.facts import value_facts
from sanye.erp.costing.commands.invoices import InvoicedGoods, InvoiceToValue
from sanye.erp.costing.commands.movements import MovementToValue, parts_of
from sanye.erp.costing.commands.production import OrderToClose, OrderToFollow, WorkToValue
from sanye.erp.costing.commands.revaluation import revalue_stock
from sanye.erp.costing.commands.settlements import KeptGoods, SettlementToValue
from sanye.erp.costing.commands.valuing import FactToValue
from sanye.erp.costing.commands.writing import Cause

__all__ = [
    "Cause",
    "FactToValue",
    "InvoiceToValue",
    "InvoicedGoods",
    "KeptGoods",
    "MovementToValue",
    "OrderToClose",
    "OrderToFollow",
    "SettlementToValue",
    "WorkToValue",
    "parts_of",
    "revalue_stock",
    "value_facts",
]
