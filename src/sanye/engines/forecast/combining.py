"""The combination: the mean of the methods, each weighted by how near it came before.

Bates and Granger (1969), The Combination of Forecasts: weights inverse to the squared error, each
method's by itself, without covariances, which a few origins cannot tell. Here they are inverse to
its square, so that a method twice as far off as the others (root mean square) hardly counts.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from sanye.engines.forecast.measuring import squares_at_origins
from sanye.engines.forecast.records import Floats, Method, Test
from sanye.engines.forecast.simple import mean_of

LEFT_OUT = {Method.NAIVE, Method.CROSTON, Method.SBA, Method.MEDIAN}
"""SMOOTHED can be NAIVE; CROSTON and SBA do not forget; MEDIAN is made of others."""
_POWER = 2
_NEVER_WRONG = 1e-6


def combined(said: Mapping[Method, Floats], tests: Mapping[Method, Sequence[Test]]) -> Floats:
    """The weighted mean, (series, horizon), of what is said and not ``LEFT_OUT``.

    ``tests``: how each method did from earlier origins; without any the weights are equal.
    """
    methods = [method for method in said if method not in LEFT_OUT]
    stack = np.stack([said[method] for method in methods])
    known = np.isfinite(stack)
    shares = known * weights_of([tests[method] for method in methods])[..., None]
    total = shares.sum(axis=0)
    mean = (shares * np.where(known, stack, 0.0)).sum(axis=0) / np.where(total > 0, total, 1.0)
    return np.where(total > 0, mean, np.nan)


def weights_of(tests: Sequence[Sequence[Test]]) -> Floats:
    """(methods, series): (mean squared error / that of all methods at the same origins)^-2.

    A method that could not be tried counts like one as good as their mean.
    """
    if not tests[0]:
        return np.ones((len(tests), 1))
    squares = np.stack([squares_at_origins(found) for found in tests])
    spoke = np.isfinite(squares)
    own = np.where(spoke, squares, 0.0).sum(axis=1)
    usual = np.where(spoke, mean_of(squares, axis=0), 0.0).sum(axis=1)
    ratio = np.where(usual > 0, own / np.where(usual > 0, usual, 1.0), 1.0)
    return np.asarray((ratio + _NEVER_WRONG) ** -_POWER)
