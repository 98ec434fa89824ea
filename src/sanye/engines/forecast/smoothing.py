"""Exponential smoothing, with the constants of each series found on a grid.

Error-correction forms of Hyndman, Koehler, Ord and Snyder, Forecasting with Exponential Smoothing
(2008), ch. 2. Every pair (constants, series) is smoothed at once: arrays of shape (grid, series).
An unknown period moves the state on and teaches nothing. The constants with the least sum of
squared one-step errors are kept; only few demands tell nothing about them (``RARE_ALPHA``).
"""

from itertools import product

import numpy as np

from sanye.engines.forecast.classes import ADI_LIMIT, intervals_and_variation
from sanye.engines.forecast.grids import best_index, best_of, known_errors
from sanye.engines.forecast.records import Flags, Floats
from sanye.engines.forecast.simple import lengths, mean_of, starts

RARE_ALPHA = 0.15
ALPHAS = np.array([0.02, 0.05, RARE_ALPHA, *np.arange(0.1, 1.0, 0.1), 0.99])
_TREND_ALPHAS = (0.05, 0.15, 0.3, 0.5, 0.7, 0.9)
_TREND_BETAS = (0.01, 0.1, 0.3)
_SEASON_ALPHAS = (0.05, 0.2, 0.4, 0.7)
_SEASON_BETAS = (0.0, 0.02, 0.1)
_SEASON_GAMMAS = (0.0, 0.1, 0.3)
_TREND_WINDOW = 10


def levels(series: Floats, alpha: float) -> Floats:
    """The smoothed level after each period, beginning with the first value; (series, periods)."""
    found = np.empty_like(series)
    found[:, 0] = series[:, 0]
    for period in range(1, series.shape[1]):
        found[:, period] = found[:, period - 1] + alpha * (series[:, period] - found[:, period - 1])
    return found


def smoothed(train: Floats, horizon: int) -> Floats:
    """Single smoothing: the last level goes on. Its constant is given where many are empty."""
    adi, _ = intervals_and_variation(train)
    level = last_level(train, is_rare=~(adi < ADI_LIMIT))
    return np.repeat(level[:, None], horizon, axis=1)


def last_level(train: Floats, is_rare: Flags | None = None) -> Floats:
    """The last level of single smoothing, one for each series; with ``RARE_ALPHA`` where rare."""
    level = np.repeat(_first_values(train)[None, :], len(ALPHAS), axis=0)
    alpha = ALPHAS[:, None]
    squares = np.zeros_like(level)
    for period in range(train.shape[1]):
        error = known_errors(train[:, period] - level)
        squares += error**2
        level = level + alpha * error
    if is_rare is not None:
        squares[(alpha != RARE_ALPHA) & is_rare] = np.inf
    return best_of(squares, level)


def trended(train: Floats, horizon: int, phis: tuple[float, ...]) -> Floats:
    """Double smoothing after Holt; ``phis`` below 1 damp the trend (Gardner and McKenzie)."""
    grid = np.array(list(product(_TREND_ALPHAS, _TREND_BETAS, phis)))
    alpha, beta, phi = (column[:, None] for column in grid.T)
    slope, intercept = line(train, _TREND_WINDOW)
    shape = (len(grid), len(train))
    level = np.broadcast_to(intercept - slope, shape).copy()
    trend = np.broadcast_to(slope, shape).copy()
    begin = starts(train)
    squares = np.zeros(shape)
    for period in range(train.shape[1]):
        is_on = period >= begin
        step = np.where(is_on, phi * trend, 0.0)
        error = known_errors(train[:, period] - (level + step))
        squares += error**2
        level = level + step + alpha * error
        trend = np.where(is_on, phi * trend + alpha * beta * error, trend)
    ahead = np.cumsum(grid[:, 2][:, None] ** np.arange(1, horizon + 1), axis=1)
    best = best_index(squares)
    rows = np.arange(len(train))
    return level[best, rows][:, None] + ahead[best] * trend[best, rows][:, None]


def winters(train: Floats, horizon: int, season: int, *, is_multiplicative: bool) -> Floats:
    """Triple smoothing after Holt and Winters, its trend damped or none.

    NaN for a series shorter than a season and a quarter, and, multiplicative, for one with a value
    that is not positive.
    """
    level, trend, indices = seasonal_start(train, season, is_multiplicative=is_multiplicative)
    grid = np.array(
        [
            (alpha, beta, gamma, phi)
            for alpha, beta, gamma in product(_SEASON_ALPHAS, _SEASON_BETAS, _SEASON_GAMMAS)
            for phi in ((0.0,) if beta == 0 else (0.98,))
        ]
    )
    run = _multiplicative_run if is_multiplicative else _additive_run
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        return run(train, horizon, grid, level, trend, indices)


