"""Promises in working minutes, paused while the customer has the word."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanye.crm.service.commands import (
    NewLevel,
    answer_customer,
    assign_case,
    put_levels,
    refresh_due_dates,
    resolve_case,
    resume_case,
    wait_for_customer,
)
from sanye.crm.service.domain.clock import ClockState, due, state_of
from sanye.crm.service.domain.levels import Level, level_for
from sanye.crm.service.errors import NothingAsked
from sanye.crm.service.models import Case
from sanye.kernel.calendars import WorkingCalendar
from sanye.kernel.ids import new_id
from sanye.kernel.states import StepNotAllowed
from sanye.stem.events.models import EventRow
from sanye.stem.masterdata.models import CalendarException, PartyCompany
from tests.factories import masterdata as make
from tests.factories.service import MONDAY, House

WEEK = WorkingCalendar.monday_to_friday()


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """March 2026 in Shanghai; the 2nd is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


def test_counts_over_the_night_and_the_weekend(house: House) -> None:
    case = house.open(at=at(6, 16), priority="HIGH")  # Friday 16:00: an hour is left

    # 240 to respond: 60 on Friday, 180 on Monday from 8:00
    assert case.response_due_at == at(9, 11)
    # at risk after 180 of them: 60 on Friday, 120 on Monday
    assert case.response_risk_at == at(9, 10)


def test_what_no_calendar_reaches_is_no_promise(house: House) -> None:
    levels = [NewLevel(priority="HIGH", response_minutes=60, resolution_minutes=1_000_000)]
    put_levels(levels=levels, by=house.by, at=house.at)

    case = house.open(at=at(2, 9), priority="HIGH")
    refresh_due_dates(case_ids=[case.id], by=house.by, at=at(3, 9))

    assert (case.response_due_at, case.resolution_due_at) == (at(2, 10), None)


def test_stands_while_the_customer_is_asked(house: House) -> None:
    case = house.open(at=at(2, 9), priority="HIGH")  # 960 minutes: Wednesday 9:00

    wait_for_customer(case_id=case.id, text="Which voltage?", by=house.by, at=at(2, 11))
    waiting = Case.unscoped.get()
    resume_case(case_id=case.id, by=house.by, at=at(4, 15))

    resumed = Case.unscoped.get()
    assert (waiting.status, waiting.clock_stopped_at) == ("WAITING", at(2, 11))
    assert waiting.responded_at == at(2, 11)
    # Monday 11-17 without lunch 300, Tuesday 480, Wednesday 8-15 without lunch 360
    assert resumed.waited_minutes == 1140
    # 120 were used, 840 are left from Wednesday 15:00: 120, Thursday 480, Friday 240
    assert resumed.resolution_due_at == at(6, 12)
    assert (resumed.status, resumed.clock_stopped_at) == ("OPEN", None)
    changes = [
        row.data["change"]
        for row in EventRow.objects.filter(type="sanye.crm.case.changed.v1").order_by("position")
    ]
    assert changes == ["RESPONDED", "WAITING", "RESUMED"]


def test_waits_for_nobody_who_was_not_asked(house: House) -> None:
    case = house.open()

    with pytest.raises(NothingAsked):
        wait_for_customer(case_id=case.id, by=house.by, at=MONDAY)

    assert Case.unscoped.get().status == "NEW"


def test_waits_without_new_words_once_he_was_answered(house: House) -> None:
    case = house.open()
    answer_customer(case_id=case.id, text="Please send a photo", by=house.by, at=MONDAY)

    waiting = wait_for_customer(case_id=case.id, by=house.by, at=MONDAY)

    assert waiting.status == "WAITING"
    with pytest.raises(StepNotAllowed):
        wait_for_customer(case_id=case.id, by=house.by, at=MONDAY)


def test_a_case_solved_in_time_stays_so_and_one_too_late_not(house: House) -> None:
    soon, late = house.open(priority="URGENT"), house.open(priority="URGENT")  # 480: Tuesday 9:00

    resolve_case(case_id=soon.id, resolution_code="REPAIRED", by=house.by, at=at(3, 9))
    resolve_case(case_id=late.id, resolution_code="REPAIRED", by=house.by, at=at(3, 9, 1))

    facts = EventRow.objects.filter(type="sanye.crm.case.resolved.v1").order_by("position")
    assert [row.data["is_in_time"] for row in facts] == [True, False]


