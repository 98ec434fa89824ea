"""What speaks against a roster, without a database."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from sanye.erp.people.domain.choices import FindingKind, Severity
from sanye.erp.people.domain.findings import Known, Policy, Skilled, Work, find_conflicts
from sanye.erp.people.domain.shifts import ShiftTimes

ANNA, SAW, WELD = UUID(int=1), UUID(int=2), UUID(int=3)
MONDAY = date(2026, 3, 2)
DAY = ShiftTimes(480, 1020, 720, 60)
LATE = ShiftTimes(840, 1320)
NIGHT = ShiftTimes(1320, 1800)
EMPLOYED = {ANNA: (date(2020, 1, 1), date.max)}


def kinds(*works: Work, known: Known | None = None, policy: Policy | None = None) -> list[str]:
    found = find_conflicts(works, (), known or Known(EMPLOYED), policy or Policy())
    return [f"{one.kind} {one.row} {one.severity}" for one in found]


def work(row: int, day: date, times: ShiftTimes, center: UUID | None = None) -> Work:
    return Work(ANNA, day, times, center, row)


def test_one_shift_a_day_is_fine():
    assert kinds(work(1, MONDAY, DAY), work(2, MONDAY + timedelta(1), DAY)) == []


def test_two_shifts_at_once_are_refused_whatever_the_policy():
    lax = Policy(on_rest=Severity.IGNORE)

    assert kinds(work(1, MONDAY, DAY), work(2, MONDAY, LATE), policy=lax) == [
        "DOUBLE_BOOKED 2 REFUSE"
    ]


def test_a_night_runs_into_the_next_day():
    """Night ends at 6:00, day starts at 8:00: two hours of rest where eleven are due."""
    found = find_conflicts(
        [work(1, MONDAY, NIGHT), work(2, MONDAY + timedelta(1), DAY)], (), Known(EMPLOYED), Policy()
    )

    assert [(one.kind, one.found_minutes, one.wanted_minutes) for one in found] == [
        (FindingKind.REST_TOO_SHORT, 120, 660)
    ]


def test_eleven_hours_exactly_are_enough():
    early = ShiftTimes(540, 1080)
    before = ShiftTimes(840, 1320)

    assert kinds(work(1, MONDAY, before), work(2, MONDAY + timedelta(1), early)) == []


def test_the_seventh_day_of_eight_hours_breaks_the_week():
    days = [work(n + 1, MONDAY + timedelta(n), DAY) for n in range(7)]

    assert kinds(*days) == ["WEEK_TOO_LONG 7 WARN"]


def test_work_elsewhere_counts_for_rest_and_week_but_is_not_told():
    elsewhere = [Work(ANNA, MONDAY - timedelta(1), NIGHT)]

    found = find_conflicts([work(1, MONDAY, DAY)], elsewhere, Known(EMPLOYED), Policy())

    assert [(one.kind, one.row) for one in found] == [(FindingKind.REST_TOO_SHORT, 1)]


@pytest.mark.parametrize(
    ("severity", "told"),
    [
        (Severity.REFUSE, ["ON_LEAVE 1 REFUSE"]),
        (Severity.WARN, ["ON_LEAVE 1 WARN"]),
        (Severity.IGNORE, []),
    ],
)
def test_leave_is_judged_by_the_policy(severity, told):
    known = Known(EMPLOYED, leave={ANNA: [(MONDAY, MONDAY)]})

    assert kinds(work(1, MONDAY, DAY), known=known, policy=Policy(on_leave=severity)) == told


@pytest.mark.parametrize(
    ("skilled", "told"),
    [
        ([], ["SKILL_MISSING 1 REFUSE"]),
        ([Skilled(WELD, 1, date(2025, 1, 1), date.max)], ["SKILL_MISSING 1 REFUSE"]),
        ([Skilled(WELD, 2, date(2025, 1, 1), MONDAY - timedelta(1))], ["SKILL_MISSING 1 REFUSE"]),
        ([Skilled(WELD, 2, date(2025, 1, 1), MONDAY)], []),
        ([Skilled(WELD, 3, MONDAY, date.max)], []),
    ],
)
def test_a_skill_is_needed_at_its_level_on_the_day(skilled, told):
    known = Known(EMPLOYED, skills={ANNA: skilled}, needs={SAW: {WELD: (2, 1)}})

    assert kinds(work(1, MONDAY, DAY, SAW), known=known) == told


def test_nobody_works_before_being_hired():
    known = Known({ANNA: (MONDAY + timedelta(1), date.max)})

    assert kinds(work(1, MONDAY, DAY), known=known) == ["NOT_EMPLOYED 1 REFUSE"]
