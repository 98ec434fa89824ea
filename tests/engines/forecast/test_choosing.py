"""The choice: without a look ahead, the same every time, and worth it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanye.engines.forecast import Method, Settings, forecast, foretell
from sanye.engines.forecast.choosing import _try
from sanye.engines.forecast.methods import REGULAR, SPARSE
from tests.engines.forecast.data import carparts, m3_monthly, m4_weekly

SINGLE = [m for m in REGULAR if m is not Method.MEDIAN]


def rmsse(said: np.ndarray, came: np.ndarray, history: np.ndarray) -> float:
    scale = np.nanmean(np.diff(history, axis=1) ** 2, axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        each = np.sqrt(np.mean((said - came) ** 2, axis=1) / np.where(scale > 0, scale, np.nan))
    return float(np.nanmean(each))


def smape(said: np.ndarray, came: np.ndarray) -> float:
    return float(np.mean(200 * np.abs(said - came) / (np.abs(said) + np.abs(came))))


def test_a_method_never_sees_what_came_after_the_origin():
    rng = np.random.default_rng(5)
    history = rng.poisson(40, (4, 48)).astype(float)
    other = history.copy()
    other[:, -6:] = 1_000_000
    ask = Settings(horizon=6, season=12, origins=1)

    one, two = _try(history, REGULAR, ask), _try(other, REGULAR, ask)

    for method in REGULAR:
        assert np.array_equal(one[method][0][1], two[method][0][1], equal_nan=True)


def test_the_same_series_give_the_same_forecast_whatever_stands_beside_them():
    rng = np.random.default_rng(6)
    history = rng.poisson(20, (30, 40)).astype(float)
    ask = Settings(horizon=4, season=12)

    all_at_once, alone = forecast(history, ask), forecast(history[7:8], ask)

    assert all_at_once.methods[7] == alone.methods[0]
    assert all_at_once.mean[7] == pytest.approx(alone.mean[0])


def test_a_season_of_two_years_of_weeks_is_seen():
    weeks = np.arange(130)
    wave = 100 * (1 + 0.5 * np.sin(2 * np.pi * weeks / 52))
    series = np.random.default_rng(2).poisson(wave, (20, 130)).astype(float)

    found = forecast(series[:, :104], Settings(horizon=26, season=52))

    off = np.abs(found.mean - series[:, 104:]).sum() / series[:, 104:].sum()
    assert off < 0.2
    assert (found.value_added > 0).all()


def test_periods_out_of_stock_are_not_learned_as_low_demand():
    rng = np.random.default_rng(4)
    series = rng.poisson(50, (1, 52)).astype(float)
    empty, masked = series.copy(), series.copy()
    empty[0, -6:] = 0
    masked[0, -6:] = np.nan

    learned_as_low = forecast(empty, Settings(horizon=4)).mean[0, 0]
    left_out = forecast(masked, Settings(horizon=4)).mean[0, 0]

    assert learned_as_low < 25
    assert left_out == pytest.approx(50, rel=0.1)


def test_value_added_is_the_error_of_naive_less_that_of_the_method():
    rng = np.random.default_rng(8)
    found = forecast(rng.poisson(30, (5, 60)).astype(float), Settings(horizon=4))

    assert found.value_added == pytest.approx(found.naive.wape - found.errors.wape)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.one_of(st.just(float("nan")), st.integers(0, 10**9).map(lambda n: n / 1000)),
        min_size=1,
        max_size=40,
    ),
    st.integers(1, 12),
)
def test_any_history_gives_a_forecast_that_is_not_negative_or_none_at_all(values, season):
    found = forecast(np.array([values]), Settings(horizon=3, season=season))

    is_none = found.methods[0] is Method.NONE
    assert np.isnan(found.mean).all() if is_none else (found.mean >= 0).all()


@pytest.mark.data
def test_on_m3_months_the_choice_beats_naive_and_each_single_method():
    history, came = m3_monthly(every=1)

    chosen = forecast(history, Settings(horizon=18, season=12)).mean

    said = foretell(history, 18, 12, SINGLE)
    said = {m: np.where(np.isfinite(f), f, said[Method.NAIVE]) for m, f in said.items()}
    assert smape(chosen, came) < min(smape(np.maximum(f, 0), came) for f in said.values())
    assert smape(chosen, came) < 0.8 * smape(said[Method.NAIVE], came)


@pytest.mark.data
def test_on_m4_weeks_the_choice_beats_naive_and_each_single_method():
    history, came = m4_weekly(every=2)

    chosen = forecast(history, Settings(horizon=13, season=52)).mean

    said = foretell(history, 13, 52, SINGLE)
    said = {m: np.where(np.isfinite(f), f, said[Method.NAIVE]) for m, f in said.items()}
    assert rmsse(chosen, came, history) < min(rmsse(f, came, history) for f in said.values())
    assert smape(chosen, came) < 0.8 * smape(said[Method.NAIVE], came)


@pytest.mark.data
def test_on_car_parts_the_choice_beats_naive_croston_and_smoothing():
    series = carparts(every=4)
    history, came = series[:, :-6], series[:, -6:]

    chosen = rmsse(forecast(history, Settings(horizon=6, season=12)).mean, came, history)

    said = foretell(history, 6, 12, SPARSE)
    single = {m: rmsse(f, came, history) for m, f in said.items() if m is not Method.MEDIAN}
    assert chosen < min(single.values())
    assert chosen < 0.85 * single[Method.NAIVE]
