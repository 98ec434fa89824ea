"""How a customer buys: recency, frequency, value, rhythm, trend.

Days are calendar days of the company, values functional currency. Several orders on one day are
one occasion. The usual gap is the median, its spread the median absolute deviation: one odd gap
moves neither (Rousseeuw and Croux 1993, Alternatives to the Median Absolute Deviation, §1).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from statistics import median

from sanye.kernel.money import round_to

WINDOW_DAYS = 365
"""Frequency, value and shares look back so far."""

TREND_DAYS = 180
LEAST_GAPS = 2
QUIET_FACTOR = 2
LARGEST_TREND = Decimal(1000)
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """One order; `amount` None where no exchange rate was known."""

    on: date
    amount: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """Days from one order to the next, with the day the next one is due."""

    gap_days: Decimal
    spread_days: Decimal
    next_expected_date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Buying:
    """Counts and amounts are of the window, first and last order of all time.

    `trend_ratio` compares the last 180 days with the 180 before: 0.25 is a quarter more.
    """

    first_order_date: date | None
    last_order_date: date | None
    order_count: int
    amount: Decimal
    rhythm: Rhythm | None
    trend_ratio: Decimal | None
    is_quiet: bool


def rhythm_of(days: Sequence[date]) -> Rhythm | None:
    """The rhythm of order days; None with fewer than three different days."""
    occasions = sorted(set(days))
    gaps = [(later - earlier).days for earlier, later in pairwise(occasions)]
    if len(gaps) < LEAST_GAPS:
        return None
    usual = median(Fraction(gap) for gap in gaps)
    spread = median(abs(gap - usual) for gap in gaps)
    until_next = int(round_to(usual, 0))
    return Rhythm(
        gap_days=round_to(usual, 2),
        spread_days=round_to(spread, 2),
        next_expected_date=occasions[-1] + timedelta(days=until_next),
    )


def buying_of(orders: Sequence[Bought], as_of: date) -> Buying:
    """How somebody with these orders buys, seen at the end of a day; later orders do not count."""
    known = [order for order in orders if order.on <= as_of]
    days = [order.on for order in known]
    recent = [order for order in known if order.on > as_of - timedelta(days=WINDOW_DAYS)]
    rhythm = rhythm_of(days)
    last = max(days, default=None)
    return Buying(
        first_order_date=min(days, default=None),
        last_order_date=last,
        order_count=len(recent),
        amount=sum((order.amount or ZERO for order in recent), ZERO),
        rhythm=rhythm,
        trend_ratio=_trend(known, as_of),
        is_quiet=last is not None and is_quiet(last, rhythm, as_of),
    )


def is_quiet(last: date, rhythm: Rhythm | None, as_of: date) -> bool:
    """Whether the pause is longer than twice the usual gap and its spread."""
    if rhythm is None:
        return False
    return (as_of - last).days > QUIET_FACTOR * rhythm.gap_days + rhythm.spread_days


def _trend(orders: Sequence[Bought], as_of: date) -> Decimal | None:
    middle = as_of - timedelta(days=TREND_DAYS)
    start = middle - timedelta(days=TREND_DAYS)
    later = sum((order.amount or ZERO for order in orders if order.on > middle), ZERO)
    before = sum((order.amount or ZERO for order in orders if start < order.on <= middle), ZERO)
    if before <= 0:
        return None
    return min(round_to(Fraction(later - before) / Fraction(before), 6), LARGEST_TREND)


def share_of(part: int, whole: int) -> Decimal | None:
    """0-1, at most 1; None of nothing."""
    if whole <= 0:
        return None
    return min(round_to(Fraction(part, whole), 6), Decimal(1))
