from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from sanye.erp.purchasing import commands, errors, queries
from sanye.erp.purchasing.commands import LineChange
from sanye.kernel.states import StepNotAllowed
from tests.factories.erp_purchasing import DUE, facts_of, fresh, make_user, schedule_of


@pytest.fixture
def buyer(market):
    return replace(market.by, user_id=make_user().id)


@pytest.fixture
def boss(market):
    return replace(market.by, user_id=make_user().id)


@pytest.fixture
def limited(market):
    commands.put_purchasing_policy(approval_amount=Decimal(400), by=market.by, at=market.at)
    return market


def test_sends_a_draft_below_the_limit(limited):
    order = limited.sent(80)

    assert (order.status, order.sent_at) == ("SENT", limited.at)
    assert order.answer_by_date == date(2026, 3, 5)
    (fact,) = facts_of(limited.by.company_id, "PurchaseOrderSent")
    assert fact.supplier_id == limited.supplier.id


def test_refuses_to_send_above_the_limit(limited):
    order = limited.place(81)

    with pytest.raises(errors.NeedsApproval):
        commands.send_purchase_order(purchase_order_id=order.id, by=limited.by, at=limited.at)

    assert fresh(order).status == "DRAFT"
    assert not facts_of(limited.by.company_id, "PurchaseOrderSent")


def test_another_person_approves(limited, buyer, boss):
    order = limited.place(100)
    at, order_id = limited.at, order.id

    submitted = commands.submit_purchase_order(purchase_order_id=order_id, by=buyer, at=at)
    assert submitted.status == "AWAITING_APPROVAL"
    with pytest.raises(errors.ApproverIsBuyer):
        commands.approve_purchase_order(purchase_order_id=order_id, by=buyer, at=at)
    approved = commands.approve_purchase_order(purchase_order_id=order_id, by=boss, at=at)
    assert (approved.status, approved.approved_by_id) == ("APPROVED", boss.user_id)

    assert (
        commands.send_purchase_order(purchase_order_id=order_id, by=buyer, at=at).status == "SENT"
    )


def test_an_approved_order_that_changes_needs_approval_again(limited, buyer, boss):
    order = limited.place(100)
    commands.submit_purchase_order(purchase_order_id=order.id, by=buyer, at=limited.at)
    commands.approve_purchase_order(purchase_order_id=order.id, by=boss, at=limited.at)

    commands.change_purchase_order(
        purchase_order_id=order.id,
        changes=[LineChange(schedule_line_id=schedule_of(order)[0].id, new_quantity=Decimal(200))],
        reason="more",
        by=buyer,
        at=limited.at,
    )

    assert (fresh(order).status, fresh(order).approved_by_id) == ("DRAFT", None)
    with pytest.raises(errors.NeedsApproval):
        commands.send_purchase_order(purchase_order_id=order.id, by=buyer, at=limited.at)


def test_is_given_back_with_a_reason(limited, buyer):
    order = limited.place(100)
    commands.submit_purchase_order(purchase_order_id=order.id, by=buyer, at=limited.at)

    back = commands.return_purchase_order(
        purchase_order_id=order.id, reason="too dear", by=limited.by, at=limited.at
    )

    assert (back.status, back.note) == ("DRAFT", "too dear")


def test_is_sent_once(market):
    order = market.sent()

    with pytest.raises(StepNotAllowed):
        commands.send_purchase_order(purchase_order_id=order.id, by=market.by, at=market.at)


def test_what_is_answered_or_closed_is_not_sent_again(market):
    order = market.sent(10)
    act = {"purchase_order_id": order.id, "by": market.by, "at": market.at}
    for go_on, status in (
        (lambda: commands.answer_purchase_order(**act), "CONFIRMED"),
        (lambda: market.receive(order, 10), "CLOSED"),
    ):
        go_on()
        assert fresh(order).status == status
        with pytest.raises(StepNotAllowed):
            commands.send_purchase_order(**act)
        assert fresh(order).status == status


def test_silence_is_seen(market):
    order = market.sent(10, requested_date=DUE)

    def silent(on):
        return list(queries.list_purchase_orders(unanswered_on=on, by=market.by))

    assert silent(date(2026, 3, 5)) == []
    assert silent(date(2026, 3, 6)) == [order]


@pytest.mark.parametrize(
    "wrong",
    [{"window_days": 0}, {"answer_days": -1}, {"approval_amount": Decimal(-1)}],
)
def test_a_policy_has_sensible_figures(market, wrong):
    with pytest.raises(errors.PolicyInvalid):
        commands.put_purchasing_policy(**wrong, by=market.by, at=market.at)
