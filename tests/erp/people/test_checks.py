"""Every check counts what it looked at, is clean on a living workforce, and sees what is broken."""

from datetime import date

import pytest
from django.db import connection

from sanye.erp.people import commands
from sanye.kernel.checks import all_checks
from tests.factories import masterdata
from tests.factories.people import MONDAY

pytestmark = pytest.mark.django_db
NAMES = sorted(name for name in all_checks if name.startswith("erp.people."))


@pytest.fixture
def busy(works):
    """One of everything: a change ahead, a leaver erased, a roster, leave."""
    saw = masterdata.make_work_center(works.site, "SAW")
    anna = works.hire("E1")
    works.hire("E2", last_date="2026-02-28")
    commands.change_employee(
        employee_id=anna.id,
        from_date=date(2026, 7, 1),
        placement=commands.Placement(weekly_minutes=1200),
        by=works.by,
        at=works.at,
    )
    commands.erase_person(employee_id=works.people["E2"].id, by=works.by, at=works.at)
    works.roster(("E1", MONDAY, "DAY", saw), ("E1", MONDAY, "NIGHT", None))
    works.leave_kind()
    days = {"first_date": "2026-04-01", "last_date": "2026-04-03"}
    row = {"employee": "E1", "kind": "ANNUAL", **days}
    commands.put_leave(leave=[row], by=works.by, at=works.at)
    return works


@pytest.mark.parametrize("name", NAMES)
def test_is_clean_where_all_is_well(busy, name):
    outcome = all_checks[name](busy.by.company_id)

    assert outcome.checked > 0
    assert outcome.problems == ()


BREAKS = {
    "everybody_stands_somewhere": (
        "UPDATE erp_assignment SET valid_to_date = valid_to_date - 1"
        " WHERE valid_to_date = '2026-07-01'"
    ),
    "units_are_a_tree": (
        "UPDATE erp_org_unit SET parent_id = (SELECT id FROM erp_org_unit WHERE code = 'ASSEMBLY')"
        " WHERE code = 'WORKS'"
    ),
    "erased_is_gone": "UPDATE erp_employee SET erased_at = now(), last_date = '2026-12-31'",
    "lines_fit_their_roster": "UPDATE erp_roster_line SET work_date = work_date + 30",
    "nobody_works_twice": "UPDATE erp_shift_pattern SET start_minute = 900 WHERE code = 'NIGHT'",
    "leave_is_within_employment": "UPDATE erp_leave_request SET dates = '{2026-05-01}'",
}


@pytest.mark.parametrize("name", NAMES)
def test_sees_what_is_broken(busy, name):
    with connection.cursor() as cursor:
        cursor.execute(BREAKS[name.rpartition(".")[2]])

    assert len(all_checks[name](busy.by.company_id).problems) >= 1
