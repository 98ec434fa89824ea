"""The class that bodies and answers are made of."""

from typing import Any

from ninja import Schema as NinjaSchema


class Schema(NinjaSchema):
    """A body or an answer. In the API's description it carries its module's name before its own,
    so that `OrderOut` of production and of sales are two components and not one.
    """

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "[" not in cls.__name__:
            cls.__name__ = cls.__qualname__ = _module_of(cls.__module__) + cls.__name__


def _module_of(path: str) -> str:
    """`sanye.erp.sales_orders.http.orders` is `SalesOrders`."""
    parts = path.split(".")
    if "http" not in parts[1:]:
        return ""
    module = parts[parts.index("http") - 1]
    return "".join(word.capitalize() for word in module.split("_"))
