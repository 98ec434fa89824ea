"""Forecasting: accuracy on public series and speed: `python benchmarks/forecast.py [SERIES]`.

For M3 months, M4 weeks and car parts the error of the choice beside that of the best single method;
and how many weekly series of two years one core forecasts in a second of CPU. Gate: the same
series give the same forecast. Floor: 167 series/s, two cores doing 100,000 in ten minutes.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from time import process_time

import numpy as np
from harness import Figure, gate, run
from harness.figures import rate

sys.path.insert(0, str(Path(__file__).parent.parent))

from sanye.engines.forecast import REGULAR, SPARSE, Method, Settings, forecast, foretell
from tests.engines.forecast.data import carparts, m3_monthly, m4_weekly
from tests.engines.forecast.test_forecasting import rmsse, smape

SERIES = int(sys.argv[1]) if len(sys.argv) > 1 else 4000
FLOOR, TARGET = 167, 333


def accuracy(name: str, history: np.ndarray, came: np.ndarray, season: int) -> Figure:
    """The error of the choice beside the best single method's; it must not be larger."""
    horizon = came.shape[1]
    is_sparse = bool((came == 0).mean() > 0.2)
    methods = [m for m in (SPARSE if is_sparse else REGULAR) if m is not Method.MEDIAN]
    chosen = forecast(history, Settings(horizon=horizon, season=season)).mean
    said = foretell(history, horizon, season, methods)
    usual = said[Method.NAIVE]
    filled = {m: np.maximum(np.where(np.isfinite(f), f, usual), 0) for m, f in said.items()}
    errors = {m: rmsse(f, came, history) for m, f in filled.items()}
    best = min(errors, key=lambda m: errors[m])
    own = rmsse(chosen, came, history)
    less = "" if is_sparse else f", sMAPE {smape(chosen, came):.2f}"
    return Figure(
        name=f"forecast error beside the best simple method, {name}",
        value=(own / errors[best] - 1) * 100,
        unit="%",
        floor=-4,
        target=-8,
        beside=f"{len(history):,} series, RMSSE {own:.3f}{less};"
        f" {best} {errors[best]:.3f}, naive {errors[Method.NAIVE]:.3f}",
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
    yield accuracy("M4 weeks", *m4_weekly(every=1), 52)
    yield accuracy("car parts", parts[:, :-6], parts[:, -6:], 12)
    yield speed()


if __name__ == "__main__":
    run(measure, django=False)
