from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from sanye.erp.people import commands, errors, queries
from sanye.erp.people.models import LeaveRequest
from sanye.kernel.errors import NotAllowed, Refusals
from sanye.kernel.states import StepNotAllowed
from sanye.stem.events.models import EventRow as Event
from tests.factories.people import MONDAY

pytestmark = pytest.mark.django_db
FRIDAY = MONDAY + timedelta(4)


@pytest.fixture
def kind(works):
    return works.leave_kind(carry_over_days="3")


def ask(works, number, kind, first=MONDAY, last=FRIDAY):
    return commands.request_leave(
        employee_id=works.people[number].id,
        kind_id=kind.id,
        first_date=first,
        last_date=last,
        by=works.by,
        at=works.at,
    )


def decisions() -> list[tuple[str, str]]:
    rows = Event.objects.filter(type="sanye.erp.leave.decided.v1").order_by("position")
    return [(row.data["status"], row.data["kind"]) for row in rows]


def test_only_working_days_of_the_sites_calendar_are_taken(works, kind):
    works.hire("E1")

    leave = ask(works, "E1", kind, MONDAY, MONDAY + timedelta(8))

    assert (leave.status, len(leave.dates)) == ("REQUESTED", 7)
    assert leave.number.startswith("LV-2026-")


def test_what_is_approved_is_taken_and_told(works, kind):
    anna = works.hire("E1", from_date="2026-01-01")
    leave = ask(works, "E1", kind)

    commands.approve_leave(leave_id=leave.id, by=works.signed_in(None, "PEOPLE"), at=works.at)

    found = queries.list_leave_balances(employee_id=anna.id, on=FRIDAY, by=works.by)[0]
    assert (found.balance.entitled, found.balance.taken, found.balance.balance) == (10, 5, 5)
    earlier = queries.list_leave_balances(
        employee_id=anna.id, on=MONDAY - timedelta(1), by=works.by
    )[0]
    assert (earlier.balance.planned, earlier.balance.balance) == (5, 10)
    assert decisions() == [("APPROVED", "ANNUAL")]


def test_nobody_decides_their_own_leave(works, kind):
    works.hire("E1")
    anna = works.signed_in("E1", "PEOPLE")
    own = commands.request_own_leave(
        kind_id=kind.id, first_date=MONDAY, last_date=MONDAY, by=anna, at=works.at
    )
    for_her = ask(works, "E1", kind, FRIDAY, FRIDAY)

    for leave in (own, for_her):
        for decide in (commands.approve_leave, commands.refuse_leave):
            with pytest.raises(errors.OwnLeave):
                decide(leave_id=leave.id, by=anna, at=works.at)

    assert set(LeaveRequest.unscoped.values_list("status", flat=True)) == {"REQUESTED"}


def test_who_asked_for_somebody_does_not_grant_it(works, kind):
    works.hire("E1")
    clerk = works.signed_in(None, "PEOPLE")
    leave = commands.request_leave(
        employee_id=works.people["E1"].id,
        kind_id=kind.id,
        first_date=MONDAY,
        last_date=MONDAY,
        by=clerk,
        at=works.at,
    )

    with pytest.raises(errors.OwnLeave):
        commands.approve_leave(leave_id=leave.id, by=clerk, at=works.at)

    with (
        pytest.raises(IntegrityError, match="erp_leave_request_four_eyes"),
        transaction.atomic(),
    ):
        LeaveRequest.unscoped.filter(id=leave.id).update(
            status="APPROVED", decided_by_id=clerk.user_id
        )


def test_the_head_of_the_unit_decides_and_no_other_manager(works, kind):
    works.hire("E1")
    works.hire("BOSS", org_unit="OFFICE")
    commands.put_org_units(
        org_units=[{"code": "WORKS", "name": "Works", "head": "BOSS"}], by=works.by, at=works.at
    )
    leave = ask(works, "E1", kind)
    stranger = works.signed_in(None, "MANAGER")
    with pytest.raises(errors.NotTheirHead):
        commands.approve_leave(leave_id=leave.id, by=stranger, at=works.at)

    approved = commands.approve_leave(
        leave_id=leave.id, by=works.signed_in("BOSS", "MANAGER"), at=works.at
    )

    assert approved.status == "APPROVED"


def test_the_team_of_a_head_is_listed(works, kind):
    works.hire("E1")
    works.hire("E2", org_unit="OFFICE")
    works.hire("BOSS", org_unit="OFFICE")
    commands.put_org_units(
        org_units=[{"code": "WORKS", "name": "Works", "head": "BOSS"}], by=works.by, at=works.at
    )
    for number in ("E1", "E2"):
        ask(works, number, kind)

    rows = queries.list_leave(on=MONDAY, of_my_team=True, by=works.signed_in("BOSS", "MANAGER"))

    assert [row.employee.number for row in rows] == ["E1"]


def test_refuses_more_than_is_left_counting_what_is_asked_already(works, kind):
    works.hire("E1", from_date="2026-01-01")
    ask(works, "E1", kind, MONDAY + timedelta(28), MONDAY + timedelta(34))

    with pytest.raises(errors.LeaveTooLong) as refused:
        ask(works, "E1", kind, MONDAY, MONDAY + timedelta(7))

    assert (refused.value.data["days"], refused.value.data["balance"]) == (6, Decimal(5))
    assert LeaveRequest.unscoped.count() == 1


def test_a_kind_without_days_a_year_is_not_counted(works):
    works.hire("E1")
    sick = works.leave_kind("SICK", days_per_year=None)

    leave = ask(works, "E1", sick, MONDAY, MONDAY + timedelta(60))

    assert leave.status == "REQUESTED"


