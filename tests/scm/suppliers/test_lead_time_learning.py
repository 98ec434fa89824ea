"""Lead times learned from few receipts, worked by hand."""

from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanye.scm.suppliers.domain.lead_times import (
    PLANNED,
    LeadTime,
    learn_item,
    learn_supplier,
    observed_days,
)


def test_three_receipts_are_drawn_to_the_planned_days():
    """r = ln 1.5 three times: (2·0 + 3·0.405465) / 5 = 0.243279 for the supplier; the item starts
    there with the weight of three: (3·0.243279 + 3·0.405465) / 6 = 0.324372."""
    r = log(1.5)
    supplier = learn_supplier([(r, 1.0)] * 3)
    item = learn_item(supplier, [(r, 1.0)] * 3)

    assert supplier.mean == pytest.approx(0.243279, abs=1e-6)
    assert item.mean == pytest.approx(0.324372, abs=1e-6)
    assert exp(item.mean) * 10 == pytest.approx(13.83, abs=0.01)


def test_the_variance_is_the_conjugate_one():
    """Prior shape 2, scale 0.0625; three r = 0.405465 without scatter, so the scale grows by
    2·3·0.164402 / (2·5) = 0.098641 to 0.161141 and the shape to 3.5: 0.161141 / 2.5."""
    supplier = learn_supplier([(log(1.5), 1.0)] * 3)

    assert supplier.shape == 3.5
    assert supplier.scale == pytest.approx(0.161141, abs=1e-6)
    assert supplier.variance == pytest.approx(0.064456, abs=1e-6)


def test_many_receipts_speak_for_themselves():
    r = log(1.5)
    item = learn_item(learn_supplier([(r, 1.0)] * 200), [(r, 1.0)] * 200)
    lead_time = LeadTime(10, item)

    assert lead_time.mean_days == pytest.approx(15, abs=0.1)
    assert lead_time.deviation_days < 1
    assert lead_time.days_kept_with(0.8) == 15


def test_a_punctual_supplier_keeps_his_planned_days():
    item = learn_item(learn_supplier([(0.0, 1.0)] * 10), [(0.0, 1.0)] * 10)

    assert LeadTime(10, item).days_kept_with(0.8) == 10


def test_an_item_without_receipts_takes_after_the_others():
    supplier = learn_supplier([(log(2), 1.0)] * 20)

    assert LeadTime(5, learn_item(supplier, [])).mean_days == pytest.approx(9.605, abs=0.001)


def test_nothing_known_is_as_planned():
    assert learn_supplier([]) == PLANNED


def test_late_is_judged_by_what_has_elapsed():
    lead_time = LeadTime(10, learn_item(learn_supplier([(log(1.5), 1.0)] * 40), []))
    ratios = [lead_time.late_ratio(allowed_days=15, elapsed_days=day) for day in (0, 10, 15, 16)]

    assert ratios == sorted(ratios)
    assert ratios[0] < 0.5 < ratios[2]
    assert ratios[3] == 1.0
    assert lead_time.late_ratio(allowed_days=10, elapsed_days=0) > 0.9


@pytest.mark.parametrize(
    ("asked", "actual", "observed"),
    [
        (10, 12, 12),
        (10, 8, 8),
        (25, 25, 25),
        (40, 40, None),
        (40, 20, None),
        (40, 44, 14),
        (10, 0, 1),
    ],
)
def test_what_was_asked_for_far_ahead_tells_only_of_lateness(asked, actual, observed):
    """Planned 10 days: up to 2·10 + 5 = 25 days asked are an order like any other."""
    assert observed_days(asked_days=asked, actual_days=actual, planned_days=10) == observed


@given(
    st.lists(st.tuples(st.floats(-1, 1), st.floats(0.01, 1)), min_size=1, max_size=30),
    st.floats(0.5, 0.98),
)
def test_more_certainty_never_asks_for_fewer_days(observed, probability):
    lead_time = LeadTime(12, learn_item(learn_supplier(observed), observed))

    assert lead_time.days_kept_with(probability) <= lead_time.days_kept_with(probability + 0.01)
    kept = lead_time.days_kept_with(probability)
    assert lead_time.within(kept) >= probability - 1e-9
    assert kept == 1 or lead_time.within(kept - 1) < probability
