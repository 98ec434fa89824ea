"""What a forecast takes and gives: plain records and arrays.

Arrays are ``float64`` of shape (series, periods), the newest period last, all series ending in the
same period. NaN is a period that must not be learned from: before an item existed, or out of
stock. Series are one kind of period (weeks, months); ``season`` is how many make a year.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

Test = tuple[Floats, Floats, Floats]
"""History before an origin, what a method said of the periods after it, what came."""


class Method(StrEnum):
    """How a series is forecast.

    COMBINED: the mean of several methods, weighted by how each did before. MEDIAN: for each period
    the median of what SMOOTHED, DAMPED, THETA and the seasonal methods say. NONE: too short a
    history, nothing is forecast.
    """

    NAIVE = "NAIVE"
    SEASONAL_NAIVE = "SEASONAL_NAIVE"
    SEASONAL_MEAN = "SEASONAL_MEAN"
    MOVING_AVERAGE = "MOVING_AVERAGE"
    SMOOTHED = "SMOOTHED"
    HOLT = "HOLT"
    DAMPED = "DAMPED"
    WINTERS_ADDITIVE = "WINTERS_ADDITIVE"
    WINTERS_MULTIPLICATIVE = "WINTERS_MULTIPLICATIVE"
    THETA = "THETA"
    CROSTON = "CROSTON"
    SBA = "SBA"
    TSB = "TSB"
    MEDIAN = "MEDIAN"
    COMBINED = "COMBINED"
    NONE = "NONE"


class DemandClass(StrEnum):
    """By mean interval between demands (ADI) and squared variation of their size (CV²)."""

    SMOOTH = "SMOOTH"
    ERRATIC = "ERRATIC"
    INTERMITTENT = "INTERMITTENT"
    LUMPY = "LUMPY"
    NONE = "NONE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """``horizon``: periods to forecast. ``season``: periods of a year, 1 for none.

    ``origins``: from how many earlier periods the methods are tried, ``test_horizon`` periods each
    (None: the horizon, at most 13; in any case at most a sixth of the history). ``least_periods``:
    a shorter history is not forecast. ``corrects_outliers``: learn from outliers cut back to their
    neighbourhood.
    """

    horizon: int
    season: int = 1
    origins: int = 4
    test_horizon: int | None = None
    least_periods: int = 4
    corrects_outliers: bool = True
    is_never_negative: bool = True


@dataclass(frozen=True, slots=True)
class Errors:
    """Per series, over all origins; NaN where nothing could be measured.

    ``rmsse``, ``mase``: errors in units of the one-step naive error before each origin. ``wape``:
    sum of absolute errors / sum of demand. ``bias``: sum of (forecast - demand) / sum of demand.
    ``spread``: root of the mean squared error of one period, in the series' unit.
    """

    rmsse: Floats
    mase: Floats
    wape: Floats
    bias: Floats
    spread: Floats


@dataclass(frozen=True, slots=True)
class Forecasts:
    """For each series: COMBINED or NONE, its mean forecast, how it and the naive one did.

    ``errors`` and ``naive`` are over the same origins, those from which something could be said.
    ``value_added``: WAPE of naive less WAPE of ``errors``; above 0 the work was worth it.
    ``outliers``: periods corrected before learning; ``learned``: the history as it was learned.
    """

    methods: Sequence[Method]
    mean: Floats
    errors: Errors
    naive: Errors
    value_added: Floats
    tried: dict[Method, Errors]
    classes: Sequence[DemandClass]
    adi: Floats
    cv2: Floats
    outliers: Flags
    learned: Floats
