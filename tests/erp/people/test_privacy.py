"""Who sees what of a person: role by role, read aloud."""

from datetime import date

import pghistory.models
import pytest
from django.apps import apps

from sanye.erp.people import commands, errors, queries
from sanye.erp.people.checks import erased_is_gone
from sanye.erp.people.domain.privacy import PERSONAL_COLUMNS
from sanye.erp.people.models import (
    Employee,
    EmployeeContract,
    EmployeePersonal,
    LeaveRequest,
    OrgUnit,
)
from sanye.kernel.errors import NotAllowed
from sanye.stem.events.models import EventRow as Event
from sanye.stem.identity.domain.roles import ROLES

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


@pytest.fixture
def anna(works):
    return works.hire("ANNA", id_number="110101199003070011", bank_account="6222 0000")


@pytest.fixture
def boss(works, anna):
    """Heads WORKS, of which Anna's unit is a part."""
    works.hire("BOSS", org_unit="OFFICE")
    works.hire("OTTO", org_unit="OFFICE")
    commands.put_org_units(
        org_units=[{"code": "WORKS", "name": "Works", "head": "BOSS"}], by=works.by, at=works.at
    )
    return works.people["BOSS"]


def seen(works, employee, actor) -> set[str]:
    person = queries.get_employee(employee_id=employee.id, on=TODAY, by=actor)
    return set(person.personal)


def test_people_see_everything(works, anna):
    assert seen(works, anna, works.signed_in(None, "PEOPLE")) == set(PERSONAL_COLUMNS)


def test_the_head_of_a_unit_above_sees_name_and_work_contact(works, anna, boss):
    actor = works.signed_in("BOSS", "MANAGER")

    assert seen(works, anna, actor) == {"name", "work_email", "work_phone"}


def test_a_manager_sees_of_others_only_the_name(works, anna, boss):
    actor = works.signed_in("BOSS", "MANAGER")

    assert seen(works, works.people["OTTO"], actor) == {"name"}


def test_a_manager_who_heads_nothing_sees_only_names(works, anna, boss):
    assert seen(works, anna, works.signed_in("OTTO", "MANAGER")) == {"name"}


def test_ones_own_record_is_all_ones_own(works, anna):
    actor = works.signed_in("ANNA", "STOREKEEPER")

    person = queries.get_own_record(on=TODAY, by=actor)

    assert person.employee.number == "ANNA"
    assert person.personal["id_number"] == "110101199003070011"


def test_who_is_no_employee_has_no_own_record(works, anna):
    with pytest.raises(errors.NotAnEmployee):
        queries.get_own_record(on=TODAY, by=works.signed_in(None, "SALES"))


def test_the_system_is_nobodys_own(works, anna):
    assert Employee.unscoped.filter(user__isnull=True).exists()

    with pytest.raises(errors.NotAnEmployee):
        queries.get_own_record(on=TODAY, by=works.by)


@pytest.mark.parametrize("role", [code for code in ROLES if code not in {"PEOPLE", "ADMIN"}])
def test_no_other_role_reads_personal_data_pay_or_writes_them(works, anna, role):
    actor = works.signed_in(None, role)

    with pytest.raises(NotAllowed):
        queries.get_personal_data(employee_id=anna.id, by=actor)
    with pytest.raises(NotAllowed):
        queries.list_contracts(employee_id=anna.id, by=actor)
    with pytest.raises(NotAllowed):
        commands.put_personal_data(
            employee_id=anna.id, personal={"name": "x"}, by=actor, at=works.at
        )
    with pytest.raises(NotAllowed):
        commands.erase_person(employee_id=anna.id, by=actor, at=works.at)

    assert EmployeePersonal.unscoped.get().name == "Name of ANNA"


@pytest.mark.parametrize(
    "role", [code for code in ROLES if code not in {"PEOPLE", "ADMIN", "MANAGER"}]
)
def test_other_roles_do_not_list_employees(works, anna, role):
    with pytest.raises(NotAllowed):
        queries.list_employees(on=TODAY, by=works.signed_in(None, role))


def test_a_role_of_the_company_that_lists_without_names_sees_numbers(works, anna):
    from dataclasses import replace

    actor = replace(
        works.signed_in(None, "SALES"), permissions=frozenset({"erp.people.list_employees"})
    )

    rows = list(queries.list_employees(on=TODAY, by=actor))
    found = list(queries.list_employees(on=TODAY, search="Name of", by=actor))

    assert [(row.number, row.name, row.work_email) for row in rows] == [("ANNA", "", "")]
    assert found == []


