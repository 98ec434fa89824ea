"""Forecasting: accuracy on public series and speed: `python benchmarks/forecast.py [SERIES]`.

Prints for M3 months, M4 weeks and car parts the error of the choice, of naive and of the best
single method; and how many weekly series of two years one core forecasts in a second of CPU.
Gates: the choice beats every single method; the same series give the same forecast. Floor: 167
series/s, two cores doing 100,000 in ten minutes.
"""

import sys
from pathlib import Path
from time import process_time

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from sanye.engines.forecast import REGULAR, SPARSE, Method, Settings, forecast, foretell
from tests.engines.forecast.data import carparts, m3_monthly, m4_weekly
from tests.engines.forecast.test_choosing import rmsse, smape

SERIES = int(sys.argv[1]) if len(sys.argv) > 1 else 4000
FLOOR = 167


def accuracy(name: str, history: np.ndarray, came: np.ndarray, season: int) -> bool:
    """One line; False when a single method is better."""
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
    print(
        f"forecast: {name}, {len(history)} series | RMSSE {own:.3f}{less} |"
        f" naive {errors[Method.NAIVE]:.3f} | best single {best} {errors[best]:.3f}"
        f" ({own / errors[best] - 1:+.1%})"
    )
    return own < errors[best]


def speed() -> bool:
    weeks = np.arange(104)
    chance = np.random.default_rng(1)
    wave = 40 * (1 + 0.3 * np.sin(2 * np.pi * weeks / 52))
    history = chance.poisson(wave, (SERIES, 104)).astype(float)
    history[: SERIES // 4] *= chance.random((SERIES // 4, 104)) < 0.3
    ask = Settings(horizon=26, season=52)
    began = process_time()
    first = forecast(history, ask).mean
    rate = SERIES / (process_time() - began)
    is_same = np.array_equal(first[:64], forecast(history[:64], ask).mean)
    minutes = 100_000 / rate / 60
    print(f"forecast: {SERIES} weekly series of two years | {rate:.0f}/s CPU | {FLOOR} | 333")
    print(f"forecast: 100,000 of them | {minutes:.1f} min on one core | | 5 on two")
    print(f"forecast: the same again | {is_same} | True | True")
    return rate >= FLOOR and is_same


def main() -> int:
    parts = carparts(every=1)
    passed = [
        accuracy("M3 months", *m3_monthly(every=1), 12),
        accuracy("M4 weeks", *m4_weekly(every=1), 52),
        accuracy("car parts", parts[:, :-6], parts[:, -6:], 12),
        speed(),
    ]
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
