"""Demand with many empty periods: Croston, his method as corrected by Syntetos and Boylan, TSB.

Croston (1972) smooths the size of demands and the interval between them when demand occurs; the
correction takes (1 - α/2) of the quotient (Syntetos and Boylan 2005). Teunter, Syntetos and Babai
(2011) smooth the probability of demand in every period, so that what dies out is forgotten.
"""

from itertools import product

import numpy as np

from sanye.engines.forecast.grids import best_index, best_of, known_errors
from sanye.engines.forecast.records import Floats
from sanye.engines.forecast.simple import lengths, mean_of, starts

_ALPHAS = np.array([0.05, 0.1, 0.15, 0.2, 0.3])
_TSB = np.array(list(product((0.05, 0.1, 0.2, 0.3), (0.02, 0.05, 0.1, 0.2))))


def croston(train: Floats, horizon: int, *, is_corrected: bool) -> Floats:
    """``is_corrected``: the approximation without Croston's upward bias (SBA)."""
    size, interval = _sizes_and_intervals(train)
    alpha = _ALPHAS[:, None]
    shape = (len(_ALPHAS), len(train))
    sizes, intervals = np.broadcast_to(size, shape), np.broadcast_to(interval, shape)
    waited = np.ones(len(train))
    squares = np.zeros(shape)
    factor = 1 - alpha / 2 if is_corrected else np.ones_like(alpha)
    begin = starts(train)
    for period in range(train.shape[1]):
        demand = train[:, period]
        squares += known_errors(demand - factor * sizes / intervals) ** 2
        occurs = demand > 0
        sizes = np.where(occurs, sizes + alpha * (demand - sizes), sizes)
        intervals = np.where(occurs, intervals + alpha * (waited - intervals), intervals)
        counts = np.isfinite(demand) & (period >= begin)
        waited = np.where(occurs, 1.0, np.where(counts, waited + 1, waited))
    return np.repeat(best_of(squares, factor * sizes / intervals)[:, None], horizon, axis=1)


def tsb(train: Floats, horizon: int) -> Floats:
    """Probability times size, both smoothed."""
    size, interval = _sizes_and_intervals(train)
    alpha, beta = (column[:, None] for column in _TSB.T)
    shape = (len(_TSB), len(train))
    sizes = np.broadcast_to(size, shape)
    chances = np.broadcast_to(1 / interval, shape)
    squares = np.zeros(shape)
    for period in range(train.shape[1]):
        demand = train[:, period]
        squares += known_errors(demand - chances * sizes) ** 2
        occurs = demand > 0
        sizes = np.where(occurs, sizes + alpha * (demand - sizes), sizes)
        moved = chances + beta * (occurs - chances)
        chances = np.where(np.isfinite(demand), moved, chances)
    best = best_index(squares)
    mean = (chances * sizes)[best, np.arange(len(train))]
    return np.repeat(mean[:, None], horizon, axis=1)


def _sizes_and_intervals(train: Floats) -> tuple[Floats, Floats]:
    """Mean size of a demand, and periods per demand, over the history given; 0 and its length."""
    positive = np.where(train > 0, train, np.nan)
    size = mean_of(positive, axis=1)
    occurrences = np.isfinite(positive).sum(axis=1)
    known = np.isfinite(train).sum(axis=1)
    interval = np.where(occurrences > 0, known / np.maximum(occurrences, 1), lengths(train))
    return np.where(np.isfinite(size), size, 0.0), np.maximum(interval, 1.0)
