"""Fiscal years of twelve months, and the day an entry may bear."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPeriod:
    """A fiscal month; both days belong to it."""

    code: str
    starts_date: date
    ends_date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedYear:
    code: str
    starts_date: date
    ends_date: date
    periods: tuple[PlannedPeriod, ...]


def plan_year(day: date, starts_month: int) -> PlannedYear:
    """The fiscal year that holds a day: twelve months from `starts_month` (1-12).

    Its code is `2026`, or `2026-27` where it crosses the turn of the year.
    """
    first = date(day.year if day.month >= starts_month else day.year - 1, starts_month, 1)
    starts = [_add_months(first, n) for n in range(MONTHS + 1)]
    periods = tuple(
        PlannedPeriod(
            code=f"{start:%Y-%m}", starts_date=start, ends_date=following - timedelta(days=1)
        )
        for start, following in pairwise(starts)
    )
    last = periods[-1].ends_date
    code = f"{first:%Y}" if first.year == last.year else f"{first:%Y}-{last:%y}"
    return PlannedYear(code=code, starts_date=first, ends_date=last, periods=periods)


def _add_months(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, MONTHS)
    return date(day.year + years, month + 1, 1)


def first_open_day(day: date, closed_until: date | None) -> date:
    """The day itself, or the first day after all that is closed."""
    if closed_until is None or day > closed_until:
        return day
    return closed_until + timedelta(days=1)
