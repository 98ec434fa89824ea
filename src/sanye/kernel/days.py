"""Days in a row, and sums that run along them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal


def days_between(first: date, last: date) -> list[date]:
    """Every day from the first to the last, both included; none if the last is earlier."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def running(
    changes: Mapping[date, Decimal], days: Sequence[date]
) -> Iterator[tuple[date, Decimal]]:
    """What the changes have added up to at the end of each day, earlier ones included.

    `days` are in order; changes after the last one do not count.
    """
    rest = sorted(changes.items(), reverse=True)
    total = Decimal(0)
    for day in days:
        while rest and rest[-1][0] <= day:
            total += rest.pop()[1]
        yield day, total
