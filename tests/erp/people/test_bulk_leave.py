"""Leave in lists: what a list takes does not grow with its rows."""

from datetime import timedelta

import pytest

from sanye.erp.people import commands, errors
from sanye.erp.people.models import LeaveRequest
from sanye.kernel.errors import Refusals
from tests.factories.people import MONDAY
from tests.sql.counting import more, queries_of

pytestmark = pytest.mark.django_db


def rows_of(people: int, days: int = 1, *, week: int = 0):
    first = MONDAY + timedelta(weeks=week)
    return [
        {
            "employee": f"E{number}",
            "kind": "UNPAID",
            "first_date": str(first + timedelta(weeks=offset)),
            "last_date": str(first + timedelta(weeks=offset)),
        }
        for number in range(people)
        for offset in range(days)
    ]


def test_fifty_rows_take_no_more_statements_than_ten(works):
    works.leave_kind("UNPAID", days_per_year="50")
    for number in range(50):
        works.hire(f"E{number}")

    few = queries_of(lambda: put(works, rows_of(10)))
    many = queries_of(lambda: put(works, rows_of(50, week=1)))

    assert more(few, many) == ""
    assert LeaveRequest.unscoped.filter(status="APPROVED").count() == 60


def test_so_many_that_they_are_copied_are_numbered_and_granted(works):
    works.leave_kind("UNPAID", days_per_year=None)
    for number in range(10):
        works.hire(f"E{number}")

    made = put(works, rows_of(10, 60))
    again = put(works, rows_of(10, 60))

    assert (made.created, again.unchanged) == (600, 600)
    stored = LeaveRequest.unscoped.filter(status="APPROVED", decided_at=works.at)
    assert stored.values("number").distinct().count() == 600


def test_rows_of_one_list_are_checked_against_each_other(works):
    works.leave_kind("UNPAID", days_per_year="1", is_prorated="false")
    works.hire("E0")
    one, later = rows_of(1, 2)

    with pytest.raises(Refusals) as overlapping:
        put(works, [one, {**one, "last_date": str(MONDAY + timedelta(days=1))}])
    with pytest.raises(Refusals) as overdrawn:
        put(works, [one, later])
    twice = put(works, [one, one])

    assert [(type(it), it.row) for it in overlapping.value.items] == [(errors.LeaveOverlaps, 2)]
    assert [(type(it), it.row) for it in overdrawn.value.items] == [(errors.LeaveTooLong, 2)]
    assert (twice.created, twice.unchanged) == (1, 1)


def put(works, rows):
    return commands.put_leave(leave=rows, by=works.by, at=works.at)


def test_leave_that_was_cancelled_elsewhere_is_not_asked_for(works):
    works.leave_kind("UNPAID", days_per_year=None)
    works.hire("E0")

    with pytest.raises(Refusals) as refused:
        put(works, [{**rows_of(1)[0], "status": "CANCELLED"}])

    assert [(one.row, one.field) for one in refused.value.items] == [(1, "status")]
