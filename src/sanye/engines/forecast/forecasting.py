"""The forecast of many series: each method tried from several earlier periods, then combined.

At an origin the methods see the history before it and nothing else: outliers, seasonal factors and
smoothing constants are worked out anew for each, and the weights of the combination from what had
come by then. So the errors are those one would have made.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np

from sanye.engines.forecast.classes import ADI_LIMIT, classes_of, intervals_and_variation
from sanye.engines.forecast.cleaning import corrected
from sanye.engines.forecast.combining import combined
from sanye.engines.forecast.measuring import errors_of
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
MOST_TESTED = 13


def forecast(history: Floats, settings: Settings) -> Forecasts:
    """The forecast of every series of ``history`` (series, periods) by the methods that suit it.

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

    tried: dict[Method, Errors]
    naive: Errors
    mean: Floats
    learned: Floats
    outliers: Flags


def _forecast_alike(history: Floats, candidates: Sequence[Method], settings: Settings) -> _Part:
    tests = _try(history, candidates, settings)
    learned, outliers = _learned(history, settings)
    mean = combined(_say(learned, settings.horizon, candidates, settings), tests)
    mean[lengths(history) < settings.least_periods] = np.nan
    tests[Method.COMBINED] = _combined_at_origins(tests)
    tried = {method: errors_of(found) for method, found in tests.items() if found}
    return _Part(tried, _naive_beside(tests, len(history)), mean, learned, outliers)


def _try(
    history: Floats, candidates: Sequence[Method], settings: Settings
) -> dict[Method, list[Test]]:
    tests: dict[Method, list[Test]] = {method: [] for method in candidates}
    for origin, ahead in _origins(history.shape[1], settings):
        before, actual = history[:, :origin], history[:, origin : origin + ahead].copy()
        actual[lengths(before) < settings.least_periods] = np.nan
        learned, _ = _learned(before, settings)
        for method, said in _say(learned, ahead, candidates, settings).items():
            tests[method].append((before, said, actual))
    return tests


def _origins(count: int, settings: Settings) -> Iterator[tuple[int, int]]:
    """The periods after which to try, the earliest first, and how many periods each.

    What one tests ends where the next begins; all together, at least a third of the history stands
    before the first.
    """
    ahead = settings.test_horizon or min(settings.horizon, MOST_TESTED)
    ahead = max(min(ahead, count // 6), 1)
    least = max(count // 3, 2)
    for back in reversed(range(1, settings.origins + 1)):
        origin = count - back * ahead
        if origin >= least:
            yield origin, ahead


def _say(
    learned: Floats, ahead: int, candidates: Sequence[Method], settings: Settings
) -> dict[Method, Floats]:
    said = foretell(learned, ahead, settings.season, candidates)
    if not settings.is_never_negative:
        return said
    return {method: np.maximum(values, 0.0) for method, values in said.items()}


def _combined_at_origins(tests: dict[Method, list[Test]]) -> list[Test]:
    """What the combination would have said, weighted by the origins before each."""
    found = []
    for place, (before, _, came) in enumerate(tests[Method.NAIVE]):
        said = {method: of_method[place][1] for method, of_method in tests.items()}
        earlier = {method: of_method[:place] for method, of_method in tests.items()}
        found.append((before, combined(said, earlier), came))
    return found


def _naive_beside(tests: dict[Method, list[Test]], series: int) -> Errors:
    """Errors of the naive method where the combination spoke."""
    pairs = zip(tests[Method.NAIVE], tests[Method.COMBINED], strict=True)
    beside = [
        (before, np.where(np.isfinite(mean), simple, np.nan), came)
        for (before, simple, came), (_, mean, _) in pairs
    ]
    return errors_of(beside) if beside else _blank(series)


def _learned(history: Floats, settings: Settings) -> tuple[Floats, Flags]:
    if not settings.corrects_outliers:
        return history, np.zeros_like(history, dtype=bool)
    return corrected(history, settings.season)


def _together(
    parts: Sequence[tuple[Ints, _Part]],
    history: Floats,
    settings: Settings,
    adi: Floats,
    cv2: Floats,
) -> Forecasts:
    series = len(history)
    mean = np.full((series, settings.horizon), np.nan)
    learned, outliers = history.copy(), np.zeros_like(history, dtype=bool)
    tried = {
        method: _blank(series) for method in dict.fromkeys((*REGULAR, *SPARSE, Method.COMBINED))
    }
    naive = _blank(series)
    for rows, part in parts:
        mean[rows], learned[rows], outliers[rows] = part.mean, part.learned, part.outliers
        for method, found in part.tried.items():
            _put(tried[method], rows, found)
        _put(naive, rows, part.naive)
    errors = tried[Method.COMBINED]
    is_said = np.isfinite(mean).all(axis=1)
    return Forecasts(
        methods=[Method.COMBINED if said else Method.NONE for said in is_said.tolist()],
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
