from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from sanye.erp.purchasing import commands, errors, queries
from sanye.erp.purchasing.commands import AnswerKind, LineAnswer, Part
from tests.factories import masterdata
from tests.factories.erp_purchasing import (
    DUE,
    facts_of,
    fresh,
    line_of,
    make_market,
    schedule_of,
)

LATER = DUE + timedelta(days=5)


def answer(market, order, *answers, **fields):
    return commands.answer_purchase_order(
        purchase_order_id=order.id,
        answers=list(answers) or None,
        by=market.by,
        at=market.at,
        **fields,
    )


def change(order, *parts, row=0, reason=""):
    return LineAnswer(
        schedule_line_id=schedule_of(order)[row].id,
        kind=AnswerKind.CHANGE,
        parts=tuple(Part(Decimal(quantity), day) for quantity, day in parts),
        reason=reason,
    )


def reject(order, reason="no steel", row=0):
    return LineAnswer(
        schedule_line_id=schedule_of(order)[row].id, kind=AnswerKind.REJECT, reason=reason
    )


def test_accepts_everything_as_asked(market):
    order = market.sent()

    answered = answer(market, order, supplier_reference="A-17")

    (row,) = schedule_of(order)
    assert (row.answer, row.confirmed_date, row.first_confirmed_date) == ("ACCEPTED", DUE, DUE)
    assert (answered.status, answered.supplier_reference) == ("CONFIRMED", "A-17")


def test_another_date_is_what_planning_hears(market):
    """A supplier moves a date by five days: the fact carries the new date at once."""
    order = market.sent()
    answer(market, order)

    answer(market, order, change(order, (100, LATER)))

    (row,) = schedule_of(order)
    assert (row.requested_date, row.first_confirmed_date) == (DUE, DUE)
    assert (row.confirmed_date, row.expected_date, row.answer) == (LATER, LATER, "CHANGED")
    fact = facts_of(market.by.company_id, "PurchaseOrderConfirmed")[-1]
    assert [(line.expected_date, line.open_quantity) for line in fact.lines] == [(LATER, 100)]


def test_splits_over_dates(market):
    order = market.sent()
    (before,) = schedule_of(order)

    answer(market, order, change(order, (60, LATER), (40, DUE)))

    first, second = schedule_of(order)
    assert first.id == before.id
    assert [(r.quantity, r.expected_date) for r in (first, second)] == [(40, DUE), (60, LATER)]
    assert line_of(order).quantity == 100


def test_less_than_asked_gives_up_the_rest(market):
    order = market.sent()

    answer(market, order, change(order, (70, DUE)))

    (row,) = schedule_of(order)
    assert (row.quantity, row.cancelled_quantity, row.open_quantity) == (100, 30, 70)
    assert fresh(order).net_amount == 350
    (fact,) = facts_of(market.by.company_id, "PurchaseOrderConfirmed")
    assert (fact.lines[0].quantity, fact.lines[0].open_quantity) == (70, 70)


def test_rejected_lines_are_quantity_zero_and_end_the_order(market):
    order = market.sent()

    answered = answer(market, order, reject(order))

    assert answered.status == "CANCELLED"
    confirmed, cancelled = facts_of(
        market.by.company_id, "PurchaseOrderConfirmed", "PurchaseOrderCancelled"
    )
    assert (confirmed.lines[0].quantity, confirmed.lines[0].open_quantity) == (0, 0)
    assert cancelled.purchase_order_id == order.id
    assert schedule_of(order)[0].answer_reason == "no steel"


def test_an_order_is_confirmed_when_all_open_lines_are_answered(market):
    order = commands.place_purchase_order(
        supplier_id=market.supplier.id,
        site_id=market.site.id,
        lines=[
            commands.NewLine(item_id=market.item.id, quantity=Decimal(n), requested_date=DUE)
            for n in (10, 20)
        ],
        by=market.by,
        at=market.at,
    )
    commands.send_purchase_order(purchase_order_id=order.id, by=market.by, at=market.at)

    assert answer(market, order, reject(order, row=0)).status == "SENT"
    assert answer(market, order, change(order, (20, LATER), row=1)).status == "CONFIRMED"


def test_more_is_taken_within_tolerance_only(by, at):
    market = make_market(by, at, over_receipt_ratio="0.1")
    order = market.sent()

    with pytest.raises(errors.ConfirmedTooMuch):
        answer(market, order, change(order, (111, DUE)))
    answer(market, order, change(order, (110, DUE)))

    assert line_of(order).quantity == 110


@pytest.mark.parametrize(
    ("parts", "refusal"),
    [
        ([], errors.LinesMissing),
        ([(0, DUE)], errors.QuantityNotPositive),
        ([(-5, DUE)], errors.QuantityNotPositive),
        ([("1.5", DUE)], errors.QuantityTooFine),
        ([(50, DUE), (50, DUE)], errors.SameDateTwice),
        ([(100, date(2026, 1, 1))], errors.DateTooEarly),
        ([(101, DUE)], errors.ConfirmedTooMuch),
    ],
)
def test_refuses_a_bad_answer_and_writes_nothing(market, parts, refusal):
    order = market.sent()

    with pytest.raises(refusal) as refused:
        answer(market, order, change(order, *parts))

    assert refused.value.row == 1
    assert schedule_of(order)[0].answer == "NONE"
    assert not facts_of(market.by.company_id, "PurchaseOrderConfirmed")


def test_refuses_other_misuse(market):
    draft = market.place()
    order, other = market.sent(), market.sent()

    with pytest.raises(errors.NotWithSupplier):
        answer(market, draft)
    with pytest.raises(errors.ReasonMissing):
        answer(market, order, reject(order, reason=""))
    with pytest.raises(errors.LineUnknown):
        answer(market, order, change(other, (100, DUE)))
    answer(market, order)
    with pytest.raises(errors.LinesMissing):
        answer(market, order)


def test_a_supplier_answers_own_sent_orders_only(market):
    order, draft = market.sent(), market.place()
    own = replace(market.by, party_ids=frozenset({market.supplier.id}))
    foreign = replace(market.by, party_ids=frozenset({masterdata.make_supplier(market.by).id}))

    for actor, hidden in ((foreign, order), (own, draft)):
        with pytest.raises(errors.OrderUnknown):
            commands.answer_purchase_order(purchase_order_id=hidden.id, by=actor, at=market.at)
        with pytest.raises(errors.OrderUnknown):
            queries.get_purchase_order(purchase_order_id=hidden.id, by=actor)
    assert list(queries.list_purchase_orders(by=foreign)) == []
    assert list(queries.list_purchase_orders(by=own)) == [order]
    answered = commands.answer_purchase_order(purchase_order_id=order.id, by=own, at=market.at)
    assert answered.status == "CONFIRMED"


def test_an_answer_after_a_part_came_counts_what_is_open(market):
    order = market.sent()
    market.receive(order, 30)

    answer(market, order, change(order, (50, LATER), (20, LATER + timedelta(days=1))))

    first, second = schedule_of(order)
    assert (first.quantity, first.received_quantity, first.open_quantity) == (80, 30, 50)
    assert (second.quantity, second.open_quantity) == (20, 20)


def test_one_line_is_not_answered_twice_at_once(market):
    order = market.sent(100)
    halves = change(order, (50, DUE), (50, LATER))

    with pytest.raises(errors.ConfirmedTooMuch) as refused:
        answer(market, order, halves, halves)
    with pytest.raises(errors.NothingOpen):
        answer(market, order, reject(order), change(order, (100, DUE)))

    assert refused.value.row == 2
    assert line_of(order).quantity == 100
