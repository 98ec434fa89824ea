"""Each method against numbers worked out by hand."""

import numpy as np
import pytest

from sanye.engines.forecast import (
    REGULAR,
    DemandClass,
    Method,
    Settings,
    corrected,
    croston,
    forecast,
    foretell,
    levels,
    tsb,
)
from sanye.engines.forecast.classes import classes_of, intervals_and_variation
from sanye.engines.forecast.simple import moving_average, naive, seasonal_mean, seasonal_naive
from sanye.engines.forecast.smoothing import RARE_ALPHA, smoothed, trended, winters
from sanye.engines.forecast.theta import seasonal_factors

NAN = np.nan


def row(*values: float) -> np.ndarray:
    return np.array([values], dtype=float)


def test_levels_are_those_of_the_golden_series():
    series = row(
        94764,
        103900,
        167777,
        291264,
        318568,
        239092,
        220916,
        216408,
        197992,
        177392,
        166972,
        178884,
    )

    found = np.rint(levels(series, 0.3))

    assert found.tolist() == [
        [
            94764,
            97505,
            118586,
            170390,
            214843,
            222118,
            221757,
            220153,
            213504,
            202671,
            191961,
            188038,
        ]
    ]


def test_naive_repeats_the_last_known_value():
    assert naive(row(3, 5, NAN), 2).tolist() == [[5, 5]]


def test_seasonal_naive_repeats_the_last_year_and_reaches_further_back_for_what_is_unknown():
    series = row(1, 2, 3, 4, 5, NAN, 7, 8)

    assert seasonal_naive(series, 6, 4).tolist() == [[5, 2, 7, 8, 5, 2]]


def test_seasonal_naive_says_nothing_without_a_year():
    assert np.isnan(seasonal_naive(row(1, 2, 3), 2, 4)).all()


def test_seasonal_mean_is_the_shape_of_two_years_at_a_level_that_grows_on_by_half():
    """Means 3 and 6, so that the next is 6 x sqrt(2); shapes (1/3, 5/3) and (2/3, 4/3)."""
    found = seasonal_mean(row(1, 5, 4, 8), 3, 2)

    level = 6 * 2**0.5
    assert found[0] == pytest.approx([level / 2, level * 1.5, level / 2])


def test_seasonal_mean_leaves_unknown_periods_out():
    assert seasonal_mean(row(6, NAN, 6, 6), 2, 2)[0] == pytest.approx([6, 6])


@pytest.mark.parametrize("series", [(1, 2, 3), (NAN, 2, 3, 4), (0, 0, 3, 4)])
def test_seasonal_mean_says_nothing_without_two_years_of_demand(series):
    assert np.isnan(seasonal_mean(row(*series), 2, 2)).all()


def test_moving_average_leaves_unknown_periods_out():
    assert moving_average(row(9, 1, NAN, 5), 1, 3).tolist() == [[3]]


def test_smoothing_a_constant_series_says_the_constant():
    assert smoothed(row(7, 7, 7, 7, 7), 2).tolist() == [[7, 7]]


def test_smoothing_takes_a_given_constant_where_most_periods_are_empty():
    series = row(*[0, 0, 6] * 6)

    assert smoothed(series, 1)[0, 0] == pytest.approx(levels(series, RARE_ALPHA)[0, -1])


def test_holt_goes_on_with_a_straight_line():
    found = trended(row(10, 12, 14, 16, 18, 20, 22, 24), 3, (1.0,))

    assert found[0] == pytest.approx([26, 28, 30])


def test_winters_goes_on_with_line_and_season():
    season = np.array([5.0, -3, -4, 2])
    series = np.array([[100 + 2 * t + season[t % 4] for t in range(16)]])

    found = winters(series, 4, 4, is_multiplicative=False)

    expected = [100 + 2 * t + season[t % 4] for t in range(16, 20)]
    assert found[0] == pytest.approx(expected, rel=0.02)


def test_winters_multiplicative_goes_on_with_the_factors():
    factors = np.array([1.5, 0.5, 0.8, 1.2])
    series = np.array([[100 * factors[t % 4] for t in range(16)]])

    found = winters(series, 4, 4, is_multiplicative=True)

    assert found[0] == pytest.approx([150, 50, 80, 120])


