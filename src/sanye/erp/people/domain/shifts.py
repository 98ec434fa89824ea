"""Shifts on one line of time: minutes by the clock on the wall, counted from 0001-01-01.

A night shift so has one span, whatever day it ends on, and shifts of different days compare.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

DAY_MINUTES = 1440
Span = tuple[int, int]


def minute_of(day: date, minute: int = 0) -> int:
    """The minute of a day as a count; `minute` may lie past midnight."""
    return day.toordinal() * DAY_MINUTES + minute


@dataclass(frozen=True, slots=True)
class ShiftTimes:
    """A pattern's minutes after midnight; without a break its start is None."""

    start_minute: int
    end_minute: int
    break_start_minute: int | None = None
    break_minutes: int = 0

    @property
    def net_minutes(self) -> int:
        return self.end_minute - self.start_minute - self.break_minutes

    def span_on(self, day: date) -> Span:
        """From start to end of the shift that starts on the day."""
        return (minute_of(day, self.start_minute), minute_of(day, self.end_minute))

    def working_spans_on(self, day: date) -> list[Span]:
        """The shift without its break."""
        start, end = self.span_on(day)
        if self.break_start_minute is None or not self.break_minutes:
            return [(start, end)]
        pause = minute_of(day, self.break_start_minute)
        found = [(start, pause), (pause + self.break_minutes, end)]
        return [span for span in found if span[0] < span[1]]

    def break_on(self, day: date) -> Span | None:
        if self.break_start_minute is None or not self.break_minutes:
            return None
        pause = minute_of(day, self.break_start_minute)
        return (pause, pause + self.break_minutes)


def overlap(one: Span, other: Span) -> int:
    """Minutes that two spans share."""
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def instant_of(minute: int, zone: str) -> datetime:
    """A minute on the wall of a place as an instant."""
    day, rest = divmod(minute, DAY_MINUTES)
    midnight = datetime.combine(date.fromordinal(day), datetime.min.time(), tzinfo=ZoneInfo(zone))
    return midnight + timedelta(minutes=rest)


def local_minute(at: datetime, zone: str) -> int:
    """An instant as the minute on the wall of a place, begun minutes cut off."""
    local = at.astimezone(ZoneInfo(zone))
    return minute_of(local.date(), local.hour * 60 + local.minute)


def worked_minutes(
    started_at: datetime, ended_at: datetime, pause: Span | None, zone: str
) -> tuple[Decimal, Decimal]:
    """Minutes worked and minutes of break of one presence: the rostered break where it was there.

    Real minutes, so that a night when clocks change counts as long as it was.
    """
    present = Decimal(int((ended_at - started_at).total_seconds())) / 60
    rest = 0
    if pause is not None:
        rest = overlap((local_minute(started_at, zone), local_minute(ended_at, zone)), pause)
    worked = max(Decimal(0), present - rest)
    return worked.quantize(Decimal("0.01")), Decimal(rest)


def days_of(first: date, last: date) -> Iterator[date]:
    """Every day, both ends included."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def runs_of(days: Iterable[date]) -> tuple[date, date]:
    """The first and last of some days."""
    ordered = sorted(days)
    return ordered[0], ordered[-1]
