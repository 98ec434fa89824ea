"""Rosters and skills as the capacity of work centers, worked out by hand."""

from datetime import timedelta
from decimal import Decimal

import pytest

from sanye.contracts.erp.ports import CapacityRequest, work_center_capacity
from sanye.erp.people import commands, errors, queries
from sanye.kernel.ports import LeafOff
from sanye.stem.events.models import EventRow as Event
from tests.factories import masterdata
from tests.factories.people import MONDAY, SUNDAY

pytestmark = pytest.mark.django_db
TUESDAY = MONDAY + timedelta(1)


@pytest.fixture
def cell(works):
    """Two machines at 90 %: 2 × 480 × 0.9 = 864 minutes a working day."""
    return masterdata.make_work_center(
        works.site, "CELL", parallel_capacity=2, efficiency_ratio="0.9"
    )


def days(works, first=MONDAY, last=MONDAY):
    rows = queries.list_work_center_capacity(
        site_id=works.site.id, first_date=first, last_date=last, by=works.by
    )
    return [(f"{row.minutes:.0f}", row.basis.value) for row in rows]


def changes() -> list[tuple[str, str]]:
    rows = Event.objects.filter(type="sanye.erp.work_center_capacity.changed.v1")
    return [(row.data["first_date"], row.data["last_date"]) for row in rows.order_by("position")]


def test_without_a_roster_the_calendar_alone_counts(works, cell):
    assert days(works, MONDAY, SUNDAY) == [("864", "CALENDAR")] * 5 + [("0", "CALENDAR")] * 2


def test_one_welder_runs_one_of_two_machines(works, cell):
    """480 × 0.9 = 432."""
    works.hire("E1")
    works.skill("E1", "WELDING")
    works.need(cell, "WELDING")
    works.roster(("E1", MONDAY, "DAY", cell))

    assert days(works, MONDAY, TUESDAY) == [("432", "PEOPLE"), ("0", "PEOPLE")]


def test_everybody_needed_makes_the_machine_the_limit(works, cell):
    for number in ("E1", "E2"):
        works.hire(number)
        works.skill(number, "WELDING")
    works.need(cell, "WELDING")
    works.roster(("E1", MONDAY, "DAY", cell), ("E2", MONDAY, "DAY", cell))

    assert days(works) == [("864", "MACHINE")]


def test_two_people_with_two_skills_are_needed_for_one_operation(works, cell):
    """Three there: Anna does both, Ben welds, Cleo drives the crane. One pair runs at a time."""
    for number, skills in (("A", ("WELDING", "CRANE")), ("B", ("WELDING",)), ("C", ("CRANE",))):
        works.hire(number)
        for code in skills:
            works.skill(number, code)
    works.need(cell, "WELDING")
    works.need(cell, "CRANE")
    works.roster(*[(number, MONDAY, "DAY", cell) for number in "ABC"])

    assert days(works) == [("432", "PEOPLE")]


def test_only_the_hours_that_the_calendar_is_open_count(works, cell):
    """Late is 14:00-22:00, the calendar closes at 17:00: 3 h × 60 × 0.9 = 162."""
    works.hire("E1")
    works.roster(("E1", MONDAY, "LATE", cell))

    assert days(works) == [("162", "PEOPLE")]


def test_a_night_shift_works_in_the_calendars_night(works, cell):
    """Open round the clock; 22:00-6:00 is 2 h of Monday and 6 h of Tuesday."""
    from sanye.stem.masterdata.models import Calendar, CalendarShift

    calendar = Calendar.objects.create(code="ALWAYS", name="Always")
    CalendarShift.objects.bulk_create(
        CalendarShift(calendar=calendar, weekday=day, start_minute=0, end_minute=1440)
        for day in range(7)
    )
    cell.calendar = calendar
    cell.save()
    works.hire("E1")
    works.roster(("E1", MONDAY, "NIGHT", cell))

    assert days(works, MONDAY, TUESDAY) == [("108", "PEOPLE"), ("324", "PEOPLE")]


def test_approved_leave_takes_the_capacity_and_tells(works, cell):
    anna = works.hire("E1")
    works.roster(("E1", MONDAY, "DAY", cell), ("E1", TUESDAY, "DAY", cell))
    kind = works.leave_kind()
    leave = commands.request_leave(
        employee_id=anna.id,
        kind_id=kind.id,
        first_date=TUESDAY,
        last_date=TUESDAY,
        by=works.by,
        at=works.at,
    )
    assert days(works, MONDAY, TUESDAY) == [("432", "PEOPLE")] * 2

    commands.approve_leave(leave_id=leave.id, by=works.by, at=works.at)

    assert days(works, MONDAY, TUESDAY) == [("432", "PEOPLE"), ("0", "PEOPLE")]
    assert changes() == [("2026-03-02", "2026-03-08"), ("2026-03-03", "2026-03-03")]
    row = queries.list_work_center_capacity(
        site_id=works.site.id, first_date=TUESDAY, last_date=TUESDAY, by=works.by
    )[0]
    assert (row.rostered_count, row.on_leave_count, row.unskilled_count) == (1, 1, 0)


