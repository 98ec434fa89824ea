"""The public series, packed into arrays; absent files skip, or fail with REQUIRE_DATA=1."""

import csv
import gzip
import json
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

DATA = Path(os.environ.get("SANYE_DATA", "/work/shared/data"))


def path_of(name: str) -> Path:
    path = DATA / name
    if not path.exists():
        if os.environ.get("REQUIRE_DATA") == "1":
            pytest.fail(f"REQUIRE_DATA=1, but {path} is absent")
        pytest.skip(f"{path} is absent")
    return path


def packed(series: Sequence[Sequence[float]]) -> np.ndarray:
    """All ending in the last column."""
    width = max(len(one) for one in series)
    found = np.full((len(series), width), np.nan)
    for row, one in enumerate(series):
        found[row, width - len(one) :] = one
    return found


def m3_monthly(every: int) -> tuple[np.ndarray, np.ndarray]:
    """History and the 18 months that came, of every n-th monthly series."""
    return _monthly("forecast_m3", every)


def tourism_monthly(every: int) -> tuple[np.ndarray, np.ndarray]:
    """History and the 24 months that came, of every n-th monthly series."""
    return _monthly("forecast_tourism", every)


def _monthly(name: str, every: int) -> tuple[np.ndarray, np.ndarray]:
    with gzip.open(path_of(f"{name}/series.json.gz"), "rt") as file:
        rows = [r for r in json.load(file).values() if r["period"] == ["MONTHLY"] and "xx" in r]
    rows = rows[::every]
    return packed([r["x"] for r in rows]), np.array([r["xx"] for r in rows], dtype=float)


def m4_weekly(every: int) -> tuple[np.ndarray, np.ndarray]:
    """The last five years and the 13 weeks that came, of every n-th weekly series."""
    with path_of("forecast_m4_weekly/Weekly-test_odd.csv").open() as file:
        came = {
            r[0]: [float(x) for x in r[1:] if x] for r in csv.reader(file) if r[1][:1].isdigit()
        }
    with gzip.open(path_of("forecast_m4_weekly/Weekly-train.csv.gz"), "rt") as file:
        rows = {
            r[0]: [float(x) for x in r[1:] if x][-260:] for r in csv.reader(file) if r[0] in came
        }
    names = list(came)[::every]
    return packed([rows[n] for n in names]), np.array([came[n] for n in names])


def carparts(every: int) -> np.ndarray:
    """45 months of every n-th part with a complete history."""
    with gzip.open(path_of("demand_carparts/carparts_1998-01_2001-09.csv.gz"), "rt") as file:
        rows = [r[1:] for r in list(csv.reader(file))[1:]]
    return np.array([[float(x) for x in r] for r in rows if all(r)][::every])
