"""Outliers, flagged and cut back before learning: never silently, never in what errors are
measured against.

Hampel's identifier on the series without its season: a value further than ``LIMIT`` robust
deviations from the median of its neighbourhood (six periods on either side; deviation = 1.4826 x
median absolute deviation) is cut back to that distance. Not where the periods that follow, two or
more, are like it: that is a new level. Series in which most periods are empty are left alone.
"""

import numpy as np

from sanye.engines.forecast.classes import ADI_LIMIT, intervals_and_variation
from sanye.engines.forecast.records import Flags, Floats
from sanye.engines.forecast.theta import seasonal_factors

HALF_WINDOW = 6
LIMIT = 5.0
_GAUSSIAN = 1.4826
_LEAST_NEIGHBOURS = 7


def corrected(train: Floats, season: int) -> tuple[Floats, Flags]:
    """The series with outliers cut back, and where they stand."""
    count = train.shape[1]
    factors = seasonal_factors(train, season)[:, np.arange(count) % season]
    adjusted = train / factors
    pad = ((0, 0), (HALF_WINDOW, HALF_WINDOW))
    padded = np.pad(adjusted, pad, constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * HALF_WINDOW + 1, axis=1)
    middle, later = _median(windows), _median(windows[..., HALF_WINDOW + 1 :])
    deviation = _GAUSSIAN * _median(np.abs(windows - middle[..., None]))
    enough = np.isfinite(windows).sum(axis=2) >= _LEAST_NEIGHBOURS
    adi, _ = intervals_and_variation(train)
    may = enough & (deviation > 0) & (adi < ADI_LIMIT)[:, None]
    reach = LIMIT * deviation
    is_alone = np.isfinite(windows[..., HALF_WINDOW + 1 :]).sum(axis=2) < 2
    may &= is_alone | (np.abs(adjusted - later) > reach)
    too_high = may & (adjusted > middle + reach)
    too_low = may & (adjusted < middle - reach)
    cut = np.where(too_high, middle + reach, adjusted)
    cut = np.where(too_low, middle - reach, cut)
    flags = too_high | too_low
    return np.where(flags, cut * factors, train), flags


def _median(values: Floats) -> Floats:
    """Along the last axis, of what is known."""
    ordered = np.sort(values, axis=-1)
    count = np.isfinite(values).sum(axis=-1)
    low = np.maximum((count - 1) // 2, 0)[..., None]
    high = np.maximum(count // 2, 0)[..., None]
    high = np.minimum(high, np.maximum(count[..., None] - 1, 0))
    pair = np.take_along_axis(ordered, low, -1) + np.take_along_axis(ordered, high, -1)
    return np.asarray(pair[..., 0] / 2)
