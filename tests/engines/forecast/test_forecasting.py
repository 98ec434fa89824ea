"""The forecast: without a look ahead, the same every time, and worth it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanye.engines.forecast import Method, Settings, forecast, foretell
from sanye.engines.forecast.forecasting import _combined_at_origins, _try
from sanye.engines.forecast.methods import REGULAR, SPARSE
from tests.engines.forecast.data import carparts, m3_monthly, m4_weekly, tourism_monthly

SIMPLE = (
    Method.NAIVE,
    Method.SEASONAL_NAIVE,
    Method.MOVING_AVERAGE,
    Method.SMOOTHED,
    Method.CROSTON,
    Method.SBA,
    Method.TSB,
)
"""What needs neither trend nor combination: the baselines of the M5."""


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


def test_the_combination_is_weighted_by_what_had_come_before_each_origin():
    rng = np.random.default_rng(7)
    history = rng.poisson(40, (4, 48)).astype(float)
    other = history.copy()
    other[:, -12:] *= rng.uniform(0.2, 5, (4, 12))
    ask = Settings(horizon=6, season=12)

    one, two = (_combined_at_origins(_try(series, REGULAR, ask)) for series in (history, other))

    assert [tried[0].shape[1] for tried in one] == [24, 30, 36, 42]
    for place in (0, 1, 2):
        assert np.array_equal(one[place][1], two[place][1])
    assert not np.array_equal(one[3][1], two[3][1])


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


@settings(max_examples=25)
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


def errors_of_single(
    history: np.ndarray, came: np.ndarray, season: int, *, is_sparse: bool = False
) -> dict[Method, float]:
    """RMSSE of each single method; naive where it says nothing, never below 0."""
    methods = dict.fromkeys((*(SIMPLE if is_sparse else ()), *(SPARSE if is_sparse else REGULAR)))
    said = foretell(history, came.shape[1], season, [m for m in methods if m is not Method.MEDIAN])
    naive = said[Method.NAIVE]
    filled = {m: np.maximum(np.where(np.isfinite(f), f, naive), 0) for m, f in said.items()}
    return {m: rmsse(f, came, history) for m, f in filled.items()}


def best_simple(errors: dict[Method, float]) -> float:
    return min(error for method, error in errors.items() if method in SIMPLE)


@pytest.mark.data
@pytest.mark.parametrize(
    ("load", "season"), [(m3_monthly, 12), (tourism_monthly, 12), (m4_weekly, 52)]
)
def test_on_public_series_it_beats_the_best_simple_method_by_8_percent_and_every_single_one(
    load, season
):
    history, came = load(every=1)

    found = forecast(history, Settings(horizon=came.shape[1], season=season)).mean

    single = errors_of_single(history, came, season)
    assert rmsse(found, came, history) < 0.92 * best_simple(single)
    assert rmsse(found, came, history) < 0.99 * min(single.values())


@pytest.mark.data
def test_on_three_years_of_months_it_beats_the_best_simple_method_by_4_percent():
    """As companies have them; the year before those 18 months, no test horizon."""
    for load in (m3_monthly, tourism_monthly):
        longer, _ = load(every=1)
        longer = longer[np.isfinite(longer).sum(axis=1) >= 54]
        history, came = longer[:, -54:-18], longer[:, -18:-6]

        found = forecast(history, Settings(horizon=12, season=12)).mean

        simple = best_simple(errors_of_single(history, came, 12))
        assert rmsse(found, came, history) < 0.96 * simple


@pytest.mark.data
def test_on_car_parts_it_is_as_good_as_the_best_single_method_and_does_not_say_too_little():
    """To forecast nothing at all has a lower RMSSE here, most periods being empty: no gain."""
    series = carparts(every=1)
    history, came = series[:, :-6], series[:, -6:]

    found = forecast(history, Settings(horizon=6, season=12)).mean

    single = errors_of_single(history, came, 12, is_sparse=True)
    assert rmsse(found, came, history) < 1.01 * min(single.values())
    assert rmsse(found, came, history) < 0.83 * single[Method.NAIVE]
    assert 0 < found.sum() / came.sum() - 1 < 0.1
    assert rmsse(np.zeros_like(came), came, history) < min(single.values())
