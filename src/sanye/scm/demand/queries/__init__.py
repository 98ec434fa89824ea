"""Reads of demand."""

from sanye.scm.demand.queries.accuracy import (
    get_forecast_accuracy,
    list_forecast_accuracy,
    list_override_outcomes,
    list_overrides,
)
from sanye.scm.demand.queries.forecasts import (
    find_published_version,
    get_forecast_chart,
    get_forecast_version,
    list_forecast_lines,
    list_forecast_versions,
)
from sanye.scm.demand.queries.history import (
    list_demand_entries,
    list_demand_history,
    list_lost_demand,
    list_stock_outs,
)
from sanye.scm.demand.queries.net import NetForecast, OrderLine, list_net_forecast
from sanye.scm.demand.queries.pipeline import list_pipeline, list_pipeline_vintages
from sanye.scm.demand.queries.policy import get_demand_policy, list_forecast_settings

__all__ = [
    "NetForecast",
    "OrderLine",
    "find_published_version",
    "get_demand_policy",
    "get_forecast_accuracy",
    "get_forecast_chart",
    "get_forecast_version",
    "list_demand_entries",
    "list_demand_history",
    "list_forecast_accuracy",
    "list_forecast_lines",
    "list_forecast_settings",
    "list_forecast_versions",
    "list_lost_demand",
    "list_net_forecast",
    "list_override_outcomes",
    "list_overrides",
    "list_pipeline",
    "list_pipeline_vintages",
    "list_stock_outs",
]