def test_a_list_shows_each_row_as_far_as_it_may_be_seen(works, anna, boss):
    actor = works.signed_in("BOSS", "MANAGER")

    rows = queries.list_employees(on=TODAY, by=actor).order_by("number")

    assert [(row.number, row.name, row.work_email) for row in rows] == [
        ("ANNA", "Name of ANNA", "anna@aurora.example"),
        ("BOSS", "Name of BOSS", "boss@aurora.example"),
        ("OTTO", "Name of OTTO", ""),
    ]


def test_inside_another_query_the_rights_are_asked_again(works, anna):
    """A query within a query joins its right; personal data do not."""
    from sanye.stem.commands import query

    @query
    def list_something(*, by):
        """Some other list."""
        return queries.get_personal_data(employee_id=anna.id, by=by)

    actor = works.signed_in(None, "MANAGER")
    from dataclasses import replace

    curious = replace(actor, permissions=actor.permissions | {list_something.permission})

    with pytest.raises(errors.SightNotAllowed):
        list_something(by=curious)


def test_what_is_personal_has_no_history():
    followed = {
        model.pgh_tracked_model
        for model in apps.get_models()
        if issubclass(model, pghistory.models.Event) and hasattr(model, "pgh_tracked_model")
    }
    columns = {column.name for model in followed for column in model._meta.concrete_fields}

    assert EmployeePersonal not in followed
    assert EmployeeContract not in followed
    assert Employee in followed
    history = next(
        model
        for model in apps.get_models()
        if getattr(model, "pgh_tracked_model", None) is LeaveRequest
    )
    assert "note" not in {column.name for column in history._meta.concrete_fields}
    assert columns


def test_erasing_leaves_rows_and_numbers_and_nothing_else(works, at):
    anna = works.hire("ANNA", last_date="2026-02-28", id_number="1101")
    works.signed_in("ANNA", "SALES")
    commands.put_contract(
        employee_id=anna.id,
        from_date=date(2025, 1, 1),
        pay_grade="P4",
        pay_amount="9000",
        currency="CNY",
        by=works.by,
        at=at,
    )

    erased = commands.erase_person(employee_id=anna.id, by=works.by, at=at)

    assert (erased.number, erased.user_id, erased.erased_at) == ("ANNA", None, at)
    assert not EmployeePersonal.unscoped.exists()
    contract = EmployeeContract.unscoped.get()
    assert (contract.pay_amount, contract.pay_grade) == (None, "")
    assert Event.objects.filter(type="sanye.erp.employee.erased.v1").count() == 1
    with pytest.raises(errors.AlreadyErased):
        commands.put_personal_data(employee_id=anna.id, personal={"name": "x"}, by=works.by, at=at)


def test_nobody_is_erased_before_leaving(works, anna, at):
    with pytest.raises(errors.StillEmployed):
        commands.erase_person(employee_id=anna.id, by=works.by, at=at)

    assert EmployeePersonal.unscoped.get().name == "Name of ANNA"


def test_nothing_personal_reaches_the_log(works, anna, boss):
    texts = " ".join(str(row.data) for row in Event.objects.all())

    assert "Name of" not in texts
    assert "110101199003070011" not in texts
    assert OrgUnit.unscoped.get(code="WORKS").head_id == boss.id


def test_pay_follows_pay_from_its_day(works, anna, at):
    for day, amount in ((date(2025, 1, 1), "9000"), (date(2026, 1, 1), "9500")):
        commands.put_contract(
            employee_id=anna.id,
            from_date=day,
            pay_amount=amount,
            currency="CNY",
            by=works.by,
            at=at,
        )

    rows = queries.list_contracts(employee_id=anna.id, by=works.signed_in(None, "PEOPLE"))
    assert [
        (str(row.pay_amount), row.valid_from_date, row.valid_to_date)
        for row in rows.order_by("valid_from_date")
    ] == [
        ("9000.0000", date(2025, 1, 1), date(2026, 1, 1)),
        ("9500.0000", date(2026, 1, 1), None),
    ]
    own = queries.list_own_contracts(by=works.signed_in("ANNA", "SALES"))
    assert own.count() == 2


def test_nothing_personal_is_written_of_somebody_erased(works, at):
    anna = works.hire("ANNA", last_date="2026-02-28")
    sick = works.leave_kind("SICK", days_per_year=None)
    commands.erase_person(employee_id=anna.id, by=works.by, at=at)
    works.hire("BOB")
    user_id = works.signed_in("BOB", "SALES").user_id
    day = date(2026, 2, 2)
    span = {"kind_id": sick.id, "first_date": day, "last_date": day}

    with pytest.raises(errors.AlreadyErased):
        commands.link_user(employee_id=anna.id, user_id=user_id, by=works.by, at=at)
    with pytest.raises(errors.AlreadyErased):
        commands.request_leave(employee_id=anna.id, note="ill", **span, by=works.by, at=at)

    assert erased_is_gone(works.by.company_id).problems == ()
