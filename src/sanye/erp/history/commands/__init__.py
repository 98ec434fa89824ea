"""Taking over finished documents. Callers import these names from here."""

from sanye.erp.costing.commands.past import PastCost
from sanye.erp.history.commands.importing import (
    Imported,
    close_past_periods,
    import_closed_documents,
    import_closed_production_orders,
    import_closed_purchase_orders,
    import_closed_sales_orders,
    import_past_stock,
    import_past_transfers,
)
from sanye.erp.inventory.commands.past import PastStock, PastTransfer
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
    "Imported",
    "PastCost",
    "PastStock",
    "PastTransfer",
    "close_past_periods",
    "import_closed_documents",
    "import_closed_production_orders",
    "import_closed_purchase_orders",
    "import_closed_sales_orders",
    "import_past_stock",
    "import_past_transfers",
]
