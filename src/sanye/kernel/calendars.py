"""Working calendars: shifts of a week, exceptions to it, and arithmetic on working days.

A calendar is immutable and pure. Shifts are minutes after local midnight, end exclusive, and may
run past midnight (22:00-06:00 is 1320-1800; it belongs to the day on which it starts). An
exception replaces a day's shifts: none for a holiday, some for a working weekend.

Days are counted, never walked: the number of working days up to a date is the closed form of the
week plus a running sum over the exceptions, both looked up in O(log exceptions). Any date can be
asked; there is no horizon.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import pairwise
from zoneinfo import ZoneInfo

DAY_MINUTES = 24 * 60
WEEK_DAYS = 7
_SEARCH_YEARS = 5


class NoWorkingTime(ValueError):
    """Not so much of it within the years that are searched."""


@dataclass(frozen=True, slots=True, order=True)
class Shift:
    """Start and end in minutes after local midnight, 0 ≤ start < end ≤ start + 1440."""

    start_minute: int
    end_minute: int

    def __post_init__(self) -> None:
        starts_in_day = 0 <= self.start_minute < DAY_MINUTES
        if not starts_in_day or not 0 < self.end_minute - self.start_minute <= DAY_MINUTES:
            message = f"Not a shift of one day: {self.start_minute}-{self.end_minute} minutes."
            raise ValueError(message)

    @property
    def minutes(self) -> int:
        return self.end_minute - self.start_minute


DAY_SHIFT = (Shift(8 * 60, 12 * 60), Shift(13 * 60, 17 * 60))
WHOLE_DAY = (Shift(0, DAY_MINUTES),)


@dataclass(frozen=True)
class WorkingCalendar:
    """``week``: seven entries, Monday first. ``exceptions``: the shifts of single days.

    ValueError: not seven entries, shifts of one day that overlap, or no working day at all.
    """

    week: tuple[tuple[Shift, ...], ...]
    exceptions: Mapping[date, tuple[Shift, ...]]
    zone: str = "UTC"

    def __post_init__(self) -> None:
        if len(self.week) != WEEK_DAYS:
            message = "A week has seven entries, Monday first."
            raise ValueError(message)
        if not any(self.week):
            message = "A calendar needs a working day in its week."
            raise ValueError(message)
        for shifts in (*self.week, *self.exceptions.values()):
            _refuse_overlap(shifts)

    @classmethod
    def every_day(cls, zone: str = "UTC") -> "WorkingCalendar":
        """Each day works, round the clock: lead times in calendar days."""
        return cls(week=(WHOLE_DAY,) * WEEK_DAYS, exceptions={}, zone=zone)

    @classmethod
    def monday_to_friday(
        cls, exceptions: Mapping[date, tuple[Shift, ...]] | None = None, zone: str = "UTC"
    ) -> "WorkingCalendar":
        """Five days of 8:00-12:00 and 13:00-17:00."""
        week = (*(DAY_SHIFT,) * 5, (), ())
        return cls(week=week, exceptions=dict(exceptions or {}), zone=zone)

    # Days

    def shifts_on(self, day: date) -> tuple[Shift, ...]:
        """The shifts that start on this day; none when it is free."""
        return self.exceptions.get(day, self.week[day.weekday()])

    def is_working(self, day: date) -> bool:
        return bool(self.shifts_on(day))

    def working_day_number(self, day: date) -> int:
        """How many working days lie in 0001-01-01 … day, both included."""
        weeks, rest = divmod(day.toordinal(), WEEK_DAYS)
        regular = weeks * self._week_sums[WEEK_DAYS] + self._week_sums[rest]
        days, sums = self._exception_sums
        return regular + sums[bisect_right(days, day)]

    def date_of_working_day(self, number: int) -> date:
        """The date on which the working-day number is reached."""
        per_week = self._week_sums[WEEK_DAYS]
        low, high = 1, max(1, number * WEEK_DAYS // per_week + WEEK_DAYS)
        while self.working_day_number(date.fromordinal(high)) < number:
            high += WEEK_DAYS * (number - self.working_day_number(date.fromordinal(high)))
        while low < high:
            middle = (low + high) // 2
            if self.working_day_number(date.fromordinal(middle)) < number:
                low = middle + 1
            else:
                high = middle
        return date.fromordinal(low)

    def working_day_on_or_after(self, day: date) -> date:
        return self.add_working_days(day, 0)

    def working_day_on_or_before(self, day: date) -> date:
        return self.subtract_working_days(day, 0)

    def add_working_days(self, day: date, days: int) -> date:
        """Roll forward to a working day, then so many working days on.

        Friday + 0 is Friday, Friday + 1 Monday, Saturday + 0 Monday, Saturday + 1 Tuesday.
        """
        _refuse_negative(days)
        before = self.working_day_number(day) - (1 if self.is_working(day) else 0)
        return self.date_of_working_day(before + 1 + days)

    def subtract_working_days(self, day: date, days: int) -> date:
        """Roll back to a working day, then so many working days back.

        Monday - 0 is Monday, Monday - 1 Friday, Sunday - 0 Friday, Sunday - 1 Thursday.
        """
        _refuse_negative(days)
        return self.date_of_working_day(self.working_day_number(day) - days)

    def working_days_between(self, start: date, end: date) -> int:
        """Working days in [start, end), negative when end lies before start."""
        one = timedelta(days=1)
        return self.working_day_number(end - one) - self.working_day_number(start - one)

    def working_flags(self, first: date, count: int) -> list[bool]:
        """For ``count`` days from ``first`` whether each works: the day index of an engine."""
        start = first.weekday()
        week = [bool(shifts) for shifts in (*self.week[start:], *self.week[:start])]
        flags = (week * (count // WEEK_DAYS + 1))[:count]
        for day, shifts in self.exceptions.items():
            offset = (day - first).days
            if 0 <= offset < count:
                flags[offset] = bool(shifts)
        return flags

    # Minutes

    def minutes_on(self, day: date) -> int:
        """Net working minutes of the shifts that start on this day, by the clock on the wall."""
        return sum(shift.minutes for shift in self.shifts_on(day))

    def working_minutes(self, start_at: datetime, end_at: datetime) -> int:
        """Whole working minutes in [start_at, end_at); both aware; 0 when end is not later."""
        total = timedelta()
        day = self._local_date(start_at) - timedelta(days=1)
        last = self._local_date(end_at)
        while day <= last:
            for opens_at, closes_at in self._spans_on(day):
                overlap = min(closes_at, end_at) - max(opens_at, start_at)
                total += max(overlap, timedelta())
            day += timedelta(days=1)
        return int(total // timedelta(minutes=1))

    def add_working_minutes(self, start_at: datetime, minutes: int) -> datetime:
        """The instant at which so many working minutes are done; 0 gives the next open instant.

        Work that ends exactly when a shift ends is done then, not at the next shift's start.
        """
        _refuse_negative(minutes)
        left = timedelta(minutes=minutes)
        for opens_at, closes_at in self._spans_from(start_at):
            begins_at = max(opens_at, start_at)
            if closes_at > begins_at and closes_at - begins_at >= left:
                return begins_at + left
            left -= max(closes_at - begins_at, timedelta())
        message = f"No working time within {_SEARCH_YEARS} years after {start_at.isoformat()}."
        raise NoWorkingTime(message)

    def subtract_working_minutes(self, end_at: datetime, minutes: int) -> datetime:
        """The instant at which work of so many minutes must begin to be done at ``end_at``."""
        _refuse_negative(minutes)
        left = timedelta(minutes=minutes)
        for opens_at, closes_at in self._spans_back_from(end_at):
            ends_at = min(closes_at, end_at)
            if ends_at > opens_at and ends_at - opens_at >= left:
                return ends_at - left
            left -= max(ends_at - opens_at, timedelta())
        message = f"No working time within {_SEARCH_YEARS} years before {end_at.isoformat()}."
        raise NoWorkingTime(message)

    # Inside

    @cached_property
    def _week_sums(self) -> list[int]:
        """Working days among the ordinals 1 … n of a week; ordinal 1 is a Monday."""
        sums = [0]
        for shifts in self.week:
            sums.append(sums[-1] + (1 if shifts else 0))
        return sums

    @cached_property
    def _exception_sums(self) -> tuple[list[date], list[int]]:
        days = sorted(self.exceptions)
        sums = [0]
        for day in days:
            change = bool(self.exceptions[day]) - bool(self.week[day.weekday()])
            sums.append(sums[-1] + change)
        return days, sums

    @cached_property
    def _zone_info(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def _local_date(self, at: datetime) -> date:
        return at.astimezone(self._zone_info).date()

    def _spans_on(self, day: date) -> list[tuple[datetime, datetime]]:
        midnight = datetime.combine(day, time(), tzinfo=self._zone_info)
        return [
            (
                (midnight + timedelta(minutes=shift.start_minute)).astimezone(UTC),
                (midnight + timedelta(minutes=shift.end_minute)).astimezone(UTC),
            )
            for shift in sorted(self.shifts_on(day))
        ]

    def _spans_from(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        day = self._local_date(at) - timedelta(days=1)
        for _ in range(_SEARCH_YEARS * 366):
            yield from self._spans_on(day)
            day += timedelta(days=1)

    def _spans_back_from(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        day = self._local_date(at)
        for _ in range(_SEARCH_YEARS * 366):
            yield from reversed(self._spans_on(day))
            day -= timedelta(days=1)


def _refuse_overlap(shifts: tuple[Shift, ...]) -> None:
    ordered = sorted(shifts)
    for earlier, later in pairwise(ordered):
        if later.start_minute < earlier.end_minute:
            message = f"Shifts of one day overlap: {earlier}, {later}."
            raise ValueError(message)


def _refuse_negative(count: int) -> None:
    if count < 0:
        message = f"Count forward or back with a count that is not negative, not {count}."
        raise ValueError(message)
