"""What takes points off a customer's health, and which level that makes."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanye.crm.loyalty.domain.health import (
    FULL,
    USUAL,
    Counted,
    Level,
    Levels,
    Reason,
    level_of,
    points_of,
    reasons_of,
    score_of,
)

GOOD, WATCH, AT_RISK = Level.GOOD, Level.WATCH, Level.AT_RISK


def test_a_count_takes_points_for_each_up_to_its_most():
    weight = USUAL[Reason.LATE_CASE]  # 6 each, 18 at most

    taken = [points_of(weight, Counted(found=n, of=n)) for n in (0, 1, 3, 9)]

    assert taken == [0, 6, 18, 18]


def test_a_share_takes_its_part_of_the_most():
    weight = USUAL[Reason.LATE_LINE]  # 25 points at 40 % late

    assert points_of(weight, Counted(found=2, of=50)) == Decimal("2.50")  # 4 % of 40 %
    assert points_of(weight, Counted(found=20, of=50)) == 25
    assert points_of(weight, Counted(found=50, of=50)) == 25


def test_one_late_line_of_one_is_not_everything():
    weight = USUAL[Reason.LATE_LINE]

    assert points_of(weight, Counted(found=1, of=1)) == Decimal("12.50")  # as one of five


def test_the_score_is_a_hundred_less_what_reasons_take_gravest_first():
    counts = {
        Reason.OPEN_CASE: Counted(found=2, of=2),
        Reason.GONE_QUIET: Counted(found=1, of=1),
        Reason.RETURN: Counted(found=0, of=9),
    }

    reasons = reasons_of(counts, USUAL)

    assert [(one.reason, one.points, one.evidence_count) for one in reasons] == [
        (Reason.GONE_QUIET, -20, 1),
        (Reason.OPEN_CASE, -6, 2),
    ]
    assert score_of(reasons) == 74


@pytest.mark.parametrize(
    ("score", "before", "after"),
    [
        ("75", GOOD, GOOD),
        ("74.99", GOOD, WATCH),
        ("49.99", GOOD, AT_RISK),
        ("79.99", WATCH, WATCH),
        ("80", WATCH, GOOD),
        ("54.99", AT_RISK, AT_RISK),
        ("55", AT_RISK, WATCH),
        ("79.99", AT_RISK, WATCH),
        ("80", AT_RISK, GOOD),
    ],
)
def test_a_level_is_left_for_a_better_one_only_by_the_margin(
    score: str, before: Level, after: Level
):
    assert level_of(Decimal(score), before, Levels()) == after


@given(
    st.dictionaries(
        st.sampled_from(list(Reason)), st.tuples(st.integers(0, 60), st.integers(0, 60))
    )
)
def test_the_score_stays_between_nothing_and_a_hundred(found: dict[Reason, tuple[int, int]]):
    counts = {reason: Counted(found=part, of=of) for reason, (part, of) in found.items()}

    reasons = reasons_of(counts, USUAL)

    assert 0 <= score_of(reasons) <= FULL
    assert all(-USUAL[one.reason].points_most <= one.points < 0 for one in reasons)


@given(st.decimals(0, 100, places=2), st.sampled_from(list(Level)))
def test_a_level_is_stable_at_the_same_score(score: Decimal, before: Level):
    once = level_of(score, before, Levels())

    assert level_of(score, once, Levels()) == once
