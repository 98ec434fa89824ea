"""Cases are solved, closed, merged, and opened again."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from sanye.crm.service import queries
from sanye.crm.service.commands import (
    About,
    answer_customer,
    close_case,
    close_quiet_cases,
    diagnose_case,
    merge_case,
    note_on_case,
    reopen_case,
    report_cost,
    resolve_case,
    set_service_policy,
    wait_for_customer,
)
from sanye.crm.service.errors import (
    CaseOver,
    CodeMissing,
    CodeUnknown,
    MergedAcrossCustomers,
    MergedIntoItself,
    NotSolved,
    TooLateToReopen,
)
from sanye.crm.service.models import Case, CaseMessage
from sanye.kernel.states import StepNotAllowed
from sanye.stem.events.models import EventRow
from tests.factories import masterdata as make
from tests.factories.service import MONDAY, House

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def solve(house: House, case: Case, at: Any = MONDAY, **given: Any) -> Case:
    given = {"resolution_code": "REPAIRED", **given}
    return resolve_case(case_id=case.id, by=house.by, at=at, **given)


def facts(name: str) -> list[dict[str, Any]]:
    rows = EventRow.objects.filter(type=f"sanye.crm.case.{name}.v1").order_by("position")
    return [row.data for row in rows]


def test_says_what_was_done_and_whose_fault_it_was(house: House) -> None:
    case = house.open(failure_code="LEAKS")

    diagnose_case(case_id=case.id, cause_code="MATERIAL", by=house.by, at=MONDAY)
    solved = solve(house, case, at=MONDAY + HOUR, text="We replaced the seal.")

    assert (solved.status, solved.is_our_fault, solved.resolved_at) == (
        "RESOLVED",
        True,
        MONDAY + HOUR,
    )
    fact = facts("resolved")[0]
    assert (fact["cause_code"], fact["failure_code"], fact["is_our_fault"]) == (
        "MATERIAL",
        "LEAKS",
        True,
    )
    assert CaseMessage.unscoped.get().kind == "OUT"


def test_a_cause_that_is_not_ours_is_not_our_fault_unless_said(house: House) -> None:
    worn, kind = house.open(), house.open()

    solve(house, worn, cause_code="WEAR")
    solve(house, kind, cause_code="WEAR", is_our_fault=True)

    assert [fact["is_our_fault"] for fact in facts("resolved")] == [False, True]


def test_needs_a_resolution_that_is_known(house: House) -> None:
    case = house.open()

    with pytest.raises(CodeMissing):
        solve(house, case, resolution_code="")
    with pytest.raises(CodeUnknown):
        solve(house, case, resolution_code="PRAYED")

    assert Case.unscoped.get().status == "NEW"
    assert facts("resolved") == []


def test_what_was_not_solved_is_closed_by_a_reason_that_says_so(house: House) -> None:
    case = house.open()

    with pytest.raises(NotSolved):
        close_case(case_id=case.id, reason_code="SOLVED", by=house.by, at=MONDAY)
    closed = close_case(case_id=case.id, reason_code="SPAM", by=house.by, at=MONDAY)

    assert (closed.status, closed.close_reason, closed.clock_stopped_at) == (
        "CLOSED",
        "SPAM",
        MONDAY,
    )
    assert facts("closed")[0]["reason_code"] == "SPAM"


def test_is_opened_again_within_the_days_and_not_after(house: House) -> None:
    set_service_policy(labor_rate=Decimal(0), reopen_days=3, by=house.by, at=MONDAY)
    case = house.open(priority="HIGH")
    solve(house, case)
    close_case(case_id=case.id, by=house.by, at=MONDAY + HOUR)

    with pytest.raises(TooLateToReopen):
        reopen_case(case_id=case.id, by=house.by, at=MONDAY + 3 * DAY + HOUR)
    again = reopen_case(case_id=case.id, by=house.by, at=MONDAY + DAY)

    assert (again.status, again.resolved_at, again.resolution_code) == ("OPEN", None, "")
    # solved on Monday 9:00, opened again on Tuesday 9:00: a working day did not count
    assert (again.waited_minutes, again.reopened_count) == (480, 1)
    assert facts("changed")[-1]["change"] == "REOPENED"


def test_solved_cases_are_closed_when_nobody_objects(house: House) -> None:
    early, late, running = house.open(), house.open(), house.open()
    solve(house, early)
    solve(house, late, at=MONDAY + DAY)

    closed = close_quiet_cases(by=house.by, at=MONDAY + 7 * DAY)

    assert closed == 1
    status = dict(Case.unscoped.values_list("id", "status"))
    assert (status[early.id], status[late.id], status[running.id]) == ("CLOSED", "RESOLVED", "NEW")
    assert [fact["reason_code"] for fact in facts("closed")] == ["SILENT"]


def test_merging_takes_words_and_costs_along(house: House) -> None:
    set_service_policy(labor_rate=Decimal(60), by=house.by, at=MONDAY)
    first, second = house.open(text="First"), house.open(text="Again")
    report_cost(case_id=second.id, kind="LABOR", minutes=Decimal(30), by=house.by, at=MONDAY)

    merged = merge_case(case_id=second.id, into_id=first.id, by=house.by, at=MONDAY)

    assert (merged.status, merged.merged_into_id) == ("MERGED", first.id)
    timeline = queries.list_timeline(case_id=first.id, by=house.by)
    assert [entry.text for entry in timeline if entry.what == "IN"] == ["First", "Again"]
    assert queries.get_case_cost(case_id=first.id, by=house.by).amount == 30
    assert facts("changed")[-1]["merged_into_id"] == str(first.id)
    with pytest.raises(StepNotAllowed):
        reopen_case(case_id=second.id, by=house.by, at=MONDAY)
    with pytest.raises(CaseOver):
        answer_customer(case_id=second.id, text="?", by=house.by, at=MONDAY)


def test_what_was_merged_before_follows(house: House) -> None:
    first, second, third = house.open(), house.open(), house.open()

    merge_case(case_id=third.id, into_id=second.id, by=house.by, at=MONDAY)
    merge_case(case_id=second.id, into_id=first.id, by=house.by, at=MONDAY)

    assert set(Case.unscoped.filter(status="MERGED").values_list("merged_into_id", flat=True)) == {
        first.id
    }


def test_refuses_to_merge_what_does_not_belong_together(house: House) -> None:
    other = make.make_customer(house.by)
    mine, his = house.open(), house.open(about=About(customer_id=other.id))

    with pytest.raises(MergedIntoItself):
        merge_case(case_id=mine.id, into_id=mine.id, by=house.by, at=MONDAY)
    with pytest.raises(MergedAcrossCustomers):
        merge_case(case_id=mine.id, into_id=his.id, by=house.by, at=MONDAY)

    assert not Case.unscoped.filter(status="MERGED").exists()


def test_the_timeline_tells_steps_and_words_in_their_order(house: House) -> None:
    case = house.open(text="It hums")
    note_on_case(case_id=case.id, text="Bearing?", by=house.by, at=MONDAY + HOUR)
    wait_for_customer(case_id=case.id, text="Since when?", by=house.by, at=MONDAY + 2 * HOUR)
    solve(house, case, at=MONDAY + 3 * HOUR)

    timeline = queries.list_timeline(case_id=case.id, by=house.by)

    assert [entry.what for entry in timeline] == [
        "OPENED",
        "IN",
        "NOTE",
        "OUT",
        "RESPONDED",
        "WAITING",
        "RESOLVED",
    ]


def test_the_database_refuses_a_step_that_is_not_in_the_table(house: House) -> None:
    from django.db import DatabaseError, transaction

    case = house.open()
    close_case(case_id=case.id, reason_code="SPAM", by=house.by, at=MONDAY)

    with pytest.raises(DatabaseError), transaction.atomic():
        Case.unscoped.filter(id=case.id).update(status="NEW", clock_stopped_at=None)
