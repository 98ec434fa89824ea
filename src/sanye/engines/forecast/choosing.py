"""The forecast of many series: each method tried from several earlier periods, the best kept.

At an origin the methods see the history before it and nothing else: outliers, seasonal factors and
smoothing constants are worked out anew for each. So the errors are those one would have made.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np

from sanye.engines.forecast.classes import ADI_LIMIT, classes_of, intervals_and_variation
from sanye.engines.forecast.cleaning import corrected
from sanye.engines.forecast.measuring import errors_of, squares_at_origins
from sanye.engines.forecast.methods import REGULAR, SPARSE, foretell
from sanye.engines.forecast.records import (
    Errors,
    Flags,
    Floats,
    Forecasts,
    Ints,
    Method,
    Settings,
    Test,
)
from sanye.engines.forecast.simple import lengths

CHUNK = 512
"""Series worked out together: many enough for NumPy, few enough for the processor's cache."""
PREFERENCE = 0.1
"""How much better than the combination a method must have done to be taken instead of it."""
MOST_TESTED = 13


def forecast(history: Floats, settings: Settings) -> Forecasts:
    """The forecast of every series of ``history`` (series, periods) by the method that suits it.

    ValueError: horizon, season, origins or least_periods below 1.
    """
    numbers = (settings.horizon, settings.season, settings.origins, settings.least_periods)
    if min(numbers) < 1:
        raise ValueError("Horizon, season, origins and least periods are 1 or more.")
    history = np.asarray(history, dtype=np.float64)
    adi, cv2 = intervals_and_variation(history)
    is_sparse = ~(adi < ADI_LIMIT)
    parts = [
        (rows, _forecast_alike(history[rows], SPARSE if sparse else REGULAR, settings))
        for sparse in (False, True)
        for rows in _chunks(np.flatnonzero(is_sparse == sparse))
    ]
    return _together(parts, history, settings, adi, cv2)


def _chunks(rows: Ints) -> Iterator[Ints]:
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]


@dataclass(frozen=True, slots=True)
class _Part:
    """What was found out about some of the series, all tried by the same methods."""

    tried: Mapping[Method, Errors]
    choice: list[Method]
    errors: Errors
    naive: Errors
    mean: Floats
    learned: Floats
    outliers: Flags


def _forecast_alike(history: Floats, candidates: Sequence[Method], settings: Settings) -> _Part:
    tests = _try(history, candidates, settings)
    learned, outliers = _learned(history, settings)
    said = foretell(learned, settings.horizon, settings.season, candidates)
    choice = [
        method if method is Method.NONE or np.isfinite(said[method][row]).all() else Method.MEDIAN
        for row, method in enumerate(_choose(history, tests, settings))
    ]
    mean = _of_choice(choice, said, settings.horizon)
    mean = np.maximum(mean, 0.0) if settings.is_never_negative else mean
    errors, naive = _errors_of_choice(choice, tests, len(history))
    tried = {method: errors_of(found) for method, found in tests.items() if found}
    return _Part(tried, choice, errors, naive, mean, learned, outliers)


def _of_choice(choice: list[Method], said: Mapping[Method, Floats], periods: int) -> Floats:
    found = np.full((len(choice), periods), np.nan)
    for row, method in enumerate(choice):
        if method is not Method.NONE:
            found[row] = said[method][row]
    return found


def _errors_of_choice(
    choice: list[Method], tests: Mapping[Method, Sequence[Test]], series: int
) -> tuple[Errors, Errors]:
    """Of the chosen method of each series, and of the naive one where the chosen one spoke."""
    chosen, naive = [], []
    for place, (history, simple, came) in enumerate(tests[Method.NAIVE]):
        at_origin = {method: found[place][1] for method, found in tests.items()}
        said = _of_choice(choice, at_origin, came.shape[1])
        chosen.append((history, said, came))
        naive.append((history, np.where(np.isfinite(said), simple, np.nan), came))
    if not chosen:
        return _blank(series), _blank(series)
    return errors_of(chosen), errors_of(naive)


