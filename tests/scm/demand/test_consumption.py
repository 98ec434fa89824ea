"""What orders leave of a forecast, worked out by hand."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from sanye.scm.demand.domain.consumption import MICRO, by_week, consumed, spread
from sanye.scm.demand.domain.periods import moved, period_of, series_of_periods
from sanye.scm.demand.domain.states import Bucket, LossReason, loss_of


def test_a_period_is_spread_over_its_days_to_the_last_millionth():
    found = spread(10 * MICRO, [1, 2, 3])

    assert found == {1: 3_333_333, 2: 3_333_333, 3: 3_333_334}


def test_an_order_takes_its_own_day_then_the_days_before_then_those_after():
    daily = {0: 4, 1: 4, 2: 4, 3: 4, 4: 4}

    assert consumed(daily, [(2, 6)], backward=30, forward=30) == {0: 4, 1: 2, 2: 0, 3: 4, 4: 4}
    assert consumed(daily, [(2, 14)], backward=1, forward=1) == {0: 4, 1: 0, 2: 0, 3: 0, 4: 4}
    assert consumed(daily, [(2, 14)], backward=30, forward=30) == {0: 0, 1: 0, 2: 0, 3: 2, 4: 4}


def test_without_windows_an_order_takes_its_own_day_only():
    assert consumed({0: 4, 1: 4}, [(1, 9)], backward=0, forward=0) == {0: 4, 1: 0}


def test_orders_take_in_the_order_of_their_days():
    found = consumed({0: 3, 1: 3}, [(1, 3), (0, 2)], backward=1, forward=1)

    assert found == {0: 1, 1: 0}


def test_what_is_left_is_summed_by_week_in_whole_units_and_rests_are_carried_on():
    """Wednesday is today: days 0 to 4 are this week, 5 to 11 the next."""
    daily = {0: 1_200_000, 1: 1_200_000, 5: 1_200_000, 6: 1_200_000, 12: 600_000}

    assert by_week(daily, weekday=2, step=MICRO) == [
        (0, 2 * MICRO),
        (5, 3 * MICRO),
    ]


@given(
    st.dictionaries(st.integers(0, 60), st.integers(0, 1000), max_size=20),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 500)), max_size=10),
    st.integers(0, 60),
    st.integers(0, 60),
)
def test_orders_never_take_more_than_they_are_or_than_is_forecast(daily, orders, back, ahead):
    left = consumed(daily, orders, backward=back, forward=ahead)

    taken = {day: daily[day] - left[day] for day in daily}
    assert all(0 <= quantity <= daily[day] for day, quantity in taken.items())
    assert sum(taken.values()) <= sum(quantity for _, quantity in orders)


@given(st.dictionaries(st.integers(0, 60), st.integers(0, 10**8), max_size=20), st.integers(0, 6))
def test_weeks_together_are_the_days_together_but_for_half_a_step(daily, weekday):
    step = 10**6

    weeks = by_week(daily, weekday, step)

    assert abs(sum(quantity for _, quantity in weeks) - sum(daily.values())) <= step / 2
    assert all(quantity > 0 and quantity % step == 0 for _, quantity in weeks)


def test_periods_are_named_by_their_first_day():
    assert period_of(date(2026, 3, 5), Bucket.WEEK) == date(2026, 3, 2)
    assert period_of(date(2026, 3, 5), Bucket.MONTH) == date(2026, 3, 1)
    assert moved(date(2026, 11, 1), Bucket.MONTH, 3) == date(2027, 2, 1)
    assert moved(date(2026, 1, 1), Bucket.MONTH, -1) == date(2025, 12, 1)
    assert series_of_periods(date(2026, 3, 2), Bucket.WEEK, 2) == [
        date(2026, 3, 2),
        date(2026, 3, 9),
    ]


def test_a_reason_in_words_is_a_loss_when_it_begins_with_the_code():
    assert loss_of("TOO_LATE") is LossReason.TOO_LATE
    assert loss_of("too_late: needs it by Friday") is LossReason.TOO_LATE
    assert loss_of("ordered twice") is None
    assert loss_of("") is None
