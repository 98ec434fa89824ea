"""Colour by probability, worked by hand."""

from datetime import date, timedelta
from math import log

import pytest

from sanye.scm.suppliers.domain.rules import DEFAULT_RULE as RULE
from sanye.scm.suppliers.domain.scoring import (
    HIT_STEP,
    MISS_STEP,
    NOBODY_KNOWS,
    Beta,
    Shown,
    Standing,
    Tally,
    drift_of,
    fit_prior,
    show,
    standing_of,
    tally_of,
)
from sanye.scm.suppliers.domain.states import Colour

TODAY = date(2026, 3, 2)


def standing(lines, hits, **fields):
    given = {"prior": NOBODY_KNOWS, "drift": 0.0, "owes_overdue": False, "rule": RULE}
    return standing_of(Tally(lines, hits), **{**given, **fields})


def test_a_line_weighs_half_after_a_half_life():
    outcomes = [
        (TODAY, True),
        (TODAY - timedelta(days=90), True),
        (TODAY - timedelta(days=180), False),
    ]

    tally = tally_of(outcomes, half_life_days=90, as_of=TODAY)

    assert (tally.lines, tally.hits) == (1.75, 1.5)


def test_the_estimate_is_drawn_to_what_suppliers_usually_do():
    """Beta(18, 2) and two hits of four: Beta(20, 4), 20/24."""
    found = standing(4, 2)

    assert found.estimate == pytest.approx(20 / 24)


def test_the_prior_is_fitted_by_moments():
    """Six suppliers with ten lines each and 10, 10, 10, 10, 5, 5 hits.

    p = (50 + 0.9) / 61 = 0.834426; S = 10 (4 (1-p)^2 + 2 (0.5-p)^2) = 3.333500;
    S / (p(1-p)) - 5 = 19.128142; room = 60 - 600/60 - 5 = 45; rho = 0.425070;
    strength = 1.352553, kept at 2: Beta(1.668852, 0.331148).
    """
    prior = fit_prior([Tally(10, 10)] * 4 + [Tally(10, 5)] * 2)

    assert prior.hits == pytest.approx(1.668852, abs=1e-6)
    assert prior.misses == pytest.approx(0.331148, abs=1e-6)


def test_suppliers_who_are_all_alike_make_a_strong_prior():
    prior = fit_prior([Tally(10, 9)] * 8)

    assert prior.hits + prior.misses == pytest.approx(50)
    assert prior.mean == pytest.approx((72 + 0.9) / 81)


def test_too_few_suppliers_have_the_usual_prior():
    assert fit_prior([Tally(10, 1)] * 4) == Beta(18.0, 2.0)


@pytest.mark.parametrize(
    ("lines", "hits", "colour"),
    [
        (2.9, 2.9, Colour.GREY),
        (4, 4, Colour.YELLOW),
        (5, 5, Colour.BLUE),
        (10, 9, Colour.YELLOW),
        (10, 5, Colour.RED),
    ],
)
def test_colour_goes_by_probability(lines, hits, colour):
    """Beta(18, 2) drawn by the lines: P(rate < 0.93) is 0.5146 after four hits of four, 0.4918
    after five of five; P(rate < 0.85) is 0.8667 after five hits of ten."""
    assert standing(lines, hits).colour is colour


def test_red_needs_four_chances_of_five():
    """Beta(25, 7) and Beta(26, 6): sums of the binomial of 31 trials at 0.85."""
    assert standing(12, 7).below_red == pytest.approx(0.8268925, abs=1e-7)
    assert standing(12, 8).below_red == pytest.approx(0.6826597, abs=1e-7)
    assert standing(12, 7).colour is Colour.RED
    assert standing(12, 8).colour is Colour.YELLOW


def test_who_owes_and_is_unknown_is_red_by_the_fact():
    found = standing(1, 0, owes_overdue=True)

    assert (found.colour, found.reason) == (Colour.RED, "OVERDUE")


def test_drift_counts_misses_up_and_hits_down():
    assert pytest.approx(log(4)) == MISS_STEP
    assert pytest.approx(log(0.8 / 0.95)) == HIT_STEP
    assert drift_of([True] * 5, 2.7) == 0
    assert drift_of([False, False], 2.7) == pytest.approx(2 * log(4))
    assert drift_of([False, True], 2.7) == pytest.approx(log(4) + log(0.8 / 0.95))


def test_nine_hits_clear_the_worst_alarm():
    worst = [False] * 20

    assert drift_of([*worst, *[True] * 9], 2.7) < 2.7 < drift_of([*worst, *[True] * 8], 2.7)


def test_drift_makes_a_good_supplier_yellow():
    found = standing(60, 60, prior=Beta(50, 1), drift=2.8)

    assert (found.colour, found.reason) == (Colour.YELLOW, "DRIFT")


def now(colour, reason="PROBABILITY"):
    return Standing(colour=colour, reason=reason, estimate=0.9, below_red=0.1, below_yellow=0.4)


def test_another_colour_is_shown_when_said_twice():
    first = show(now(Colour.YELLOW), Shown(Colour.BLUE), is_new_evidence=True)
    second = show(now(Colour.YELLOW), first, is_new_evidence=True)

    assert first == Shown(Colour.BLUE, Colour.YELLOW)
    assert second == Shown(Colour.YELLOW)


def test_the_same_evidence_is_not_said_twice():
    first = show(now(Colour.YELLOW), Shown(Colour.BLUE), is_new_evidence=True)

    assert show(now(Colour.YELLOW), first, is_new_evidence=False) == first


def test_falling_back_forgets_what_was_pending():
    pending = Shown(Colour.BLUE, Colour.RED)

    assert show(now(Colour.BLUE), pending, is_new_evidence=True) == Shown(Colour.BLUE)
    assert show(now(Colour.YELLOW), pending, is_new_evidence=True).pending is Colour.YELLOW


def test_the_unknown_and_the_overdue_are_shown_at_once():
    assert show(now(Colour.RED), None, is_new_evidence=True) == Shown(Colour.RED)
    grey = Shown(Colour.GREY)
    assert show(now(Colour.YELLOW), grey, is_new_evidence=True) == Shown(Colour.YELLOW)
    fact = now(Colour.RED, "OVERDUE")
    assert show(fact, Shown(Colour.BLUE), is_new_evidence=False) == Shown(Colour.RED)
