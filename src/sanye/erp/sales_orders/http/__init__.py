"""Doors of sales orders."""

from sanye.erp.sales_orders.http.orders import router
from sanye.stem.http import Router

routers: list[tuple[str, Router]] = [("/sales-orders", router)]
