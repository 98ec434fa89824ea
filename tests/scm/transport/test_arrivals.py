"""When goods arrive and how long carriers take, worked by hand."""

from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from sanye.kernel.calendars import Shift, WorkingCalendar
from sanye.scm.transport.domain.arrivals import (
    Experience,
    arrival,
    days_taken,
    delayed,
    received_from,
    still_expected,
    transit,
)
from sanye.scm.transport.domain.distances import trip_distance

D = Decimal
ZONE = "Asia/Shanghai"
WEEK = WorkingCalendar.monday_to_friday(zone=ZONE)
FRIDAY, MONDAY = date(2026, 3, 6), date(2026, 3, 2)
MORNINGS = WorkingCalendar(
    week=((Shift(480, 720),), (), (Shift(480, 720),), (), (), (), ()), exceptions={}, zone=ZONE
)
"""Receives on Mondays and Wednesdays until noon."""


def at(day: int, hour: int) -> datetime:
    """An instant of March 2026 by the clock in Shanghai."""
    return datetime(2026, 3, day, hour - 8, tzinfo=UTC)


def test_arrives_at_the_end_of_receiving_after_working_days() -> None:
    assert arrival(MONDAY, 2, WEEK, WEEK) == at(4, 17)
    assert arrival(FRIDAY, 1, WEEK, WEEK) == at(9, 17)
    assert arrival(MONDAY, 1, WEEK, MORNINGS) == at(4, 12)
    assert arrival(MONDAY, 3, WEEK, MORNINGS) == at(9, 12)


def test_without_experience_the_agreement_counts() -> None:
    found = transit(3, Experience())

    assert (found.mean_days, found.spread_days) == (D("3.00"), D("0.50"))
    assert (found.expected_days, found.latest_days, found.delivery_count) == (3, 4, 0)


def test_one_late_truck_moves_little_and_thirty_move_all() -> None:
    one = transit(2, Experience(count=1, days=6, squares=36))
    thirty = transit(2, Experience(count=30, days=180, squares=1080))

    assert (one.mean_days, one.expected_days) == (D("2.67"), 3)  # (5×2 + 6) / 6
    assert (thirty.mean_days, thirty.expected_days) == (D("5.43"), 5)  # (10 + 180) / 35


def test_the_spread_grows_with_what_the_carrier_scatters() -> None:
    found = transit(3, Experience(count=5, days=15, squares=61))  # 1, 1, 3, 5, 5

    assert found.spread_days == D("1.31")  # √((5 × 0.25 + 16) / 10)
    assert (found.mean_days, found.latest_days) == (D("3.00"), 5)  # 3 + 1.2816 × 1.31 = 4.68


def test_counts_the_days_as_it_promises_them() -> None:
    for start in range(2, 9):
        for days in range(6):
            left = date(2026, 3, start)
            there = arrival(left, days, WEEK, WEEK).date()
            assert days_taken(left, there, WEEK) == days


def test_a_delay_counts_receiving_days_from_what_was_expected() -> None:
    assert delayed(at(4, 17), at(3, 9), 1, WEEK) == at(5, 17)
    assert delayed(at(6, 17), at(3, 9), 1, WEEK) == at(9, 17)
    assert delayed(at(4, 12), at(9, 15), 2, WEEK) == at(11, 17)
    assert delayed(None, at(3, 9), 1, MORNINGS) == at(9, 12)


def test_what_has_not_come_comes_on_the_next_receiving_day() -> None:
    assert still_expected(at(4, 17), at(3, 9), WEEK) == at(4, 17)
    assert still_expected(at(4, 17), at(6, 9), WEEK) == at(9, 17)
    assert still_expected(None, at(6, 9), WEEK) is None


def test_a_carriers_estimate_waits_for_receiving() -> None:
    assert received_from(at(5, 10), WEEK) == at(5, 10)
    assert received_from(at(7, 10), WEEK) == at(9, 17)


@given(
    st.integers(0, 30),
    st.integers(0, 20),
    st.integers(0, 40),
    st.integers(0, 40),
)
def test_what_is_learned_lies_between_agreement_and_history(agreed, count, first, step) -> None:
    history = [(first + step * number) % 41 for number in range(count)]
    found = transit(
        agreed,
        Experience(
            count=len(history), days=sum(history), squares=sum(days * days for days in history)
        ),
    )

    ends = [D(agreed), *([D(sum(history)) / len(history)] if history else [])]
    assert min(ends) - D("0.01") <= found.mean_days <= max(ends) + D("0.01")
    assert found.expected_days <= found.latest_days + 1
    assert found.latest_days >= found.mean_days


def test_a_trip_is_as_long_as_its_roads() -> None:
    shanghai, ningbo = (D("31.2304"), D("121.4737")), (D("29.8683"), D("121.5440"))

    assert trip_distance([ningbo, shanghai]) == 197  # 151.6 km straight × 1.3
    assert trip_distance([ningbo, None]) is None
    assert trip_distance([ningbo]) is None
