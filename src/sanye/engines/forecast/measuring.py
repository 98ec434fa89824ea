"""How far a forecast was off, against what came.

RMSSE after the M5, MASE after Hyndman and Koehler (2006): the scale is the one-step naive error
within the history before the origin, so that series of any size compare.
"""

from collections.abc import Sequence

import numpy as np

from sanye.engines.forecast.records import Errors, Floats, Test
from sanye.engines.forecast.simple import mean_of


def scales(train: Floats) -> tuple[Floats, Floats]:
    """Mean absolute and mean squared one-step naive error of each series; NaN where it is 0."""
    steps = np.diff(train, axis=1)
    absolute = mean_of(np.abs(steps), axis=1)
    square = mean_of(steps**2, axis=1)
    return np.where(absolute > 0, absolute, np.nan), np.where(square > 0, square, np.nan)


def errors_of(tests: Sequence[Test]) -> Errors:
    """Over all origins. What nobody knows or nothing was said of is left out."""
    scaled_square, scaled, off, over, total = [], [], [], [], []
    for history, said, came in tests:
        absolute, squared = scales(history)
        error = said - came
        scaled_square.append(error**2 / squared[:, None])
        scaled.append(np.abs(error) / absolute[:, None])
        off.append(np.abs(error))
        over.append(error)
        total.append(np.where(np.isfinite(error), came, np.nan))
    demand = np.nansum(np.hstack(total), axis=1)
    demand = np.where(demand > 0, demand, np.nan)
    return Errors(
        rmsse=np.sqrt(mean_of(np.hstack(scaled_square), axis=1)),
        mase=mean_of(np.hstack(scaled), axis=1),
        wape=np.nansum(np.hstack(off), axis=1) / demand,
        bias=np.nansum(np.hstack(over), axis=1) / demand,
        spread=np.sqrt(mean_of(np.hstack(over) ** 2, axis=1)),
    )


def squares_at_origins(tests: Sequence[Test]) -> Floats:
    """(origins, series): the mean squared error at each; NaN where nothing was said."""
    return np.stack([mean_of((said - came) ** 2, axis=1) for _, said, came in tests])
