"""All methods by their name, for series that are alike."""

from collections.abc import Sequence

import numpy as np

from sanye.engines.forecast.intermittent import croston, tsb
from sanye.engines.forecast.records import Floats, Method
from sanye.engines.forecast.simple import moving_average, naive, seasonal_mean, seasonal_naive
from sanye.engines.forecast.smoothing import smoothed, trended, winters
from sanye.engines.forecast.theta import seasonal_factors, theta

REGULAR = (
    Method.NAIVE,
    Method.SEASONAL_NAIVE,
    Method.SEASONAL_MEAN,
    Method.MOVING_AVERAGE,
    Method.SMOOTHED,
    Method.HOLT,
    Method.DAMPED,
    Method.WINTERS_ADDITIVE,
    Method.WINTERS_MULTIPLICATIVE,
    Method.THETA,
    Method.MEDIAN,
)
"""Tried on demand that comes in most periods."""
SPARSE = (
    Method.NAIVE,
    Method.MOVING_AVERAGE,
    Method.SMOOTHED,
    Method.CROSTON,
    Method.SBA,
    Method.TSB,
    Method.MEDIAN,
)
"""Tried on demand with many empty periods."""
_IN_MEDIAN = {
    Method.SMOOTHED,
    Method.DAMPED,
    Method.THETA,
    Method.WINTERS_ADDITIVE,
    Method.WINTERS_MULTIPLICATIVE,
    Method.SBA,
    Method.TSB,
}
_DAMPINGS = (0.85, 0.98)
_AVERAGED = 6
_SEASONAL = {
    Method.SEASONAL_NAIVE,
    Method.SEASONAL_MEAN,
    Method.WINTERS_ADDITIVE,
    Method.WINTERS_MULTIPLICATIVE,
}


def foretell(
    train: Floats, horizon: int, season: int, methods: Sequence[Method]
) -> dict[Method, Floats]:
    """What each method says of the next periods; NaN where it needs more history than there is.

    Smoothing without a season of its own works on the series without its season.
    """
    count = train.shape[1]
    factors = seasonal_factors(train, season)
    plain = train / factors[:, np.arange(count) % season]
    ahead = factors[:, np.arange(count, count + horizon) % season]
    said: dict[Method, Floats] = {}
    for method in methods:
        if method is Method.MEDIAN:
            parts = [said[m] for m in said if m in _IN_MEDIAN]
            said[method] = _median(np.stack(parts))
        elif method in (Method.SMOOTHED, Method.HOLT, Method.DAMPED):
            said[method] = _on_plain(method, plain, horizon) * ahead
        else:
            said[method] = _on_series(method, train, horizon, season)
    return said


def _on_plain(method: Method, plain: Floats, horizon: int) -> Floats:
    if method is Method.SMOOTHED:
        return smoothed(plain, horizon)
    return trended(plain, horizon, (1.0,) if method is Method.HOLT else _DAMPINGS)


def _on_series(method: Method, train: Floats, horizon: int, season: int) -> Floats:
    if method in _SEASONAL:
        return _seasonal(method, train, horizon, season)
    return {
        Method.NAIVE: lambda: naive(train, horizon),
        Method.MOVING_AVERAGE: lambda: moving_average(train, horizon, _AVERAGED),
        Method.THETA: lambda: theta(train, horizon, season),
        Method.CROSTON: lambda: croston(train, horizon, is_corrected=False),
        Method.SBA: lambda: croston(train, horizon, is_corrected=True),
        Method.TSB: lambda: tsb(train, horizon),
    }[method]()


def _seasonal(method: Method, train: Floats, horizon: int, season: int) -> Floats:
    if season < 2:
        return np.full((len(train), horizon), np.nan)
    if method is Method.SEASONAL_NAIVE:
        return seasonal_naive(train, horizon, season)
    if method is Method.SEASONAL_MEAN:
        return seasonal_mean(train, horizon, season)
    is_multiplicative = method is Method.WINTERS_MULTIPLICATIVE
    return winters(train, horizon, season, is_multiplicative=is_multiplicative)


def _median(stack: Floats) -> Floats:
    """Along the first axis, of what is known."""
    ordered = np.sort(stack, axis=0)
    count = np.isfinite(stack).sum(axis=0)
    low = np.maximum((count - 1) // 2, 0)[None]
    high = np.minimum(count // 2, np.maximum(count - 1, 0))[None]
    pair = np.take_along_axis(ordered, low, 0)[0] + np.take_along_axis(ordered, high, 0)[0]
    return np.asarray(pair / 2)
