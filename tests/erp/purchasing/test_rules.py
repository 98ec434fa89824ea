"""Rules of buying without a database."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanye.erp.purchasing.domain.answers import Part, outcome
from sanye.erp.purchasing.domain.needs import Need, cover
from sanye.erp.purchasing.domain.quantities import (
    LotRule,
    is_short_enough,
    is_sold_in,
    most_receivable,
    open_quantity,
    order_quantity,
    spread,
)
from sanye.erp.purchasing.domain.states import (
    ORDER_STEPS,
    Answer,
    OrderStatus,
    status_with_supplier,
)
from sanye.erp.purchasing.domain.windows import window_of
from sanye.kernel.ids import new_id
from sanye.kernel.quantity import Factor

D = Decimal
days = st.dates(date(2020, 1, 1), date(2040, 1, 1))
quantities = st.decimals("0.001", "10000", places=3)
lots = st.builds(
    LotRule,
    minimum=st.decimals("0", "500", places=0),
    multiple=st.none() | st.decimals("1", "50", places=0),
    decimals=st.sampled_from([0, 3]),
)


def test_windows_of_a_week_begin_on_mondays():
    assert window_of(date(2026, 3, 22), 7) == (date(2026, 3, 16), date(2026, 3, 23))
    with pytest.raises(ValueError, match="day"):
        window_of(date(2026, 3, 22), 0)


@given(day=days, length=st.integers(1, 60))
def test_windows_lie_end_to_end(day, length):
    start, end = window_of(day, length)

    assert start <= day < end
    assert end - start == timedelta(days=length)
    assert window_of(end, length)[0] == end


@given(needed=quantities, rule=lots)
def test_what_is_ordered_covers_the_need_and_is_sold(needed, rule):
    quantity = order_quantity(needed, rule)

    assert quantity >= max(needed, rule.minimum)
    assert is_sold_in(quantity, rule)
    smaller = quantity - (rule.multiple or D(1).scaleb(-rule.decimals))
    assert smaller < max(needed, rule.minimum)


@given(
    needs=st.lists(st.tuples(quantities, days), min_size=1, max_size=8),
    factor=st.sampled_from([Factor(1), Factor(12), Factor(1, 3)]),
    already=st.decimals("0", "100", places=0),
    rule=lots,
)
def test_schedule_lines_cover_all_needs_and_no_more_than_must_be(needs, factor, already, rule):
    rows = [
        Need(
            planned_order_id=new_id(),
            item_id=new_id(),
            site_id=new_id(),
            quantity=quantity,
            due_date=day,
        )
        for quantity, day in needs
    ]

    covers = cover(rows, already=already, to_stock=factor, rule=rule)

    assert all(part.quantity > 0 for part in covers)
    assert sorted(i for part in covers for i in part.planned_order_ids) == sorted(
        row.planned_order_id for row in rows
    )
    assert [part.due_date for part in covers] == sorted(part.due_date for part in covers)
    exact = sum(row.quantity for row in rows) * factor.denominator / factor.numerator
    ordered = already + sum(part.quantity for part in covers)
    assert ordered >= already + exact - D("0.000001")
    assert is_sold_in(ordered, rule)


@given(quantity=quantities, opens=st.lists(quantities, min_size=1, max_size=5))
def test_an_arrival_is_spread_whole(quantity, opens):
    parts = spread(quantity, opens)

    assert sum(parts, D(0)) == quantity
    assert all(part <= here for part, here in zip(parts[:-1], opens[:-1], strict=True))


def test_open_is_never_below_zero():
    assert open_quantity(ordered=D(10), received=D(4), returned=D(1), cancelled=D(2)) == 5
    assert open_quantity(ordered=D(10), received=D(11), returned=D(0), cancelled=D(0)) == 0


def test_tolerances():
    assert most_receivable(ordered=D(100), kept=D(40), over_ratio=D("0.05")) == 65
    assert most_receivable(ordered=D(100), kept=D(110), over_ratio=D(0)) == 0
    assert is_short_enough(ordered=D(100), missing=D(5), under_ratio=D("0.05"))
    assert not is_short_enough(ordered=D(100), missing=D("5.1"), under_ratio=D("0.05"))


def test_an_answer_is_accepted_changed_or_rejected():
    day = date(2026, 3, 20)

    def answer(*parts):
        return outcome(parts, open_quantity=D(10), requested_date=day)

    assert answer(Part(D(10), day)).answer == Answer.ACCEPTED
    assert answer(Part(D(10), day + timedelta(days=1))).answer == Answer.CHANGED
    assert answer(Part(D(8), day)).refused == 2
    assert answer().answer == Answer.REJECTED
    assert answer().refused == 10


@pytest.mark.parametrize(
    ("current", "answers", "received", "reached"),
    [
        ("DRAFT", ["NONE"], 0, "DRAFT"),
        ("APPROVED", [], 0, "CANCELLED"),
        ("SENT", ["NONE", "ACCEPTED"], 0, "SENT"),
        ("SENT", ["CHANGED", "ACCEPTED"], 0, "CONFIRMED"),
        ("SENT", [], 0, "CANCELLED"),
        ("CONFIRMED", [], 5, "CLOSED"),
        ("CLOSED", ["ACCEPTED"], 5, "CONFIRMED"),
    ],
)
def test_the_state_follows_what_is_open(current, answers, received, reached):
    status = status_with_supplier(
        [Answer(answer) for answer in answers],
        received=D(received),
        current=OrderStatus(current),
    )

    assert status == reached


@given(
    current=st.sampled_from(sorted(set(OrderStatus) - {OrderStatus.CANCELLED})),
    answers=st.lists(st.sampled_from([Answer.NONE, Answer.ACCEPTED])),
    received=st.sampled_from([D(0), D(1)]),
)
def test_the_state_reached_is_an_allowed_step(current, answers, received):
    """Closed orders have received something; an order that is not sent has not."""
    received = D(1) if current == OrderStatus.CLOSED else received

    reached = status_with_supplier(answers, received=received, current=current)

    assert reached == current or reached in ORDER_STEPS[current]
