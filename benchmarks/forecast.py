"""Forecasting: accuracy on public series and speed: `python benchmarks/forecast.py [SERIES]`.

For M3 months, tourism months, M4 weeks and car parts the error of the combination beside that of
the best simple method, and in the text of the best of all our single ones. Simple is what the
research page names (seasonal naive, exponential smoothing, TSB: the baselines of the M5) and what
is simpler still: naive, moving average, single smoothing, on regular demand without its season, the
Croston family. Methods with a trend, Winters and Theta are not. And how many weekly series of two
years one core forecasts in a second of CPU. Gate: the same series give the same forecast. Floor:
167 series/s, two cores doing 100,000 in ten minutes.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from time import process_time

import numpy as np
from harness import Figure, gate, run
from harness.figures import rate

sys.path.insert(0, str(Path(__file__).parent.parent))

from sanye.engines.forecast import Method, Settings, forecast
from tests.engines.forecast.data import carparts, m3_monthly, m4_weekly, tourism_monthly
from tests.engines.forecast.test_forecasting import SIMPLE, errors_of_single, rmsse, smape

SERIES = int(sys.argv[1]) if len(sys.argv) > 1 else 4000
FLOOR, TARGET = 167, 333


def accuracy(name: str, history: np.ndarray, came: np.ndarray, season: int) -> Figure:
    """The error of the combination beside the best simple method's."""
    is_sparse = bool((came == 0).mean() > 0.2)
    found = forecast(history, Settings(horizon=came.shape[1], season=season)).mean
    errors = errors_of_single(history, came, season, is_sparse=is_sparse)
    simple = min((m for m in errors if m in SIMPLE), key=lambda m: errors[m])
    single = min(errors, key=lambda m: errors[m])
    own = rmsse(found, came, history)
    bias = f"bias {(found.sum() / came.sum() - 1) * 100:+.1f} %"
    more = bias if is_sparse else f"sMAPE {smape(found, came):.2f}"
    return Figure(
        name=f"forecast error beside the best simple method, {name}",
        value=(own / errors[simple] - 1) * 100,
        unit="%",
        floor=-4,
        target=-8,
        beside=f"{len(history):,} series, RMSSE {own:.3f}, {more};"
        f" {simple} {errors[simple]:.3f}, naive {errors[Method.NAIVE]:.3f};"
        f" {(own / errors[single] - 1) * 100:+.1f} % beside the best single, {single}",
    )


def speed() -> Figure:
    weeks = np.arange(104)
    chance = np.random.default_rng(1)
    wave = 40 * (1 + 0.3 * np.sin(2 * np.pi * weeks / 52))
    history = chance.poisson(wave, (SERIES, 104)).astype(float)
    history[: SERIES // 4] *= chance.random((SERIES // 4, 104)) < 0.3
    ask = Settings(horizon=26, season=52)
    began = process_time()
    first = forecast(history, ask).mean
    per_second = SERIES / (process_time() - began)
    gate(
        np.array_equal(first[:64], forecast(history[:64], ask).mean),
        "the same series give another forecast",
    )
    return rate(
        f"series forecast in a second of CPU ({SERIES:,} of 104 weeks)",
        per_second,
        floor=FLOOR,
        target=TARGET,
        beside=f"100,000 in {100_000 / per_second / 60:.1f} min on one core",
    )


def measure() -> Iterator[Figure]:
    parts = carparts(every=1)
    yield accuracy("M3 months", *m3_monthly(every=1), 12)
    yield accuracy("tourism months", *tourism_monthly(every=1), 12)
    yield accuracy("M4 weeks", *m4_weekly(every=1), 52)
    yield accuracy("car parts", parts[:, :-6], parts[:, -6:], 12)
    yield speed()


if __name__ == "__main__":
    run(measure, django=False)
