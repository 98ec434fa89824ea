"""Changes of demand."""

from sanye.scm.demand.commands.forecasting import publish_forecast, run_forecast
from sanye.scm.demand.commands.forgetting import forget_forecasts
from sanye.scm.demand.commands.history import (
    Wanted,
    WantedLine,
    add_stock_days,
    end_demand,
    forget_history,
    note_served,
    put_demand,
    put_returns,
)
from sanye.scm.demand.commands.losses import Loss, record_losses_of_lines, record_lost_demand
from sanye.scm.demand.commands.overriding import Edit, override_forecast, withdraw_override
from sanye.scm.demand.commands.pipeline import (
    Opportunity,
    end_opportunities,
    forget_pipeline,
    put_opportunities,
    take_pipeline_vintage,
)
from sanye.scm.demand.commands.policy import Setting, put_forecast_settings, set_demand_policy

__all__ = [
    "Edit",
    "Loss",
    "Opportunity",
    "Setting",
    "Wanted",
    "WantedLine",
    "add_stock_days",
    "end_demand",
    "end_opportunities",
    "forget_forecasts",
    "forget_history",
    "forget_pipeline",
    "note_served",
    "override_forecast",
    "publish_forecast",
    "put_demand",
    "put_forecast_settings",
    "put_opportunities",
    "put_returns",
    "record_losses_of_lines",
    "record_lost_demand",
    "run_forecast",
    "set_demand_policy",
    "take_pipeline_vintage",
    "withdraw_override",
]
