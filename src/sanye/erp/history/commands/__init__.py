"""Taking over finished documents. Callers import these names from here."""

from sanye.erp.costing.commands.past import PastCost
from sanye.erp.inventory.commands.past import PastStock
from sanye.erp.production.commands.closed import (
    ClosedComponent,
    ClosedOperation,
    ClosedProductionOrder,
)
from sanye.erp.purchasing.commands.closed import ClosedPurchaseLine, ClosedPurchaseOrder
from sanye.erp.sales_orders.commands.closed import (
    ClosedSalesLine,
    ClosedSalesOrder,
    ClosedSalesPart,
)

__all__ = [
    "ClosedComponent",
    "ClosedOperation",
    "ClosedProductionOrder",
    "ClosedPurchaseLine",
    "ClosedPurchaseOrder",
    "ClosedSalesLine",
    "ClosedSalesOrder",
    "ClosedSalesPart",
    "PastCost",
    "PastStock",
]
