"""Days inside the engine: integers counted from the run's today, which is 0.

A :class:`DayIndex` holds a working calendar as two arrays, so that a lead time is two look-ups;
days outside its span are asked of the calendar itself.
"""

from datetime import date
from itertools import accumulate

from sanye.kernel.calendars import WorkingCalendar


class DayIndex:
    """Working-day arithmetic on day numbers, with the rules of WorkingCalendar."""

    def __init__(self, calendar: WorkingCalendar, as_of: date, first: int, last: int) -> None:
        self._calendar = calendar
        self._origin = as_of.toordinal()
        self._first = first
        flags = calendar.working_flags(date.fromordinal(self._origin + first), last - first + 1)
        self._count = list(accumulate(map(int, flags)))
        self._days = [first + offset for offset, is_working in enumerate(flags) if is_working]

    def add(self, day: int, working_days: int) -> int:
        """Roll forward to a working day, then so many on."""
        offset = day - self._first
        if 0 < offset < len(self._count):
            number = self._count[offset - 1] + working_days
            if number < len(self._days):
                return self._days[number]
        return self._from(self._calendar.add_working_days(self._date(day), working_days))

    def subtract(self, day: int, working_days: int) -> int:
        """Roll back to a working day, then so many back."""
        offset = day - self._first
        if 0 <= offset < len(self._count):
            number = self._count[offset] - 1 - working_days
            if number >= 0:
                return self._days[number]
        return self._from(self._calendar.subtract_working_days(self._date(day), working_days))

    def _date(self, day: int) -> date:
        return date.fromordinal(self._origin + day)

    def _from(self, day: date) -> int:
        return day.toordinal() - self._origin