def test_winters_multiplicative_says_nothing_of_a_series_with_a_zero():
    series = row(*[4, 1, 2, 0] * 4)

    assert np.isnan(winters(series, 2, 4, is_multiplicative=True)).all()


def test_seasonal_factors_are_found_in_two_years_that_are_alike():
    year = [8, 8, 8, 8, 8, 8, 16, 16, 16, 8, 8, 8]

    found = seasonal_factors(row(*year, *year), 12)

    assert found[0] == pytest.approx(np.array(year) / 10)


def test_no_season_is_found_in_noise():
    noise = np.random.default_rng(3).normal(100, 10, (50, 48))

    found = seasonal_factors(noise, 12)

    assert (found == 1).all(axis=1).mean() > 0.8


def test_croston_divides_size_by_interval():
    """Demand of 6 every third period: size and interval stay what they are at any constant."""
    series = row(*[0, 0, 6] * 6)

    assert croston(series, 1, is_corrected=False)[0] == pytest.approx([2.0])


def test_the_correction_takes_half_the_constant_off():
    series = row(*[0, 0, 6] * 6)

    found = croston(series, 1, is_corrected=True)[0, 0]

    assert any(found == pytest.approx(2 * (1 - a / 2)) for a in (0.05, 0.1, 0.15, 0.2, 0.3))


def test_tsb_forgets_what_died_out_where_croston_does_not():
    series = row(*[4, 0] * 10, *[0] * 30)

    assert tsb(series, 1)[0, 0] < 0.4 < croston(series, 1, is_corrected=False)[0, 0]


@pytest.mark.parametrize(
    ("series", "expected"),
    [
        ([10, 11, 9, 10], DemandClass.SMOOTH),
        ([1, 30, 2, 1], DemandClass.ERRATIC),
        ([0, 0, 5, 0, 0, 5], DemandClass.INTERMITTENT),
        ([0, 0, 1, 0, 0, 50, 0, 1], DemandClass.LUMPY),
        ([0, 0, 0, 0], DemandClass.NONE),
    ],
)
def test_demand_is_classed_by_interval_and_variation(series, expected):
    assert classes_of(*intervals_and_variation(row(*series))) == [expected]


def test_adi_and_cv2_are_those_worked_out_by_hand():
    """Six periods, demands 2 and 4: ADI 3, mean 3, variance 1."""
    adi, cv2 = intervals_and_variation(row(0, 2, 0, 0, 4, 0))

    assert (adi[0], cv2[0]) == (3.0, pytest.approx(1 / 9))


def test_an_outlier_is_flagged_and_cut_back_to_five_deviations():
    series = row(10, 12, 11, 9, 10, 11, 90, 10, 12, 9, 11, 10, 12)

    learned, flags = corrected(series, 1)

    assert flags[0].nonzero()[0].tolist() == [6]
    assert learned[0, 6] == pytest.approx(11 + 5 * 1.4826)


def test_a_new_level_is_no_outlier():
    series = row(10, 12, 11, 9, 10, 11, 12, 10, 11, 9, 50, 52, 51, 49)

    assert not corrected(series, 1)[1].any()


def test_a_season_is_no_outlier():
    year = [10, 11, 9, 10, 12, 10, 11, 10, 9, 11, 40, 60]

    assert not corrected(row(*year, *year, *year), 12)[1].any()


def test_every_method_says_something_of_three_years():
    rng = np.random.default_rng(1)
    series = 50 + rng.normal(0, 5, (2, 36)) + 10 * np.sin(np.arange(36) / 12 * 2 * np.pi)

    said = foretell(series, 6, 12, (*REGULAR, Method.CROSTON, Method.SBA, Method.TSB))

    assert all(np.isfinite(values).all() and values.shape == (2, 6) for values in said.values())


def test_a_short_history_is_not_forecast():
    found = forecast(row(NAN, NAN, 4, 5, 6), Settings(horizon=2, least_periods=4))

    assert list(found.methods) == [Method.NONE]
    assert np.isnan(found.mean).all()


def test_settings_below_one_are_refused():
    with pytest.raises(ValueError, match="1 or more"):
        forecast(row(1, 2), Settings(horizon=0))