def test_an_expired_skill_takes_the_capacity_and_tells(works, cell):
    works.hire("E1")
    works.skill("E1", "WELDING")
    works.need(cell, "WELDING")
    works.roster(("E1", MONDAY, "DAY", cell), ("E1", TUESDAY, "DAY", cell))
    told = len(changes())

    works.skill("E1", "WELDING", expires_date=MONDAY)

    assert days(works, MONDAY, TUESDAY) == [("432", "PEOPLE"), ("0", "PEOPLE")]
    assert changes()[told:] == [("2026-03-02", "2026-03-03")]


def test_a_higher_demand_of_the_work_center_takes_the_capacity_and_tells(works, cell):
    works.hire("E1")
    works.skill("E1", "WELDING", level=2)
    works.need(cell, "WELDING", level=2)
    works.roster(("E1", MONDAY, "DAY", cell))
    told = len(changes())

    works.need(cell, "WELDING", level=2, people=2)

    assert days(works) == [("0", "PEOPLE")]
    assert changes()[told:] == [("2026-03-02", "2026-03-08")]


def test_leaving_takes_the_capacity_and_tells(works, cell):
    anna = works.hire("E1")
    works.roster(("E1", MONDAY, "DAY", cell), ("E1", TUESDAY, "DAY", cell))
    told = len(changes())

    commands.end_employment(employee_id=anna.id, last_date=MONDAY, by=works.by, at=works.at)

    assert days(works, MONDAY, TUESDAY) == [("432", "PEOPLE"), ("0", "PEOPLE")]
    assert changes()[told:] == [("2026-03-03", "2026-03-03")]


def test_a_work_center_nobody_is_needed_at_is_not_stopped_by_others_rosters(works, cell):
    robot = masterdata.make_work_center(works.site, "ROBOT")
    works.hire("E1")
    works.roster(("E1", MONDAY, "DAY", cell))

    assert days(works) == [("432", "PEOPLE"), ("480", "UNMANNED")]
    assert robot.code == "ROBOT"


def test_a_draft_counts_for_nothing(works, cell):
    works.hire("E1")
    works.roster(("E1", MONDAY, "LATE", cell), publish=False)

    assert days(works) == [("864", "CALENDAR")]


def test_the_port_answers_the_same(works, cell):
    works.hire("E1")
    works.roster(("E1", MONDAY, "DAY", cell))

    answer = work_center_capacity(
        CapacityRequest(site_id=works.site.id, first_date=MONDAY, last_date=TUESDAY, by=works.by)
    )

    assert [(day.work_date, day.minutes, day.basis) for day in answer.days] == [
        (MONDAY, Decimal(432), "PEOPLE"),
        (TUESDAY, Decimal(0), "PEOPLE"),
    ]
    assert work_center_capacity.is_answered
    assert LeafOff.code == "leaf_off"


def test_reads_as_often_for_many_work_centers_as_for_one(works, django_assert_max_num_queries):
    for number in range(12):
        masterdata.make_work_center(works.site, f"W{number}")

    with django_assert_max_num_queries(14):
        assert len(days(works, MONDAY, SUNDAY)) == 84


def test_refuses_an_empty_or_endless_span(works):
    with pytest.raises(errors.SpanEmpty):
        days(works, TUESDAY, MONDAY)
    with pytest.raises(errors.SpanTooLong):
        days(works, MONDAY, MONDAY + timedelta(400))


def test_a_roster_tells_of_centers_and_days_that_it_leaves_empty(works, cell):
    works.hire("E1")
    other = masterdata.make_work_center(works.site, "OTHER")
    works.need(other, "WELDING")
    works.roster(("E1", MONDAY, "DAY", cell))

    assert days(works, TUESDAY, TUESDAY) == [("0", "PEOPLE")] * 2
    assert changes()[-2:] == [(str(MONDAY), str(SUNDAY))] * 2


def test_leave_from_a_night_shift_changes_the_day_after_as_well(works, cell):
    anna = works.hire("E1")
    works.roster(("E1", MONDAY, "NIGHT", cell))
    kind = works.leave_kind()
    leave = commands.request_leave(
        employee_id=anna.id,
        kind_id=kind.id,
        first_date=MONDAY,
        last_date=MONDAY,
        by=works.by,
        at=works.at,
    )
    commands.approve_leave(leave_id=leave.id, by=works.by, at=works.at)

    assert changes()[-1] == (str(MONDAY), str(TUESDAY))
