from datetime import date

import pytest
from django.db import IntegrityError, transaction

from sanye.erp.people import commands, errors, queries
from sanye.erp.people.domain.choices import EmploymentKind, LeavingReason
from sanye.erp.people.models import Assignment, Employee, EmployeePersonal, OrgUnit, Position
from sanye.kernel.errors import Refusals
from sanye.stem.events.models import EventRow as Event
from tests.factories import masterdata

pytestmark = pytest.mark.django_db
JULY = date(2026, 7, 1)


def told(suffix: str) -> list[dict]:
    return [row.data for row in Event.objects.order_by("position") if row.type.endswith(suffix)]


def position(code: str) -> Position:
    return Position.unscoped.get(code=code)


def as_of(works, employee, on):
    return queries.get_employee(employee_id=employee.id, on=on, by=works.by)


def test_hires_with_a_number_drawn_and_tells_ids_only(works):
    hire = commands.Hire(
        from_date=JULY,
        placement=commands.Placement(position_id=position("OPERATOR").id, site_id=works.site.id),
        personal={"name": "林小雨", "id_number": "110101199003070011"},
    )

    employee = commands.hire_employee(hire=hire, by=works.by, at=works.at)

    assert employee.number == "EMP-2026-000001"
    fact = told("employee.hired.v1")[0]
    assert fact["position_code"] == "OPERATOR"
    assert fact["from_date"] == "2026-07-01"
    assert "林小雨" not in str(fact)
    assert "110101199003070011" not in str(fact)


def test_a_change_ahead_leaves_today_as_it_is(works):
    anna = works.hire("E1")
    foreman = position("FOREMAN")

    commands.change_employee(
        employee_id=anna.id,
        from_date=JULY,
        placement=commands.Placement(position_id=foreman.id, weekly_minutes=1200),
        by=works.by,
        at=works.at,
    )

    before, after = as_of(works, anna, date(2026, 6, 30)), as_of(works, anna, JULY)
    assert before.assignment.position.code == "OPERATOR"
    assert before.assignment.weekly_minutes == 2400
    assert after.assignment.position.code == "FOREMAN"
    assert after.assignment.weekly_minutes == 1200
    assert after.assignment.org_unit.code == "ASSEMBLY"
    assert told("employee.changed.v1")[0]["from_date"] == "2026-07-01"


def test_an_earlier_change_keeps_the_later_one(works):
    anna = works.hire("E1")
    office = OrgUnit.unscoped.get(code="OFFICE")
    for day, placement in (
        (JULY, commands.Placement(position_id=position("FOREMAN").id)),
        (date(2026, 5, 1), commands.Placement(org_unit_id=office.id)),
    ):
        commands.change_employee(
            employee_id=anna.id, from_date=day, placement=placement, by=works.by, at=works.at
        )

    rows = Assignment.unscoped.order_by("valid_from_date")
    assert [(row.valid_from_date, row.valid_to_date) for row in rows] == [
        (date(2024, 1, 1), date(2026, 5, 1)),
        (date(2026, 5, 1), JULY),
        (JULY, None),
    ]
    assert as_of(works, anna, JULY).assignment.position.code == "FOREMAN"


def test_refuses_a_change_that_changes_nothing(works):
    anna = works.hire("E1")

    with pytest.raises(errors.NothingChanges):
        commands.change_employee(
            employee_id=anna.id,
            from_date=JULY,
            placement=commands.Placement(employment_kind=EmploymentKind.PERMANENT),
            by=works.by,
            at=works.at,
        )

    assert Assignment.unscoped.count() == 1


def test_refuses_a_change_before_hiring_or_after_leaving(works):
    anna = works.hire("E1", last_date="2026-06-30")
    placement = commands.Placement(position_id=position("FOREMAN").id)

    for day, refusal in ((date(2023, 12, 31), errors.BeforeHired), (JULY, errors.AfterLeaving)):
        with pytest.raises(refusal):
            commands.change_employee(
                employee_id=anna.id, from_date=day, placement=placement, by=works.by, at=works.at
            )

    assert Assignment.unscoped.count() == 1


