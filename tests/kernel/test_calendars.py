from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanye.kernel.calendars import DAY_SHIFT, Shift, WorkingCalendar

FRIDAY, SATURDAY, SUNDAY = date(2026, 1, 2), date(2026, 1, 3), date(2026, 1, 4)
MONDAY, TUESDAY = date(2026, 1, 5), date(2026, 1, 6)
WEEKDAYS = WorkingCalendar.monday_to_friday()
# 2026: New Year's Day is free, Sunday the 4th is worked instead of Friday the 2nd.
CHINA = WorkingCalendar.monday_to_friday(
    {date(2026, 1, 1): (), FRIDAY: (), SUNDAY: DAY_SHIFT}, zone="Asia/Shanghai"
)


def test_works_on_weekdays_but_for_the_exceptions():
    assert [CHINA.is_working(FRIDAY + timedelta(n)) for n in range(4)] == [False, False, True, True]


@pytest.mark.parametrize(
    ("day", "days", "expected"),
    [(FRIDAY, 0, FRIDAY), (FRIDAY, 1, MONDAY), (SATURDAY, 0, MONDAY), (SATURDAY, 1, TUESDAY)],
)
def test_adds_working_days(day, days, expected):
    assert WEEKDAYS.add_working_days(day, days) == expected


@pytest.mark.parametrize(
    ("day", "days", "expected"),
    [(MONDAY, 0, MONDAY), (MONDAY, 1, FRIDAY), (SUNDAY, 0, FRIDAY), (SUNDAY, 1, date(2026, 1, 1))],
)
def test_subtracts_working_days(day, days, expected):
    assert WEEKDAYS.subtract_working_days(day, days) == expected


def test_counts_a_working_weekend():
    assert CHINA.subtract_working_days(MONDAY, 1) == SUNDAY
    assert CHINA.subtract_working_days(MONDAY, 2) == date(2025, 12, 31)
    assert CHINA.working_days_between(date(2025, 12, 31), TUESDAY) == 3


def test_refuses_a_negative_count():
    with pytest.raises(ValueError, match="negative"):
        WEEKDAYS.add_working_days(MONDAY, -1)


def test_refuses_shifts_that_overlap():
    with pytest.raises(ValueError, match="overlap"):
        WorkingCalendar(week=((Shift(0, 600), Shift(500, 700)), *((),) * 6), exceptions={})


def test_refuses_a_week_without_work():
    with pytest.raises(ValueError, match="working day"):
        WorkingCalendar(week=((),) * 7, exceptions={})


def test_work_of_1440_minutes_takes_three_days_of_eight_hours():
    start = datetime(2026, 1, 5, 8, tzinfo=UTC)

    assert WEEKDAYS.add_working_minutes(start, 1440) == datetime(2026, 1, 7, 17, tzinfo=UTC)
    assert WEEKDAYS.subtract_working_minutes(datetime(2026, 1, 7, 17, tzinfo=UTC), 1440) == start


def test_counts_minutes_in_local_time():
    start = datetime(2026, 1, 4, 0, tzinfo=UTC)  # 8:00 in Shanghai, a worked Sunday

    assert CHINA.working_minutes(start, start + timedelta(days=1)) == 480
    assert WEEKDAYS.working_minutes(start, start + timedelta(days=1)) == 0


def test_a_night_shift_belongs_to_the_day_on_which_it_starts():
    nights = WorkingCalendar(week=((Shift(1320, 1800),), *((),) * 6), exceptions={})
    tuesday = datetime(2026, 1, 6, tzinfo=UTC)

    assert nights.working_minutes(tuesday, tuesday + timedelta(days=1)) == 360
    assert not nights.is_working(TUESDAY)


days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
calendars = st.builds(
    lambda worked, free, extra: WorkingCalendar(
        week=tuple(DAY_SHIFT if number in worked else () for number in range(7)),
        exceptions={**dict.fromkeys(free, ()), **dict.fromkeys(extra, DAY_SHIFT)},
    ),
    st.sets(st.integers(0, 6), min_size=1),
    st.sets(days, max_size=20),
    st.sets(days, max_size=20),
)


@given(calendars, days, st.integers(0, 40))
def test_counting_equals_walking(calendar, day, count):
    walked = day
    while not calendar.is_working(walked):
        walked += timedelta(days=1)
    for _ in range(count):
        walked += timedelta(days=1)
        while not calendar.is_working(walked):
            walked += timedelta(days=1)

    assert calendar.add_working_days(day, count) == walked
    assert calendar.subtract_working_days(walked, count) == calendar.working_day_on_or_after(day)
    assert calendar.working_days_between(day, walked) == count


@given(calendars, days, st.integers(0, 800), st.data())
def test_flags_say_of_each_day_whether_it_works(calendar, first, count, data):
    """Also where an exception is the first day, the last, or none of them."""
    exceptions = dict(calendar.exceptions)
    for offset in data.draw(st.lists(st.integers(-1, count), max_size=4)):
        exceptions[first + timedelta(days=offset)] = data.draw(st.sampled_from([(), DAY_SHIFT]))
    calendar = WorkingCalendar(week=calendar.week, exceptions=exceptions)

    flags = calendar.working_flags(first, count)

    assert flags == [calendar.is_working(first + timedelta(days=n)) for n in range(count)]


@given(
    calendars,
    st.integers(0, 366 * 1440),
    st.integers(1, 5000),
)
def test_minutes_added_are_minutes_counted(calendar, offset, minutes):
    at = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=offset)

    end = calendar.add_working_minutes(at, minutes)

    assert calendar.working_minutes(at, end) == minutes
