"""Backward scheduling of one order: which minutes of work fall on which day at which work center.

Minutes are those on the wall, counted from 0001-01-01, so that no time zone is needed; a shift past
midnight belongs to the day on which it starts, as in the calendars.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil, inf
from uuid import UUID

from sanye.kernel.calendars import DAY_MINUTES, WorkingCalendar

MOST_DAYS_BACK = 5 * 366
"""How far before its due day an order is followed: what is not done by then lies on that day."""


@dataclass(frozen=True, slots=True)
class Step:
    """One operation of an order: minutes of work, and of waiting before and moving after it."""

    work_center_id: UUID
    work_minutes: Fraction
    queue_minutes: Fraction = Fraction(0)
    move_minutes: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Center:
    calendar: WorkingCalendar
    efficiency: Decimal


@dataclass(frozen=True, slots=True)
class Load:
    """Minutes of work of one operation (counted from 0) on one day."""

    step: int
    work_center_id: UUID
    work_date: date
    minutes: Fraction


def run_minutes(each: Decimal, quantity: Decimal, batch_quantity: Decimal | None) -> Fraction:
    """Minutes for so many pieces: per piece, or per batch begun."""
    if batch_quantity is None:
        return Fraction(each) * Fraction(quantity)
    return Fraction(each) * ceil(Fraction(quantity) / Fraction(batch_quantity))


def schedule_back(
    steps: Sequence[Step], due_date: date, centers: Mapping[UUID, Center]
) -> list[Load]:
    """The load of an order that is done at the end of its due day, first day first.

    Operations follow each other in the order given. What five years do not hold, as of a million
    pieces, lies on the first of their days.
    """
    found: list[Load] = []
    until: float | Fraction = inf
    for number, step in reversed(list(enumerate(steps))):
        center = centers[step.work_center_id]
        until = _end_of(_back(center.calendar, due_date, until, step.move_minutes), until)
        on_the_clock = step.work_minutes / Fraction(center.efficiency)
        for day, begins, minutes in _back(center.calendar, due_date, until, on_the_clock):
            work = minutes * Fraction(center.efficiency)
            found.append(Load(number, step.work_center_id, day, work))
            until = begins
        until = _end_of(_back(center.calendar, due_date, until, step.queue_minutes), until)
    merged: dict[tuple[int, UUID, date], Fraction] = {}
    for load in found:
        key = (load.step, load.work_center_id, load.work_date)
        merged[key] = merged.get(key, Fraction(0)) + load.minutes
    loads = [Load(step, center, day, minutes) for (step, center, day), minutes in merged.items()]
    return sorted(loads, key=lambda load: (load.work_date, load.step))


def _back(
    calendar: WorkingCalendar, due_date: date, until: float | Fraction, minutes: Fraction
) -> Iterator[tuple[date, Fraction, Fraction]]:
    """Working time before a moment, latest first: (day, where it begins, how much of it)."""
    day, first = due_date, due_date - timedelta(days=MOST_DAYS_BACK)
    if until != inf:
        day = min(due_date, date.fromordinal(int(until) // DAY_MINUTES))
    left = minutes
    while left > 0 and day > first:
        midnight = day.toordinal() * DAY_MINUTES
        for shift in sorted(calendar.shifts_on(day), reverse=True):
            closes = min(Fraction(midnight + shift.end_minute), until)
            open_minutes = Fraction(closes) - (midnight + shift.start_minute)
            if open_minutes > 0 and left > 0:
                taken = min(open_minutes, left)
                yield day, Fraction(closes) - taken, taken
                left -= taken
        day -= timedelta(days=1)
    if left > 0:
        yield first, Fraction(first.toordinal() * DAY_MINUTES), left


def _end_of(
    parts: Iterator[tuple[date, Fraction, Fraction]], until: float | Fraction
) -> float | Fraction:
    """The moment at which so much working time before another begins."""
    for _day, begins, _minutes in parts:
        until = begins
    return until
