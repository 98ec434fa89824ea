"""What an event says of money, and the right to see it where the event comes from."""

from typing import Any

from sanye.kernel.actors import Actor

_MONEY = ("amount", "unit_price", "unit_cost", "cost_rate")
_SEEN_WITH = {
    "erp.purchase_order": "erp.purchasing.see_prices",
    "erp.supplier_invoice": "erp.purchasing.see_prices",
    "erp.goods_receipt": "erp.purchasing.see_prices",
    "erp.payment": "erp.open_items.list_open_items",
    "erp.open_items": "erp.open_items.list_open_items",
    "erp.stock": "erp.inventory.see_costs",
    "erp.operation": "erp.inventory.see_costs",
    "erp.journal_entry": "erp.inventory.see_costs",
    "erp.product_cost": "erp.inventory.see_costs",
    "erp.customer_return": "erp.inventory.see_costs",
    "scm.freight": "erp.inventory.see_costs",
    "crm.service_cost": "erp.inventory.see_costs",
}
_OTHERS = "erp.sales_orders.list_sales_orders"
"""Quotations, orders and invoices to customers."""


def shown_to(by: Actor, document_type: str, data: Any) -> Any:
    """The event's data with null for amounts, prices and costs that `by` may not see."""
    return data if by.may(_SEEN_WITH.get(document_type, _OTHERS)) else _without_money(data)


def _without_money(part: Any) -> Any:
    if isinstance(part, list):
        return [_without_money(one) for one in part]
    if not isinstance(part, dict):
        return part
    return {
        name: None if name.endswith(_MONEY) else _without_money(value)
        for name, value in part.items()
    }
