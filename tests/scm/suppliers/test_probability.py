"""Distribution functions against closed forms and published tables."""

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanye.scm.suppliers.domain.probability import beta_below, student_below


@given(
    st.integers(1, 60), st.integers(1, 60), st.floats(0, 1, allow_nan=False, allow_infinity=False)
)
def test_whole_parameters_give_the_binomial_sum(a, b, x):
    """DLMF 8.17.5: I_x(a, b) is the chance of at least a hits in a+b-1 trials."""
    n = a + b - 1
    expected = sum(comb(n, k) * x**k * (1 - x) ** (n - k) for k in range(a, n + 1))

    assert beta_below(x, a, b) == pytest.approx(expected, abs=1e-11)


@given(st.floats(0.3, 300), st.floats(0.3, 300), st.floats(0.001, 0.999))
def test_the_two_tails_make_one(a, b, x):
    assert beta_below(x, a, b) + beta_below(1 - x, b, a) == pytest.approx(1, abs=1e-10)


@pytest.mark.parametrize(
    ("p", "freedom", "t"),
    [(0.8, 4, 0.941), (0.8, 10, 0.879), (0.95, 1, 6.314), (0.975, 5, 2.571), (0.975, 30, 2.042)],
)
def test_probabilities_are_those_of_the_printed_table(p, freedom, t):
    assert student_below(t, freedom) == pytest.approx(p, abs=3e-4)
    assert student_below(-t, freedom) == pytest.approx(1 - p, abs=3e-4)
