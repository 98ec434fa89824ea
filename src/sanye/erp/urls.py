"""The leaf's doors: (path prefix, router of a module)."""

from sanye.erp.costing.http import routers as costing
from sanye.erp.delivery.http import routers as delivery
from sanye.erp.freight.http import routers as freight
from sanye.erp.history.http import routers as history
from sanye.erp.inventory.http import routers as inventory
from sanye.erp.invoicing.http import routers as invoicing
from sanye.erp.ledger.http import routers as ledger
from sanye.erp.payables.http import routers as payables
from sanye.erp.people.http import routers as people
from sanye.erp.product_cost.http import routers as product_cost
from sanye.erp.production.http import routers as production
from sanye.erp.purchasing.http import routers as purchasing
from sanye.erp.quality.http import routers as quality
from sanye.erp.receivables.http import routers as receivables
from sanye.erp.returns.http import routers as returns
from sanye.erp.sales_orders.http import routers as sales_orders
from sanye.erp.supplier_invoices.http import routers as supplier_invoices
from sanye.stem.http import Router

routers: list[tuple[str, Router]] = [
    *costing,
    *delivery,
    *freight,
    *history,
    *inventory,
    *invoicing,
    *ledger,
    *payables,
    *people,
    *product_cost,
    *production,
    *purchasing,
    *quality,
    *receivables,
    *returns,
    *sales_orders,
    *supplier_invoices,
]