@pytest.mark.parametrize(
    ("first", "last", "refusal"),
    [
        (FRIDAY, MONDAY, errors.SpanEmpty),
        (date(2026, 3, 7), date(2026, 3, 8), errors.NoWorkingDay),
        (date(2023, 12, 29), date(2024, 1, 3), errors.NotEmployed),
        (date(2026, 3, 2), date(2027, 6, 1), errors.SpanTooLong),
    ],
)
def test_refuses_days_that_cannot_be(works, kind, first, last, refusal):
    works.hire("E1")

    with pytest.raises(refusal):
        ask(works, "E1", kind, first, last)

    assert not LeaveRequest.unscoped.exists()


def test_refuses_the_same_days_twice_but_not_after_cancelling(works, kind):
    works.hire("E1")
    leave = ask(works, "E1", kind)
    with pytest.raises(errors.LeaveOverlaps):
        ask(works, "E1", kind, FRIDAY, FRIDAY)

    commands.cancel_leave(leave_id=leave.id, by=works.by, at=works.at)

    assert ask(works, "E1", kind, FRIDAY, FRIDAY).status == "REQUESTED"
    assert decisions() == [("CANCELLED", "ANNUAL")]


def test_what_is_refused_is_over(works, kind):
    works.hire("E1")
    leave = ask(works, "E1", kind)
    commands.refuse_leave(leave_id=leave.id, by=works.by, at=works.at)

    with pytest.raises(StepNotAllowed):
        commands.approve_leave(leave_id=leave.id, by=works.by, at=works.at)

    assert decisions() == [("REFUSED", "ANNUAL")]


def test_own_leave_is_taken_back_only_before_it_begins(works, kind):
    works.hire("E1")
    anna = works.signed_in("E1", "SALES")
    leave = commands.request_own_leave(
        kind_id=kind.id, first_date=MONDAY, last_date=MONDAY, by=anna, at=works.at
    )
    commands.approve_leave(leave_id=leave.id, by=works.by, at=works.at)

    with pytest.raises(errors.LeaveUnknown):
        commands.cancel_own_leave(leave_id=leave.id, by=anna, at=works.at)

    early = works.at - timedelta(days=3)
    assert commands.cancel_own_leave(leave_id=leave.id, by=anna, at=early).status == "CANCELLED"


def test_another_persons_leave_is_not_ones_own(works, kind):
    works.hire("E1")
    works.hire("E2")
    leave = ask(works, "E2", kind)

    with pytest.raises(errors.LeaveUnknown):
        commands.cancel_own_leave(leave_id=leave.id, by=works.signed_in("E1", "SALES"), at=works.at)


def test_a_seller_asks_for_nobody_else(works, kind):
    works.hire("E1")

    with pytest.raises(NotAllowed):
        commands.request_leave(
            employee_id=works.people["E1"].id,
            kind_id=kind.id,
            first_date=MONDAY,
            last_date=MONDAY,
            by=works.signed_in(None, "SALES"),
            at=works.at,
        )


def test_days_given_by_hand_count(works, kind):
    anna = works.hire("E1", from_date="2026-01-01")
    given = {
        "employee_id": anna.id,
        "kind_id": kind.id,
        "effective_date": MONDAY,
        "by": works.by,
        "at": works.at,
    }
    with pytest.raises(errors.AdjustmentZero):
        commands.adjust_leave(days=Decimal(0), reason="x", **given)
    with pytest.raises(errors.ReasonMissing):
        commands.adjust_leave(days=Decimal(1), reason=" ", **given)

    commands.adjust_leave(days=Decimal("2.5"), reason="jubilee", **given)

    found = queries.list_leave_balances(employee_id=anna.id, on=MONDAY, by=works.by)[0]
    assert found.balance.balance == Decimal("12.5")


def test_leave_is_put_approved_once(works, kind):
    works.hire("E1")
    row = {
        "employee": "E1",
        "kind": "ANNUAL",
        "first_date": "2026-03-02",
        "last_date": "2026-03-03",
    }

    made = commands.put_leave(leave=[row], by=works.by, at=works.at)
    again = commands.put_leave(leave=[row], by=works.by, at=works.at)

    assert (made.created, again.created, again.unchanged) == (1, 0, 1)
    assert made.row.status == "APPROVED"
    with pytest.raises(Refusals) as refused:
        commands.put_leave(
            leave=[
                {**row, "first_date": "2026-04-01", "last_date": "2026-04-01"},
                {**row, "kind": "X"},
            ],
            by=works.by,
            at=works.at,
        )
    assert [(one.row, one.field) for one in refused.value.items] == [(2, "kind")]
    assert LeaveRequest.unscoped.count() == 1


def test_a_manager_sees_leave_and_balances_of_their_own_units_only(works, kind):
    """A kind of leave may tell of an illness."""
    works.hire("E1")
    works.hire("E2", org_unit="OFFICE")
    works.hire("BOSS", org_unit="OFFICE")
    commands.put_org_units(
        org_units=[{"code": "WORKS", "name": "Works", "head": "BOSS"}], by=works.by, at=works.at
    )
    leave = {number: ask(works, number, kind) for number in ("E1", "E2")}
    boss = works.signed_in("BOSS", "MANAGER")

    rows = queries.list_leave(on=MONDAY, by=boss)

    assert [row.employee.number for row in rows] == ["E1"]
    with pytest.raises(errors.LeaveUnknown):
        queries.get_leave(leave_id=leave["E2"].id, on=MONDAY, by=boss)
    with pytest.raises(errors.NotTheirHead):
        queries.list_leave_balances(employee_id=works.people["E2"].id, on=MONDAY, by=boss)
    assert queries.list_leave_balances(employee_id=works.people["E1"].id, on=MONDAY, by=boss)
