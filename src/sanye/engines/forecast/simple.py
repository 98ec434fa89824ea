"""The simple methods. Each takes (series, periods) and says the next periods, (series, horizon)."""

import numpy as np

from sanye.engines.forecast.records import Floats, Ints


def starts(train: Floats) -> Ints:
    """For each series the first period with a value; the length where there is none."""
    known = np.isfinite(train)
    first = known.argmax(axis=1)
    return np.asarray(np.where(known.any(axis=1), first, train.shape[1]))


def lengths(train: Floats) -> Ints:
    """Periods from the first with a value to the end."""
    return np.asarray(train.shape[1] - starts(train))


def mean_of(values: Floats, axis: int) -> Floats:
    """The mean of what is known along an axis; NaN where nothing is."""
    known = np.isfinite(values)
    count = known.sum(axis=axis)
    total = np.where(known, values, 0.0).sum(axis=axis)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def naive(train: Floats, horizon: int) -> Floats:
    """The last known value goes on."""
    return np.repeat(_filled(train)[:, -1:], horizon, axis=1)


def seasonal_naive(train: Floats, horizon: int, season: int) -> Floats:
    """As a year ago; a period unknown then is taken from the year before. NaN without a year."""
    years = [
        train[:, max(end - season, 0) : end] for end in range(train.shape[1], season - 1, -season)
    ]
    last = np.full((len(train), season), np.nan)
    for year in years:
        if year.shape[1] == season:
            last = np.where(np.isfinite(last), last, year)
    return last[:, np.arange(horizon) % season]


def seasonal_mean(train: Floats, horizon: int, season: int) -> Floats:
    """The shape of the last two years at the level of the last, grown on by half of what it grew.

    Half: the square root of the ratio of both years, which is kept between a half and two. NaN
    without two years in which there was demand.
    """
    if train.shape[1] < 2 * season:
        return np.full((len(train), horizon), np.nan)
    years = np.stack([train[:, -2 * season : -season], train[:, -season:]])
    means = mean_of(years, axis=2)
    means = np.where((means > 0) & (lengths(train) >= 2 * season), means, np.nan)
    shape = mean_of(years / means[..., None], axis=0)
    level = means[1] * np.sqrt(np.clip(means[1] / means[0], 0.5, 2.0))
    year = shape * level[:, None]
    return np.asarray(year[:, np.arange(horizon) % season])


def moving_average(train: Floats, horizon: int, periods: int) -> Floats:
    """The mean of the last periods."""
    mean = mean_of(train[:, -periods:], axis=1)
    return np.repeat(mean[:, None], horizon, axis=1)


def _filled(train: Floats) -> Floats:
    """Unknown periods take the value before them."""
    known = np.isfinite(train)
    index = np.where(known, np.arange(train.shape[1]), 0)
    return np.take_along_axis(train, np.maximum.accumulate(index, axis=1), axis=1)
