"""On time and in full, line by line."""

from datetime import date
from decimal import Decimal

import pytest

from sanye.scm.suppliers.domain.punctuality import judge
from sanye.scm.suppliers.domain.rules import Rule
from sanye.scm.suppliers.domain.states import Result

DUE = date(2026, 3, 10)


def march(day):
    return date(2026, 3, day)


def verdict(*arrivals, as_of=31, quantity=100, **rule):
    found = judge(
        due_date=DUE,
        quantity=Decimal(quantity),
        arrivals=[(march(day), Decimal(came)) for day, came in arrivals],
        rule=Rule(**rule),
        as_of=march(as_of),
    )
    return found.result, found.counted_date


@pytest.mark.parametrize(
    ("arrivals", "result", "counted"),
    [
        ([(10, 100)], Result.IN_FULL, 10),
        ([(3, 60), (9, 40)], Result.IN_FULL, 9),
        ([(3, 60), (11, 40)], Result.LATE, 11),
        ([(3, 60)], Result.SHORT, 11),
        ([], Result.MISSING, 11),
    ],
)
def test_a_line_is_judged_by_what_came_until_its_day(arrivals, result, counted):
    assert verdict(*arrivals) == (result, march(counted))


def test_what_is_not_due_is_not_judged_but_when_it_is_complete():
    assert verdict(as_of=10) == (Result.PENDING, None)
    assert verdict((3, 99), as_of=10) == (Result.PENDING, None)
    assert verdict((3, 100), as_of=3) == (Result.IN_FULL, march(3))


def test_tolerances_are_the_policys():
    assert verdict((12, 100), late_days=2)[0] is Result.IN_FULL
    assert verdict((13, 100), late_days=2) == (Result.LATE, march(13))
    assert verdict((10, 95), under_ratio=0.05)[0] is Result.IN_FULL
    assert verdict((10, 94), under_ratio=0.05)[0] is Result.SHORT
    assert verdict((2, 100), early_days=5)[0] is Result.LATE
    assert verdict((5, 100), early_days=5)[0] is Result.IN_FULL


def test_a_line_nothing_is_wanted_of_never_counts():
    assert verdict(quantity=0) == (Result.PENDING, None)