def seasonal_start(
    train: Floats, season: int, *, is_multiplicative: bool
) -> tuple[Floats, Floats, Floats]:
    """Level before the first period, trend and seasonal indices (season, series), by two years.

    The trend is the mean growth from a period to the same of the next year; the indices are what
    the line leaves, averaged, of mean 0 (or 1). The index of column t is at t modulo season.
    NaN where less than a season and a quarter is known.
    """
    begin = starts(train)
    count = train.shape[1]
    span = np.minimum(begin + 2 * season, count)
    column = np.arange(count)
    inside = (column >= begin[:, None]) & (column < span[:, None])
    window = np.where(inside, train, np.nan)
    growth = np.full_like(window, np.nan)
    growth[:, season:] = window[:, season:] - window[:, :-season]
    pairs = np.isfinite(growth).sum(axis=1)
    trend = np.where(pairs >= season // 2, mean_of(growth, axis=1) / season, 0.0)
    first_year = np.where(column < begin[:, None] + season, window, np.nan)
    centre = begin + (season - 1) / 2
    level = mean_of(first_year, axis=1) - trend * (centre - begin + 1)
    fitted = level[:, None] + trend[:, None] * (column - begin[:, None] + 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        left = window / fitted if is_multiplicative else window - fitted
    indices = np.stack([mean_of(left[:, start::season], axis=1) for start in range(season)])
    indices = _steadied(indices, season)
    middle = mean_of(indices, axis=0)
    indices = indices / middle if is_multiplicative else indices - middle
    usable = lengths(train) >= season + season // 4
    if is_multiplicative:
        usable &= ~(train <= 0).any(axis=1) & ~(fitted[:, -1] <= 0) & ~(level <= 0)
    level = np.where(usable, level, np.nan)
    return level, trend, indices


def line(train: Floats, periods: int | None = None) -> tuple[Floats, Floats]:
    """Slope and value at the first known period of the least-squares line; slope 0 for one value.

    Over the first ``periods`` from there, or all.
    """
    begin = starts(train)[:, None]
    place = np.arange(train.shape[1]) - begin
    known = np.isfinite(train) & (place >= 0)
    if periods is not None:
        known &= place < periods
    count = np.maximum(known.sum(axis=1), 1)
    x = np.where(known, place, 0.0)
    y = np.where(known, train, 0.0)
    mean_x, mean_y = x.sum(axis=1) / count, y.sum(axis=1) / count
    square = (x**2).sum(axis=1) - count * mean_x**2
    product_ = (x * y).sum(axis=1) - count * mean_x * mean_y
    slope = np.where(square > 0, product_ / np.where(square > 0, square, 1.0), 0.0)
    return slope, mean_y - slope * mean_x


def _additive_run(
    train: Floats, horizon: int, grid: Floats, level0: Floats, trend0: Floats, indices: Floats
) -> Floats:
    alpha, beta, gamma, phi = (column[:, None] for column in grid.T)
    level, trend, states = _states(grid, level0, trend0, indices)
    begin, season = starts(train), len(indices)
    squares = np.zeros_like(level)
    for period in range(train.shape[1]):
        index = states[period % season]
        is_on = period >= begin
        step = np.where(is_on, phi * trend, 0.0)
        error = known_errors(train[:, period] - (level + step + index))
        squares += error**2
        level = level + step + alpha * error
        trend = np.where(is_on, phi * trend + alpha * beta * error, trend)
        states[period % season] = index + gamma * (1 - alpha) * error
    base, ahead = _ahead(squares, level, trend, grid, horizon)
    return base + ahead + _indices_ahead(states, squares, train.shape[1], horizon)


def _multiplicative_run(
    train: Floats, horizon: int, grid: Floats, level0: Floats, trend0: Floats, indices: Floats
) -> Floats:
    alpha, beta, gamma, phi = (column[:, None] for column in grid.T)
    level, trend, states = _states(grid, level0, trend0, indices)
    begin, season = starts(train), len(indices)
    squares = np.zeros_like(level)
    for period in range(train.shape[1]):
        index = states[period % season]
        is_on = period >= begin
        step = np.where(is_on, phi * trend, 0.0)
        before = np.maximum(level + step, 1e-9)
        error = known_errors(train[:, period] - before * index)
        squares += error**2
        correction = alpha * error / np.maximum(index, 1e-3)
        level = np.where(is_on, before, level) + correction
        trend = np.where(is_on, phi * trend + beta * correction, trend)
        states[period % season] = index + gamma * (1 - alpha) * error / before
    base, ahead = _ahead(squares, level, trend, grid, horizon)
    return (base + ahead) * _indices_ahead(states, squares, train.shape[1], horizon)


def _states(
    grid: Floats, level0: Floats, trend0: Floats, indices: Floats
) -> tuple[Floats, Floats, Floats]:
    shape = (len(grid), len(level0))
    level = np.broadcast_to(level0, shape).copy()
    trend = np.broadcast_to(trend0, shape).copy()
    is_flat = grid[:, 3] == 0
    trend[is_flat] = 0.0
    return level, trend, np.repeat(indices[:, None, :], len(grid), axis=1)


def _ahead(
    squares: Floats, level: Floats, trend: Floats, grid: Floats, horizon: int
) -> tuple[Floats, Floats]:
    best = best_index(squares)
    rows = np.arange(level.shape[1])
    steps = np.cumsum(grid[:, 3][:, None] ** np.arange(1, horizon + 1), axis=1)
    return level[best, rows][:, None], steps[best] * trend[best, rows][:, None]


def _indices_ahead(states: Floats, squares: Floats, end: int, horizon: int) -> Floats:
    best = best_index(squares)
    chosen = states[:, best, np.arange(states.shape[2])]
    return chosen[(end + np.arange(horizon)) % len(states)].T


def _steadied(indices: Floats, season: int) -> Floats:
    """With many short periods a year, each index is the mean of itself and two on either side."""
    if season < 26:
        return indices
    around = np.stack([np.roll(indices, shift, axis=0) for shift in (-2, -1, 0, 1, 2)])
    return mean_of(around, axis=0)


def _first_values(train: Floats) -> Floats:
    first = np.minimum(starts(train), train.shape[1] - 1)
    return np.asarray(train[np.arange(len(train)), first])
