"""Demand forecasting: many series at once, methods weighted by how they would have done."""

from sanye.engines.forecast.classes import ADI_LIMIT, CV2_LIMIT
from sanye.engines.forecast.cleaning import corrected
from sanye.engines.forecast.forecasting import forecast
from sanye.engines.forecast.intermittent import croston, tsb
from sanye.engines.forecast.methods import REGULAR, SPARSE, foretell
from sanye.engines.forecast.records import DemandClass, Errors, Forecasts, Method, Settings
from sanye.engines.forecast.smoothing import levels

__all__ = [
    "ADI_LIMIT",
    "CV2_LIMIT",
    "REGULAR",
    "SPARSE",
    "DemandClass",
    "Errors",
    "Forecasts",
    "Method",
    "Settings",
    "corrected",
    "croston",
    "forecast",
    "foretell",
    "levels",
    "tsb",
]
