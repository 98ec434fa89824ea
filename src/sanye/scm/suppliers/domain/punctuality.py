"""Was a line on time and in full?

A line is on time in full when what is needed of it (the quantity less the tolerance) has come by
its day plus the tolerance. Nothing else is; in particular a line of which nothing ever came is
late from the day after, whether or not somebody has given it up since.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sanye.scm.suppliers.domain.rules import Rule
from sanye.scm.suppliers.domain.states import Result

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`counted_date`: since when the result is known; None while it is pending."""

    result: Result
    counted_date: date | None = None


NOT_YET = Verdict(Result.PENDING)
Arrivals = Sequence[tuple[date, Decimal]]
"""Posting dates and quantities, in any order."""


def judge(
    *, due_date: date, quantity: Decimal, arrivals: Arrivals, rule: Rule, as_of: date
) -> Verdict:
    """What became of a line due on a day; a line of which nothing is wanted stays pending."""
    if quantity <= 0:
        return NOT_YET
    deadline = due_date + timedelta(days=rule.late_days)
    needed = quantity * (1 - Decimal(str(rule.under_ratio)))
    complete_on = completed_on(arrivals, needed)
    if complete_on is not None and complete_on <= deadline:
        too_early = _is_early(arrivals, due_date, rule)
        return Verdict(Result.LATE if too_early else Result.IN_FULL, complete_on)
    if as_of <= deadline:
        return NOT_YET
    counted = deadline + ONE_DAY
    if complete_on is not None:
        return Verdict(Result.LATE, counted)
    return Verdict(Result.SHORT if arrivals else Result.MISSING, counted)


def completed_on(arrivals: Arrivals, needed: Decimal) -> date | None:
    """The day on which so much had come."""
    total = Decimal(0)
    for day, quantity in sorted(arrivals):
        total += quantity
        if total >= needed:
            return day
    return None


def _is_early(arrivals: Arrivals, due_date: date, rule: Rule) -> bool:
    if rule.early_days is None:
        return False
    return min(day for day, _ in arrivals) < due_date - timedelta(days=rule.early_days)
