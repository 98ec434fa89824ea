"""What a work center can do on a day, worked out by hand and against brute force."""

from decimal import Decimal
from itertools import permutations
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from sanye.erp.people.domain.capacity import (
    Machine,
    Presence,
    day_capacity,
    operations_at_once,
    staffed_minutes,
)
from sanye.erp.people.domain.choices import CapacityBasis

WELD, CRANE = UUID(int=1), UUID(int=2)
WELDER, DRIVER, BOTH = frozenset({WELD}), frozenset({CRANE}), frozenset({WELD, CRANE})
NOBODY: frozenset[UUID] = frozenset()
OPEN = [(480, 720), (780, 1020)]


def test_a_person_with_two_skills_fills_one_place():
    needs = {WELD: 1, CRANE: 1}

    assert operations_at_once([BOTH], needs, 2) == 0
    assert operations_at_once([BOTH, WELDER], needs, 2) == 1
    assert operations_at_once([BOTH, BOTH, WELDER, DRIVER], needs, 5) == 2


def test_two_people_per_operation_and_three_there_run_one():
    assert operations_at_once([WELDER, WELDER, WELDER], {WELD: 2}, 4) == 1


def test_without_needs_everybody_runs_one_up_to_the_machines():
    assert operations_at_once([NOBODY, NOBODY, NOBODY], {}, 2) == 2


def test_two_machines_and_a_welder_who_goes_at_noon():
    """8-12 two welders run both machines: 480; 13-17 one runs one: 240. 720 × 0.9 = 648."""
    there = [
        Presence((480, 1020), WELDER),
        Presence((480, 720), WELDER),
    ]

    found = day_capacity(Machine(2, Decimal("0.9")), OPEN, there, {WELD: 1}, is_rostered=True)

    assert (found.minutes, found.machine_minutes) == (648, 864)
    assert found.basis is CapacityBasis.PEOPLE


def test_people_outside_the_open_time_add_nothing():
    assert staffed_minutes(OPEN, [Presence((0, 480), WELDER)], {WELD: 1}, 1) == 0


def test_everybody_there_makes_the_machine_the_limit():
    there = [Presence((400, 1100), WELDER)]

    found = day_capacity(Machine(1, Decimal(1)), OPEN, there, {WELD: 1}, is_rostered=True)

    assert (found.minutes, found.basis) == (480, CapacityBasis.MACHINE)


def test_without_a_roster_the_calendar_counts_alone():
    found = day_capacity(Machine(3, Decimal("0.8")), OPEN, None, {WELD: 1}, is_rostered=False)

    assert (found.minutes, found.basis) == (1152, CapacityBasis.CALENDAR)


def test_a_work_center_that_needs_nobody_runs_by_itself():
    found = day_capacity(Machine(1, Decimal(1)), OPEN, [], {}, is_rostered=False)

    assert (found.minutes, found.basis) == (480, CapacityBasis.UNMANNED)


def test_a_rostered_work_center_stands_still_without_people():
    found = day_capacity(Machine(1, Decimal(1)), OPEN, [], {}, is_rostered=True)

    assert (found.minutes, found.basis) == (0, CapacityBasis.PEOPLE)


def by_trying(present, needs, parallel):
    """The largest k for which some assignment of people to k × needs places works."""
    best = 0
    for k in range(1, parallel + 1):
        places = [skill for skill, count in needs.items() for _ in range(k * count)]
        if len(places) <= len(present) and any(
            all(place in skills for place, skills in zip(places, order, strict=False))
            for order in permutations(present)
        ):
            best = k
    return best


@given(
    present=st.lists(st.sampled_from([WELDER, DRIVER, BOTH, NOBODY]), max_size=6),
    weld=st.integers(1, 2),
    crane=st.integers(0, 2),
    parallel=st.integers(1, 3),
)
def test_no_assignment_of_people_runs_more_or_less(present, weld, crane, parallel):
    needs = {WELD: weld} | ({CRANE: crane} if crane else {})

    assert operations_at_once(present, needs, parallel) == by_trying(present, needs, parallel)


@given(
    spans=st.lists(
        st.tuples(st.integers(0, 1400), st.integers(1, 600)).map(lambda s: (s[0], s[0] + s[1])),
        max_size=5,
    ),
    parallel=st.integers(1, 3),
)
def test_the_sweep_equals_counting_minute_by_minute(spans, parallel):
    there = [Presence(span, WELDER) for span in spans]

    counted = sum(
        min(parallel, sum(1 for start, end in spans if start <= minute < end))
        for opens, closes in OPEN
        for minute in range(opens, closes)
    )

    assert staffed_minutes(OPEN, there, {WELD: 1}, parallel) == counted
