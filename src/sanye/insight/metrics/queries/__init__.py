"""Reading metrics: their definitions, values, trends, documents, and the order cycle by step."""

from sanye.insight.metrics.queries.cycle import CycleStep, OrderCycle, get_order_cycle
from sanye.insight.metrics.queries.reading import (
    Point,
    Trend,
    Value,
    find_last_order_day,
    get_metric_trend,
    get_metric_value,
    list_metric_documents,
    list_metric_values,
    list_metrics,
)

__all__ = [
    "CycleStep",
    "OrderCycle",
    "Point",
    "Trend",
    "Value",
    "find_last_order_day",
    "get_metric_trend",
    "get_metric_value",
    "get_order_cycle",
    "list_metric_documents",
    "list_metric_values",
    "list_metrics",
]