def test_leaving_cuts_what_was_planned_for_later(works):
    anna = works.hire("E1")
    commands.change_employee(
        employee_id=anna.id,
        from_date=JULY,
        placement=commands.Placement(position_id=position("FOREMAN").id),
        by=works.by,
        at=works.at,
    )

    commands.end_employment(
        employee_id=anna.id,
        last_date=date(2026, 5, 31),
        reason=LeavingReason.RETIRED,
        by=works.by,
        at=works.at,
    )

    assert as_of(works, anna, date(2026, 5, 31)).assignment is not None
    assert as_of(works, anna, date(2026, 6, 1)).assignment is None
    assert told("employee.left.v1") == [
        {
            "employee_id": str(anna.id),
            "number": "E1",
            "last_date": "2026-05-31",
            "reason_code": "RETIRED",
        }
    ]


def test_a_last_day_ahead_may_be_moved_and_one_that_passed_may_not(works, at):
    anna = works.hire("E1", last_date="2026-05-31")

    moved = commands.end_employment(
        employee_id=anna.id, last_date=date(2026, 8, 31), by=works.by, at=at
    )

    assert moved.last_date == date(2026, 8, 31)
    assert as_of(works, anna, date(2026, 8, 31)).assignment is not None
    with pytest.raises(errors.HasLeft):
        commands.end_employment(
            employee_id=anna.id,
            last_date=date(2027, 1, 1),
            by=works.by,
            at=at.replace(month=9),
        )


def test_the_database_refuses_two_assignments_at_once(works):
    anna = works.hire("E1")
    first = Assignment.unscoped.get()

    with pytest.raises(IntegrityError, match="erp_assignment_apart"), transaction.atomic():
        Assignment.unscoped.create(
            company_id=works.by.company_id,
            employee=anna,
            valid_from_date=JULY,
            position=first.position,
            employment_kind="PERMANENT",
            weekly_minutes=60,
        )


def test_refuses_a_unit_below_itself(works):
    with pytest.raises(errors.OrgUnitCycle):
        commands.put_org_units(
            org_units=[{"code": "WORKS", "name": "Works", "parent": "ASSEMBLY"}],
            by=works.by,
            at=works.at,
        )

    assert OrgUnit.unscoped.get(code="WORKS").parent_id is None


def test_lists_people_as_of_a_day_by_unit_with_those_below(works):
    works.hire("E1")
    works.hire("E2", org_unit="OFFICE")
    works.hire("E3", from_date="2026-08-01")
    top = OrgUnit.unscoped.get(code="WORKS")

    def numbers(**filters):
        rows = queries.list_employees(by=works.by, **filters).order_by("number")
        return [row.number for row in rows]

    assert numbers(on=JULY, org_unit_id=top.id) == ["E1"]
    assert numbers(on=date(2026, 8, 1), org_unit_id=top.id) == ["E1", "E3"]
    assert numbers(on=JULY, is_employed=True) == ["E1", "E2"]
    assert numbers(on=JULY, is_employed=False) == ["E3"]
    assert numbers(on=JULY, search="name of e2") == ["E2"]


def test_a_list_reads_as_often_for_many_as_for_one(works, django_assert_num_queries):
    for number in range(5):
        works.hire(f"E{number}")

    with django_assert_num_queries(2):
        rows = list(queries.list_employees(on=JULY, by=works.by))

    assert [row.current[0].org_unit.code for row in rows] == ["ASSEMBLY"] * 5


def test_many_are_put_at_once_and_again_change_nothing(works):
    rows = [
        {"number": f"M{n}", "from_date": "2025-01-01", "position": "OPERATOR", "name": f"n{n}"}
        for n in range(40)
    ]

    first = commands.put_employees(employees=rows, by=works.by, at=works.at)
    again = commands.put_employees(employees=rows, by=works.by, at=works.at)

    assert (first.created, first.changed, first.unchanged) == (40, 0, 0)
    assert (again.created, again.changed, again.unchanged) == (0, 0, 40)
    assert len(told("employee.hired.v1")) == 40


