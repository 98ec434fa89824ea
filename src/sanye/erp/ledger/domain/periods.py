"""Fiscal years of twelve months, and the day an entry may bear."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from sanye.erp.ledger.errors import DateOutOfReach, YearOutOfReach

MONTHS = 12
FIRST_YEAR, LAST_YEAR = 1900, 2999
YEARS_BACK = 10
A_YEAR = timedelta(days=366)


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


def is_in_reach(day: date, today: date) -> bool:
    """Whether a day may be meant: from ten years before today until a year after."""
    return today - YEARS_BACK * A_YEAR <= day <= today + A_YEAR


def check_reach(day: date, today: date) -> None:
    """Raises DateOutOfReach."""
    if not is_in_reach(day, today):
        raise DateOutOfReach(posting_date=day, at=today, field="posting_date")


def plan_year(day: date, starts_month: int) -> PlannedYear:
    """The fiscal year that holds a day: twelve months from `starts_month` (1-12).

    Its code is `2026`, or `2026-27` where it crosses the turn of the year. Raises YearOutOfReach.
    """
    year = day.year if day.month >= starts_month else day.year - 1
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise YearOutOfReach(day=day, first=FIRST_YEAR, last=LAST_YEAR, field="day")
    first = date(year, starts_month, 1)
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
