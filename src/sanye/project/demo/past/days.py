"""Working days of the company as a list, so that counting them costs nothing."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date, timedelta

from sanye.kernel.calendars import WorkingCalendar

MARGIN_DAYS = 400
"""Working days are known so far around the span: goods for its first days were ordered before."""


class Days:
    """The span of the past, `first` to `last`, and its working days."""

    def __init__(self, calendar: WorkingCalendar, first: date, last: date) -> None:
        self.first, self.last = first, last
        begin = first - timedelta(days=MARGIN_DAYS)
        count = (last - begin).days + MARGIN_DAYS
        days = (begin + timedelta(days=n) for n in range(count))
        self._working = [day for day in days if calendar.is_working(day)]

    def on_or_after(self, day: date) -> date:
        return self._working[bisect_left(self._working, day)]

    def on_or_before(self, day: date) -> date:
        return self._working[bisect_right(self._working, day) - 1]

    def moved(self, day: date, count: int) -> date:
        """So many working days later; earlier if negative."""
        return self._working[bisect_left(self._working, day) + count]

    def is_over(self, day: date) -> bool:
        """Whether the day lies within the span."""
        return self.first <= day <= self.last

    def working(self) -> Iterator[date]:
        """The working days of the span."""
        return (day for day in self._working if self.first <= day <= self.last)

    def between(self, begin: date, end: date) -> int:
        """Working days after the one, up to the other."""
        return bisect_right(self._working, end) - bisect_right(self._working, begin)
