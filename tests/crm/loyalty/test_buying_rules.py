"""How a customer buys, by hand-worked cases and invariants."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from sanye.crm.loyalty.domain.behaviour import Bought, buying_of, rhythm_of, share_of

START = date(2026, 1, 1)


def on(*offsets: int, amount: str = "100") -> list[Bought]:
    return [Bought(on=START + timedelta(days=n), amount=Decimal(amount)) for n in offsets]


def test_the_usual_gap_is_the_median_and_its_spread_the_median_deviation():
    # gaps 10, 20, 40, 30: median 25; deviations 15, 5, 15, 5: median 10
    rhythm = rhythm_of([order.on for order in on(0, 10, 30, 70, 100)])

    assert rhythm is not None
    assert (rhythm.gap_days, rhythm.spread_days) == (Decimal("25.00"), Decimal("10.00"))
    assert rhythm.next_expected_date == START + timedelta(days=125)


def test_one_long_pause_moves_the_usual_gap_little():
    rhythm = rhythm_of([order.on for order in on(0, 7, 14, 21, 121)])

    assert rhythm is not None
    assert (rhythm.gap_days, rhythm.spread_days) == (Decimal(7), Decimal(0))


def test_orders_of_one_day_are_one_occasion_and_two_days_no_rhythm():
    assert rhythm_of([order.on for order in on(0, 0, 0, 9, 9)]) is None
    assert rhythm_of([]) is None


def test_counts_the_last_year_and_compares_halves():
    as_of = START + timedelta(days=400)
    orders = [*on(10, amount="999"), *on(100, amount="400"), *on(300, 390, amount="250")]

    buying = buying_of(orders, as_of)

    # 365 days reach back to day 36; 180 days to day 221, the 180 before to day 41
    assert (buying.order_count, buying.amount) == (3, Decimal(900))
    assert buying.trend_ratio == Decimal("0.25")
    assert (buying.first_order_date, buying.last_order_date) == (orders[0].on, orders[3].on)


def test_is_quiet_after_twice_the_gap_and_the_spread():
    orders = on(0, 10, 30, 70, 100)  # gap 25, spread 10: quiet when more than 60 days have passed

    assert not buying_of(orders, START + timedelta(days=160)).is_quiet
    assert buying_of(orders, START + timedelta(days=161)).is_quiet
    assert not buying_of(on(0, 10), START + timedelta(days=999)).is_quiet


def test_does_not_know_the_future():
    buying = buying_of(on(0, 10, 20, 50), START + timedelta(days=20))

    assert (buying.order_count, buying.last_order_date) == (3, START + timedelta(days=20))


def test_says_nothing_of_a_customer_without_orders():
    buying = buying_of([], START)

    assert (buying.order_count, buying.amount, buying.last_order_date) == (0, 0, None)
    assert (buying.rhythm, buying.trend_ratio, buying.is_quiet) == (None, None, False)


def test_an_order_without_a_rate_counts_but_has_no_value():
    buying = buying_of([Bought(on=START, amount=None), *on(1)], START + timedelta(days=2))

    assert (buying.order_count, buying.amount) == (2, Decimal(100))


def test_a_share_lies_between_nothing_and_all():
    assert share_of(1, 3) == Decimal("0.333333")
    assert share_of(5, 2) == 1
    assert share_of(0, 0) is None


@given(st.lists(st.integers(0, 700), min_size=3, max_size=40), st.integers(1, 60))
def test_the_rhythm_moves_with_the_days_and_ignores_their_order(offsets: list[int], shift: int):
    days = [START + timedelta(days=n) for n in offsets]
    later = [day + timedelta(days=shift) for day in days]

    first, second = rhythm_of(days), rhythm_of(list(reversed(later)))

    if first is None or second is None:
        assert first is second
        return
    assert (first.gap_days, first.spread_days) == (second.gap_days, second.spread_days)
    assert second.next_expected_date - first.next_expected_date == timedelta(days=shift)
    assert 0 < first.gap_days <= max(offsets) - min(offsets)
