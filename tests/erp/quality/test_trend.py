from decimal import Decimal
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanye.erp.quality.domain.trend import TrendPolicy, Verdict, chance, judge

POLICY = TrendPolicy()


@pytest.mark.parametrize(
    ("count", "before", "window", "base", "expected"),
    [
        # One coin thrown three times, heads every time: 1/8.
        (3, 0, 10, 10, "0.125"),
        # P(X ≥ 2), X ~ B(3, 1/2) = 4/8.
        (2, 1, 10, 10, "0.5"),
        # 5 of 6 within 30 of 210 days, p = 1/7: (6·6 + 1) / 7^6 = 37/117649.
        (5, 1, 30, 180, "0.000314"),
        # 3 of 3: 1/343.
        (3, 0, 30, 180, "0.002915"),
        # 3 of 6: (20·216 + 15·36 + 6·6 + 1) / 7^6, one time in twenty-four: no reason to worry.
        (3, 3, 30, 180, "0.041624"),
        (0, 5, 30, 180, "1"),
        (9, 0, 30, 0, "1"),
    ],
)
def test_the_chance_by_hand(count, before, window, base, expected):
    assert chance(count, before, window_days=window, base_days=base) == Decimal(expected)


counts = st.integers(0, 60)
days = st.integers(1, 400)


@given(count=counts, before=counts, window=days, base=days)
def test_the_chance_is_the_binomial_tail(count, before, window, base):
    total, share = count + before, Fraction(window, window + base)
    tail = sum(
        comb(total, k) * share**k * (1 - share) ** (total - k) for k in range(count, total + 1)
    )

    found = chance(count, before, window_days=window, base_days=base)

    assert abs(Fraction(found) - (tail if count else 1)) <= Fraction(1, 2_000_000)


@given(count=st.integers(1, 60), before=counts, window=days, base=days)
def test_more_failures_are_never_more_likely(count, before, window, base):
    def of(inside, outside):
        return chance(inside, outside, window_days=window, base_days=base)

    assert of(count + 1, before) <= of(count, before)
    assert of(count, before + 1) >= of(count, before)


@pytest.mark.parametrize(
    ("count", "probability", "is_armed", "verdict"),
    [
        (3, "0.005", True, Verdict.RAISE),
        (2, "0.001", True, Verdict.STAY),
        (3, "0.0051", True, Verdict.STAY),
        (3, "0.001", False, Verdict.STAY),
        (3, "0.2", False, Verdict.STAY),
        (3, "0.21", False, Verdict.ARM),
        (0, "1", True, Verdict.STAY),
    ],
)
def test_between_loud_and_quiet_nothing_changes(count, probability, is_armed, verdict):
    assert judge(count, Decimal(probability), is_armed=is_armed, policy=POLICY) is verdict
