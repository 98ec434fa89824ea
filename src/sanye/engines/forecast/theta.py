"""The Theta method: half a straight line, half the smoothing of what the line leaves, doubled.

Assimakopoulos and Nikolopoulos (2000); season taken out by classical decomposition first, where
the autocorrelation at a year says that there is one.
"""

import numpy as np

from sanye.engines.forecast.records import Flags, Floats
from sanye.engines.forecast.simple import lengths, mean_of, starts
from sanye.engines.forecast.smoothing import last_level, line, seasonal_start

_NINETY_PERCENT = 1.645
_ALIKE = 0.6


def theta(train: Floats, horizon: int, season: int) -> Floats:
    """θ = 0 and 2, with equal weights."""
    factors = seasonal_factors(train, season)
    count = train.shape[1]
    adjusted = train / factors[:, np.arange(count) % season]
    slope, intercept = line(adjusted)
    begin = starts(adjusted)[:, None]
    straight = intercept[:, None] + slope[:, None] * (np.arange(count + horizon) - begin)
    doubled = 2 * adjusted - straight[:, :count]
    mean = 0.5 * last_level(doubled)[:, None] + 0.5 * straight[:, count:]
    return mean * factors[:, np.arange(count, count + horizon) % season]


def seasonal_factors(train: Floats, season: int) -> Floats:
    """(series, season), the factor of column t at t modulo season; 1 where no season is found.

    Two years or more: ratios to the centred moving average of a year. Less: those to a line whose
    growth is that from one year to the next.
    """
    none = np.ones((len(train), season))
    if season < 2 or train.shape[1] < season + season // 4:
        return none
    with np.errstate(invalid="ignore", divide="ignore"):
        level, _, short = seasonal_start(train, season, is_multiplicative=True)
        factors = np.where(lengths(train)[:, None] >= 2 * season, _ratios(train, season), short.T)
    usable = np.isfinite(level) & np.isfinite(factors).all(axis=1) & (factors > 0).all(axis=1)
    usable &= is_seasonal(train, season)
    return np.where(usable[:, None], factors, none)


def is_seasonal(train: Floats, season: int) -> Flags:
    """Three years or more: autocorrelation at a season beyond what chance gives (Bartlett, 90 %),
    as in the M4. Less: a year looks like the one before."""
    return np.asarray(
        np.where(
            lengths(train) >= 3 * season,
            _is_autocorrelated(train, season),
            _years_are_alike(train, season),
        )
    )


def _is_autocorrelated(train: Floats, season: int) -> Flags:
    mean = mean_of(train, axis=1)[:, None]
    left = np.where(np.isfinite(train), train - mean, 0.0)
    variance = np.maximum((left**2).sum(axis=1), 1e-12)
    lags = [(left[:, lag:] * left[:, :-lag]).sum(axis=1) / variance for lag in range(1, season + 1)]
    spread = np.sqrt((1 + 2 * sum(r**2 for r in lags[:-1])) / np.maximum(lengths(train), 1))
    return np.asarray(np.abs(lags[-1]) > _NINETY_PERCENT * spread)


def _years_are_alike(train: Floats, season: int) -> Flags:
    """What the yearly line leaves, in twelfths of a year: correlation of half a year or more with
    the year before above ``_ALIKE``."""
    level, trend, _ = seasonal_start(train, season, is_multiplicative=False)
    count = train.shape[1]
    place = np.arange(count) - starts(train)[:, None] + 1
    left = train - level[:, None] - trend[:, None] * place
    now, before = left[:, season:], left[:, :-season]
    is_pair = np.isfinite(now) & np.isfinite(before)
    now, before = np.where(is_pair, now, np.nan), np.where(is_pair, before, np.nan)
    width = max(season // 12, 1)
    a, b = _blocks(now, width), _blocks(before, width)
    known = np.isfinite(a) & np.isfinite(b)
    enough = known.sum(axis=1) >= 6
    a = np.where(known, a - mean_of(a, axis=1)[:, None], 0.0)
    b = np.where(known, b - mean_of(b, axis=1)[:, None], 0.0)
    product = np.sqrt((a**2).sum(axis=1) * (b**2).sum(axis=1))
    return np.asarray(enough & ((a * b).sum(axis=1) > _ALIKE * product))


def _blocks(values: Floats, width: int) -> Floats:
    """Means of so many neighbours, counted from the end."""
    count = values.shape[1] // width
    kept = values[:, values.shape[1] - count * width :]
    return mean_of(kept.reshape(len(values), count, width), axis=2)


def _ratios(train: Floats, season: int) -> Floats:
    count = train.shape[1]
    weights = np.full(season + 1, 1.0 / season)
    weights[0] = weights[-1] = 0.5 / season
    if season % 2:
        weights = np.full(season, 1.0 / season)
    half = len(weights) // 2
    if count < len(weights):
        return np.full((len(train), season), np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(train, len(weights), axis=1)
    ratios = np.full_like(train, np.nan)
    ratios[:, half : half + windows.shape[1]] = train[:, half : half + windows.shape[1]] / (
        windows @ weights
    )
    found = np.stack([mean_of(ratios[:, start::season], axis=1) for start in range(season)], axis=1)
    return found / mean_of(found, axis=1)[:, None]
