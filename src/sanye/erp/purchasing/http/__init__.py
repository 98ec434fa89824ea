"""Doors of purchasing."""

from sanye.erp.purchasing.http.orders import router as orders
from sanye.erp.purchasing.http.worklists import policies, proposals, receipts, requisitions
from sanye.stem.http import Router

routers: list[tuple[str, Router]] = [
    ("/purchase-orders", orders),
    ("/goods-receipts", receipts),
    ("/purchase-proposals", proposals),
    ("/purchase-requisitions", requisitions),
    ("/purchasing-policies", policies),
]
