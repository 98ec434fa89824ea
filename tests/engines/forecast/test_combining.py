"""The combination against numbers worked out by hand."""

import numpy as np
import pytest

from sanye.engines.forecast import Method
from sanye.engines.forecast.combining import combined, weights_of

NAN = np.nan
BEFORE = np.array([[10.0, 10.0]])
CAME = np.array([[10.0, 10.0]])


def tried(*said: float):
    """What one method said from one origin."""
    return (BEFORE, np.array([said], dtype=float), CAME)


def test_a_method_twice_as_far_off_has_a_sixteenth_of_the_weight():
    tests = {Method.SMOOTHED: [tried(11, 11)], Method.THETA: [tried(12, 8)]}
    said = {Method.SMOOTHED: np.array([[20.0]]), Method.THETA: np.array([[37.0]])}

    assert combined(said, tests)[0, 0] == pytest.approx((16 * 20 + 37) / 17, rel=1e-4)


def test_a_method_that_was_never_wrong_takes_it_all():
    tests = {Method.SMOOTHED: [tried(10, 10)], Method.THETA: [tried(10, 10.1)]}
    said = {Method.SMOOTHED: np.array([[20.0]]), Method.THETA: np.array([[37.0]])}

    assert combined(said, tests)[0, 0] == pytest.approx(20)


def test_methods_are_compared_at_the_origins_from_which_each_could_speak():
    """THETA was tried only where all found it hard, and was as near as the other there."""
    hard, easy = tried(14, 14), tried(11, 11)
    weights = weights_of([[easy, hard], [tried(NAN, NAN), hard]])

    assert weights[:, 0] == pytest.approx(1, rel=1e-4)


def test_a_method_not_tried_counts_like_their_mean():
    weights = weights_of([[tried(11, 11)], [tried(13, 13)], [tried(NAN, NAN)]])

    assert weights[:, 0] == pytest.approx([(1 / 5) ** -2, (9 / 5) ** -2, 1], rel=1e-4)


def test_without_an_earlier_origin_it_is_the_mean_of_what_is_said():
    said = {
        Method.SMOOTHED: np.array([[4.0, 6.0]]),
        Method.THETA: np.array([[8.0, NAN]]),
        Method.NAIVE: np.array([[99.0, 99.0]]),
    }

    assert combined(said, {method: [] for method in said}).tolist() == [[6, 6]]


def test_nothing_is_said_where_no_method_speaks():
    said = {Method.SMOOTHED: np.array([[NAN]]), Method.THETA: np.array([[NAN]])}

    assert np.isnan(combined(said, {method: [] for method in said})).all()
