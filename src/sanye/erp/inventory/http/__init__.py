"""The doors of stock."""

from sanye.erp.inventory.http.counts import router as counts
from sanye.erp.inventory.http.stock import router as stock
from sanye.erp.inventory.http.transfers import router as transfers

routers = [("/stock", stock), ("/transfer-orders", transfers), ("/stock-counts", counts)]