def test_a_put_with_wrong_rows_names_them_all_and_writes_nothing(works):
    good = {"number": "M1", "from_date": "2025-01-01", "position": "OPERATOR"}

    with pytest.raises(errors.Refusal) as refused:
        commands.put_employees(
            employees=[
                good,
                {**good, "number": "M2", "position": "POPE"},
                {**good, "number": "M3", "from_date": "yesterday"},
                {**good, "number": "M1"},
                {**good, "number": "M4", "badge_number": "B7"},
                {**good, "number": "M5", "badge_number": "B7"},
                {**good, "number": "M6", "last_date": "2024-12-31"},
            ],
            by=works.by,
            at=works.at,
        )

    found = [(one.row, one.field, one.code.rpartition(".")[2]) for one in refused.value.items]
    assert found == [
        (2, "position", "code_unknown"),
        (3, "from_date", "date_invalid"),
        (4, "number", "number_taken"),
        (6, "badge_number", "badge_taken"),
        (7, "last_date", "before_hired"),
    ]
    assert not Employee.unscoped.exists()
    assert not EmployeePersonal.unscoped.exists()


def test_people_of_one_site_see_only_its_employees(works, by):
    other = masterdata.make_site(by, "OTHER")
    works.hire("E1")
    works.hire("E2", site="OTHER")
    from dataclasses import replace

    bound = replace(by, site_ids=frozenset({other.id}))

    assert [row.number for row in queries.list_employees(on=JULY, by=bound)] == ["E2"]


def test_another_companys_people_do_not_exist(works, other_by):
    anna = works.hire("E1")

    with pytest.raises(errors.EmployeeUnknown):
        queries.get_employee(employee_id=anna.id, on=JULY, by=other_by)


def test_a_known_number_is_changed_and_leaves_by_its_row(works):
    works.hire("E1")
    row = {"number": "E1", "from_date": "2026-05-01", "position": "FOREMAN", "site": "PLANT"}

    done = commands.put_employees(
        employees=[{**row, "last_date": "2026-12-31", "leaving_reason": "TERM_ENDED"}],
        by=works.by,
        at=works.at,
    )

    assert done.changed == 1
    anna = Employee.unscoped.get()
    assert (anna.last_date, anna.leaving_reason) == (date(2026, 12, 31), "TERM_ENDED")
    assert as_of(works, anna, date(2026, 5, 1)).assignment.position.code == "FOREMAN"
    assert as_of(works, anna, date(2026, 4, 30)).assignment.position.code == "OPERATOR"


def test_what_a_row_leaves_empty_of_somebody_known_stays(works):
    row = {"number": "E1", "from_date": "2026-01-01", "position": "OPERATOR"}
    half = {"weekly_minutes": 1200, "employment_kind": "FIXED_TERM"}
    commands.put_employees(employees=[row | half], by=works.by, at=works.at)

    later = row | {"from_date": "2026-05-01", "position": "FOREMAN", "weekly_minutes": ""}
    commands.put_employees(employees=[later], by=works.by, at=works.at)

    now = as_of(works, Employee.unscoped.get(), date(2026, 5, 1)).assignment
    assert now.position.code == "FOREMAN"
    assert (now.weekly_minutes, now.employment_kind) == (1200, "FIXED_TERM")


def test_a_number_that_somebody_has_is_not_drawn(works):
    works.hire("EMP-2026-000001")
    hire = commands.Hire(
        from_date=JULY, placement=commands.Placement(position_id=position("OPERATOR").id)
    )

    employee = commands.hire_employee(hire=hire, by=works.by, at=works.at)

    assert employee.number == "EMP-2026-000002"


def test_the_last_day_of_all_is_refused_in_words(works):
    with pytest.raises(Refusals) as refused:
        works.hire("E1", last_date="9999-12-31")

    assert [(one.code, one.field) for one in refused.value.items] == [
        ("erp.people.value_not_readable", "last_date")
    ]