def test_another_priority_is_counted_from_the_opening(house: House) -> None:
    case = house.open(at=at(2, 9), priority="LOW")

    assigned = assign_case(case_id=case.id, priority="URGENT", by=house.by, at=at(2, 10))

    assert assigned.resolution_due_at == at(3, 9)


def test_follows_a_holiday_that_is_declared_later(house: House) -> None:
    calendar = make.make_calendar()
    house.trader.site.calendar = calendar
    house.trader.site.save()
    case = house.open(at=at(2, 9), priority="URGENT")
    CalendarException.objects.create(calendar=calendar, exception_date=date(2026, 3, 3), shifts=[])
    follow = {"case_ids": [case.id], "by": house.by, "at": at(2, 10)}

    moved = refresh_due_dates(**follow)

    assert (moved, case.resolution_due_at) == (1, at(3, 9))
    assert Case.unscoped.get().resolution_due_at == at(4, 9)
    assert refresh_due_dates(**follow) == 0


def test_a_customer_group_has_its_own_promise(house: House) -> None:
    house.open()
    terms = PartyCompany.unscoped.get(party=house.customer)
    terms.customer_group = "GOLD"
    terms.save()
    level = NewLevel(customer_group="GOLD", response_minutes=30, resolution_minutes=120)
    put_levels(levels=[level], by=house.by, at=MONDAY)

    case = house.open(at=at(2, 9))

    assert (case.response_due_at, case.resolution_due_at) == (at(2, 9, 30), at(2, 11))


def test_the_closest_level_holds() -> None:
    queue = new_id()
    rows = [
        Level(resolution_minutes=1),
        Level(priority="HIGH", resolution_minutes=2),
        Level(queue_id=queue, resolution_minutes=3),
        Level(customer_group="GOLD", resolution_minutes=4),
        Level(customer_group="GOLD", priority="HIGH", resolution_minutes=5),
    ]

    def minutes(priority: str, queue_id: object, group: str) -> int | None:
        found = level_for(rows, priority=priority, queue_id=queue_id, customer_group=group)
        return found.resolution_minutes if found else None

    assert minutes("LOW", new_id(), "") == 1
    assert minutes("HIGH", new_id(), "") == 2
    assert minutes("HIGH", queue, "") == 3
    assert minutes("LOW", queue, "GOLD") == 4
    assert minutes("HIGH", queue, "GOLD") == 5
    assert level_for([], priority="LOW", queue_id=queue, customer_group="") is None


def test_knows_how_a_promise_stands() -> None:
    risk, due_at = at(2, 11), at(2, 12)

    def state(now: datetime, **given: datetime | None) -> str:
        return state_of(
            due_at, risk, done_at=given.get("done"), stopped_at=given.get("stopped"), at=now
        )

    assert state(at(2, 10)) == ClockState.RUNNING
    assert state(at(2, 11)) == ClockState.AT_RISK
    assert state(at(2, 12)) == ClockState.AT_RISK
    assert state(at(2, 12, 1)) == ClockState.BREACHED
    assert state(at(3, 9), stopped=at(2, 11)) == ClockState.PAUSED
    assert state(at(3, 9), stopped=at(2, 13)) == ClockState.BREACHED
    assert state(at(3, 9), done=at(2, 12)) == ClockState.MET
    assert state(at(3, 9), done=at(2, 12, 1)) == ClockState.BREACHED
    assert state_of(None, None, done_at=None, stopped_at=None, at=risk) == ClockState.NONE


@given(
    minutes=st.integers(0, 20_000),
    target=st.integers(1, 5_000),
    pause=st.integers(0, 20_000),
    ratio=st.decimals(0, 1, places=3),
)
def test_time_that_does_not_count_moves_the_promise_by_itself(
    minutes: int, target: int, pause: int, ratio: Decimal
) -> None:
    opened = MONDAY + timedelta(minutes=minutes)
    before = due(
        opened_at=opened, calendar=WEEK, target_minutes=target, waited_minutes=0, risk_ratio=ratio
    )
    stopped = opened + timedelta(minutes=minutes)
    waited = WEEK.working_minutes(stopped, stopped + timedelta(minutes=pause))

    after = due(
        opened_at=opened,
        calendar=WEEK,
        target_minutes=target,
        waited_minutes=waited,
        risk_ratio=ratio,
    )

    assert WEEK.working_minutes(opened, after.due_at) == target + waited
    assert WEEK.working_minutes(before.due_at, after.due_at) == waited
    assert opened <= after.risk_at <= after.due_at or ratio == 0
