"""Backward scheduling of one order, worked out by hand."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from sanye.kernel.calendars import WorkingCalendar
from sanye.scm.capacity.domain.load import (
    MOST_DAYS_BACK,
    Center,
    Step,
    run_minutes,
    schedule_back,
)

SAW, PAINT = UUID(int=1), UUID(int=2)
WEEK = WorkingCalendar.monday_to_friday()
CENTERS = {SAW: Center(WEEK, Decimal(1)), PAINT: Center(WEEK, Decimal("0.8"))}
FRIDAY, MONDAY = date(2026, 3, 6), date(2026, 3, 9)


def shown(steps, due):
    return [
        (load.step, load.work_date, load.minutes) for load in schedule_back(steps, due, CENTERS)
    ]


def test_a_short_operation_is_done_on_the_due_day():
    assert shown([Step(SAW, Fraction(60))], FRIDAY) == [(0, FRIDAY, 60)]


def test_what_does_not_fit_falls_on_the_working_day_before():
    """600 minutes of 8-hour days, due Monday: 480 on Monday, 120 on Friday."""
    assert shown([Step(SAW, Fraction(600))], MONDAY) == [(0, FRIDAY, 120), (0, MONDAY, 480)]


def test_an_efficiency_of_80_percent_makes_400_minutes_last_500():
    """Monday does 480 × 0.8 = 384 of the 400, Friday the other 16."""
    assert shown([Step(PAINT, Fraction(400))], MONDAY) == [(0, FRIDAY, 16), (0, MONDAY, 384)]


def test_operations_follow_each_other_with_queue_and_move():
    """Paint 240 × 0.8⁻¹ = 300 ends Monday 17:00, begins 11:00. Queue 60 → 10:00, move 120 → 8:00.

    So the saw's 120 minutes are Friday's.
    """
    steps = [
        Step(SAW, Fraction(120), move_minutes=Fraction(120)),
        Step(PAINT, Fraction(240), queue_minutes=Fraction(60)),
    ]

    assert shown(steps, MONDAY) == [(0, FRIDAY, 120), (1, MONDAY, 240)]


def test_a_day_off_counts_back_to_the_working_day_before():
    assert shown([Step(SAW, Fraction(30))], date(2026, 3, 8)) == [(0, FRIDAY, 30)]


def test_run_time_is_per_piece_or_per_batch_begun():
    assert run_minutes(Decimal(10), Decimal(10), None) == 100
    assert run_minutes(Decimal(10), Decimal(10), Decimal(4)) == 30


def test_what_five_years_do_not_hold_lies_on_the_first_of_their_days():
    """However many the operations are and however long each of them takes."""
    shut = WorkingCalendar(
        WEEK.week, {date.fromordinal(FRIDAY.toordinal() - n): () for n in range(2000)}
    )
    steps = [Step(SAW, Fraction(10), queue_minutes=Fraction(5)), Step(SAW, Fraction(20))]

    loads = schedule_back(steps, FRIDAY, {SAW: Center(shut, Decimal(1))})

    first = FRIDAY - timedelta(days=MOST_DAYS_BACK)
    assert [(load.step, load.work_date, load.minutes) for load in loads] == [
        (0, first, 10),
        (1, first, 20),
    ]


@given(
    minutes=st.lists(st.integers(0, 3000), min_size=1, max_size=4),
    waits=st.tuples(*[st.integers(0, 600)] * 4),
)
def test_no_minute_of_work_is_lost_and_no_day_holds_more_than_its_time(minutes, waits):
    steps = [
        Step(SAW if n % 2 else PAINT, Fraction(work), Fraction(waits[n]), Fraction(waits[-n]))
        for n, work in enumerate(minutes)
    ]

    loads = schedule_back(steps, FRIDAY, CENTERS)

    for number, work in enumerate(minutes):
        assert sum(load.minutes for load in loads if load.step == number) == work
    clock: dict[date, Fraction] = {}
    for load in loads:
        spent = load.minutes / Fraction(CENTERS[load.work_center_id].efficiency)
        clock[load.work_date] = clock.get(load.work_date, Fraction(0)) + spent
        assert load.work_date <= FRIDAY
        assert WEEK.is_working(load.work_date)
    assert all(spent <= 480 for spent in clock.values())
