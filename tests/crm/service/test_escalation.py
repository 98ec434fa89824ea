"""Broken promises go up, once."""

from datetime import timedelta

import pytest

from sanye.crm.service import queries
from sanye.crm.service.commands import (
    answer_customer,
    escalate_case,
    escalate_due_cases,
    put_queue,
    reopen_case,
    resolve_case,
    wait_for_customer,
)
from sanye.crm.service.errors import TextEmpty
from sanye.crm.service.models import Case
from sanye.stem.events.models import EventRow
from tests.factories.service import MONDAY, House, make_agent

DAY = timedelta(days=1)


def escalated() -> list[str]:
    rows = EventRow.objects.filter(
        type="sanye.crm.case.changed.v1", data__change="ESCALATED"
    ).order_by("position")
    return [row.data["number"] for row in rows]


def test_each_case_that_is_late_goes_to_the_superior_once(house: House) -> None:
    boss = make_agent(house.by, house.at, "boss")
    put_queue(code="FAST", name="Fast", escalate_to_id=boss.id, by=house.by, at=MONDAY)
    late = house.open(priority="URGENT", queue_code="FAST")  # to answer within the hour
    house.open(priority="LOW", queue_code="FAST")
    waiting = house.open(priority="URGENT", queue_code="FAST")
    wait_for_customer(case_id=waiting.id, text="When?", by=house.by, at=MONDAY)

    early = escalate_due_cases(by=house.by, at=MONDAY + timedelta(hours=1))
    first = escalate_due_cases(by=house.by, at=MONDAY + timedelta(minutes=61))
    second = escalate_due_cases(by=house.by, at=MONDAY + timedelta(minutes=66))

    assert (early, first, second) == (0, 1, 0)
    assert escalated() == [late.number]
    case = Case.unscoped.get(id=late.id)
    assert (case.owner_id, case.escalated_at) == (boss.id, MONDAY + timedelta(minutes=61))


def test_what_is_opened_again_may_be_late_again(house: House) -> None:
    case = house.open(priority="URGENT")
    answer_customer(case_id=case.id, text="On it", by=house.by, at=MONDAY)
    escalate_due_cases(by=house.by, at=MONDAY + 2 * DAY)
    resolve_case(case_id=case.id, resolution_code="REPAIRED", by=house.by, at=MONDAY + 2 * DAY)
    reopen_case(case_id=case.id, by=house.by, at=MONDAY + 3 * DAY)

    escalate_due_cases(by=house.by, at=MONDAY + 4 * DAY)

    assert escalated() == [case.number, case.number]


def test_by_hand_it_needs_a_word_why(house: House) -> None:
    case = house.open()

    with pytest.raises(TextEmpty):
        escalate_case(case_id=case.id, text=" ", by=house.by, at=MONDAY)
    escalate_case(case_id=case.id, text="He knows the minister", by=house.by, at=MONDAY)

    assert escalated() == [case.number]


def test_lists_tell_what_is_late_and_what_soon_will_be(house: House) -> None:
    late, soon, calm = (house.open(priority=name) for name in ("URGENT", "HIGH", "LOW"))
    for case in (late, soon, calm):
        answer_customer(case_id=case.id, text="Hello", by=house.by, at=MONDAY)
    # Tuesday 14:00: 480 + 240 of 480, 960 (at risk from 720), 4800
    now = MONDAY + DAY + timedelta(hours=5)

    def numbers(**given: object) -> set[str]:
        rows = queries.list_cases(at=now, by=house.by, **given)
        return {row.number for row in rows}

    assert numbers(breached=True) == {late.number}
    assert numbers(at_risk=True) == {soon.number}
    assert numbers(breached=False, at_risk=False) == {calm.number}
    assert numbers(due_before=now + DAY) == {late.number, soon.number}
    assert numbers(search=late.number[:9]) == {late.number, soon.number, calm.number}
    (counts,) = queries.count_cases(at=now, by=house.by)
    assert (counts.queue_code, counts.open, counts.breached, counts.at_risk) == (
        "TECHNICAL",
        3,
        1,
        1,
    )
