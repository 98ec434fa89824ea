"""Arrays of shape (grid, series): each pair of constants and series is a cell."""

import numpy as np

from sanye.engines.forecast.records import Floats, Ints


def known_errors(error: Floats) -> Floats:
    """Errors of unknown periods are none."""
    return np.where(np.isfinite(error), error, 0.0)


def best_index(squares: Floats) -> Ints:
    """For each series the row of the grid with the least sum of squares."""
    return np.asarray(np.argmin(np.where(np.isfinite(squares), squares, np.inf), axis=0))


def best_of(squares: Floats, values: Floats) -> Floats:
    """For each series its value in that row."""
    return np.asarray(values[best_index(squares), np.arange(values.shape[1])])
