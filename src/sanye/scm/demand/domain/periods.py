"""Weeks (from Monday) and months, counted by the day on which they begin."""

from datetime import date, timedelta

from sanye.scm.demand.domain.states import Bucket

SEASONS = {Bucket.WEEK: 52, Bucket.MONTH: 12}
"""Periods of a year."""


def period_of(day: date, bucket: Bucket) -> date:
    """The first day of the period in which a day lies."""
    if bucket is Bucket.WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1)


def moved(first: date, bucket: Bucket, periods: int) -> date:
    """The first day of the period so many periods later, or earlier."""
    if bucket is Bucket.WEEK:
        return first + timedelta(weeks=periods)
    months = first.year * 12 + first.month - 1 + periods
    return date(months // 12, months % 12 + 1, 1)


def series_of_periods(first: date, bucket: Bucket, count: int) -> list[date]:
    """So many periods from ``first`` on."""
    return [moved(first, bucket, place) for place in range(count)]
