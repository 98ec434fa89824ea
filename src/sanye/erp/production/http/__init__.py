"""The doors of production."""

from sanye.erp.production.http.orders import router as orders
from sanye.erp.production.http.proposals import router as proposals

routers = [("/production-orders", orders), ("/production-proposals", proposals)]