def _try(
    history: Floats, candidates: Sequence[Method], settings: Settings
) -> dict[Method, list[Test]]:
    tests: dict[Method, list[Test]] = {method: [] for method in candidates}
    for origin, ahead in _origins(history.shape[1], settings):
        before, actual = history[:, :origin], history[:, origin : origin + ahead].copy()
        actual[lengths(before) < settings.least_periods] = np.nan
        learned, _ = _learned(before, settings)
        for method, said in foretell(learned, ahead, settings.season, candidates).items():
            bounded = np.maximum(said, 0.0) if settings.is_never_negative else said
            tests[method].append((before, bounded, actual))
    return tests


def _origins(count: int, settings: Settings) -> Iterator[tuple[int, int]]:
    """The periods after which to try, the earliest first, and how many periods each.

    They stand as far apart as lets each period at the end be tested, and begin no earlier than
    halfway through.
    """
    ahead = settings.test_horizon or min(settings.horizon, MOST_TESTED)
    ahead = max(min(ahead, count // 4), 1)
    step = max(ahead // 2, 1)
    least = max(count // 2, 2)
    for back in reversed(range(settings.origins)):
        origin = count - ahead - back * step
        if origin >= least:
            yield origin, ahead


def _learned(history: Floats, settings: Settings) -> tuple[Floats, Flags]:
    if not settings.corrects_outliers:
        return history, np.zeros_like(history, dtype=bool)
    return corrected(history, settings.season)


def _choose(
    history: Floats, tests: Mapping[Method, Sequence[Test]], settings: Settings
) -> list[Method]:
    """The combination, unless a method did better from every origin from which it could speak, half
    of them or more, and clearly so over all; of those the one that did best."""
    names = list(tests)
    combined = names.index(Method.MEDIAN)
    best = _best(tests, combined) if tests[Method.MEDIAN] else np.full(len(history), combined)
    is_short = lengths(history) < settings.least_periods
    return [
        Method.NONE if short else names[index]
        for index, short in zip(best.tolist(), is_short.tolist(), strict=True)
    ]


def _best(tests: Mapping[Method, Sequence[Test]], combined: int) -> Ints:
    """For each series the place of its method among ``tests``."""
    squares = np.stack([squares_at_origins(found) for found in tests.values()])
    rival = squares[combined]
    spoke = np.isfinite(squares) & np.isfinite(rival)
    is_tried = 2 * spoke.sum(axis=1) >= np.isfinite(rival).sum(axis=0)
    is_steady = (~spoke | (squares <= rival)).all(axis=1)
    own = np.where(spoke, squares, 0.0).sum(axis=1)
    others = np.where(spoke, rival, 0.0).sum(axis=1)
    ratio = np.where(others > 0, own / np.where(others > 0, others, 1.0), 1.0)
    may = is_tried & is_steady & (ratio < (1 - PREFERENCE) ** 2)
    best = np.where(may, ratio, np.inf).argmin(axis=0)
    return np.asarray(np.where(may.any(axis=0), best, combined))


def _together(
    parts: Sequence[tuple[Ints, _Part]],
    history: Floats,
    settings: Settings,
    adi: Floats,
    cv2: Floats,
) -> Forecasts:
    series = len(history)
    methods = [Method.NONE] * series
    mean = np.full((series, settings.horizon), np.nan)
    learned, outliers = history.copy(), np.zeros_like(history, dtype=bool)
    tried = {method: _blank(series) for method in dict.fromkeys((*REGULAR, *SPARSE))}
    errors, naive = _blank(series), _blank(series)
    for rows, part in parts:
        mean[rows], learned[rows], outliers[rows] = part.mean, part.learned, part.outliers
        for method, found in part.tried.items():
            _put(tried[method], rows, found)
        _put(errors, rows, part.errors)
        _put(naive, rows, part.naive)
        for row, method in zip(rows.tolist(), part.choice, strict=True):
            methods[row] = method
    return Forecasts(
        methods=methods,
        mean=mean,
        errors=errors,
        naive=naive,
        value_added=naive.wape - errors.wape,
        tried=tried,
        classes=classes_of(adi, cv2),
        adi=adi,
        cv2=cv2,
        outliers=outliers,
        learned=learned,
    )


def _blank(series: int) -> Errors:
    return Errors(*(np.full(series, np.nan) for _ in fields(Errors)))


def _put(into: Errors, rows: Ints, found: Errors) -> None:
    for field in fields(Errors):
        getattr(into, field.name)[rows] = getattr(found, field.name)
