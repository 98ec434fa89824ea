"""Changes go forward: at once before the order is sent, as an open proposal afterwards."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from sanye.contracts.scm.events import SupplyChangeRequested
from sanye.erp.purchasing import commands, errors
from sanye.erp.purchasing.commands import LineChange
from sanye.erp.purchasing.models import PurchaseChangeProposal
from sanye.kernel.ids import new_id
from sanye.kernel.states import StepNotAllowed
from sanye.stem.commands import command
from sanye.stem.events.log import publish
from sanye.stem.masterdata.models import SupplierPrice
from tests.factories import masterdata
from tests.factories.erp_purchasing import (
    DUE,
    facts_of,
    fresh,
    line_of,
    make_market,
    schedule_of,
)

LATER = DUE + timedelta(days=7)


def change(market, order, *, reason="asked", **what):
    row = schedule_of(order)[0]
    return commands.change_purchase_order(
        purchase_order_id=order.id,
        changes=[LineChange(schedule_line_id=row.id, **what)],
        reason=reason,
        by=market.by,
        at=market.at,
    )


def ask(market, order, kind, *, date_=None, quantity=None, line=True):
    commands.request_supply_change(
        purchase_order_id=order.id,
        schedule_line_id=schedule_of(order)[0].id if line else None,
        kind=kind,
        new_date=date_,
        new_stock_quantity=None if quantity is None else Decimal(quantity),
        reason="plan",
        action_message_id=new_id(),
        by=market.by,
        at=market.at,
    )


def answer(market, proposal, accept, **fields):
    return commands.answer_change_proposal(
        proposal_id=proposal.id, accept=accept, by=market.by, at=market.at, **fields
    )


def open_proposals(order):
    return list(PurchaseChangeProposal.unscoped.filter(purchase_order_id=order.id, status="OPEN"))


def test_changes_a_draft_at_once(market):
    SupplierPrice.objects.create(term=market.term, minimum_quantity=200, unit_price=4)
    order = market.place(100)

    change(market, order, new_date=LATER)
    change(market, order, new_quantity=Decimal(200))

    (row,) = schedule_of(order)
    assert (row.expected_date, row.quantity, row.open_quantity) == (LATER, 200, 200)
    assert (line_of(order).unit_price, fresh(order).net_amount) == (4, 800)
    facts = facts_of(market.by.company_id, "PurchaseOrderChanged")
    assert [fact.lines[0].expected_date for fact in facts] == [LATER, LATER]


def test_cancels_a_draft_at_once(market):
    """Golden A, purchase side: the need falls to nothing and the order goes with it."""
    order = market.place()

    ask(market, order, "CANCEL")

    assert fresh(order).status == "CANCELLED"
    (fact,) = facts_of(market.by.company_id, "PurchaseOrderCancelled")
    assert fact.purchase_order_id == order.id


def test_a_sent_order_carries_an_open_cancel_message(market):
    """Golden A, purchase side: what is with the supplier is never dropped unseen."""
    order = market.sent()

    ask(market, order, "CANCEL", line=False)

    assert fresh(order).status == "SENT"
    (proposal,) = open_proposals(order)
    assert (proposal.kind, proposal.answer_by_date) == ("CANCEL", date(2026, 3, 5))
    answer(market, proposal, accept=True)
    assert fresh(order).status == "CANCELLED"


def test_the_same_message_twice_is_one_proposal(market):
    """Golden B, purchase side: planning runs again and asks for nothing new."""
    order = market.sent()

    ask(market, order, "RESCHEDULE", date_=DUE - timedelta(days=2))
    ask(market, order, "RESCHEDULE", date_=DUE - timedelta(days=2))

    assert len(open_proposals(order)) == 1
    assert len(facts_of(market.by.company_id, "PurchaseOrderChangeProposed")) == 1

    ask(market, order, "RESCHEDULE", date_=DUE - timedelta(days=3))

    (only,) = open_proposals(order)
    assert only.proposed_date == DUE - timedelta(days=3)
    assert PurchaseChangeProposal.unscoped.filter(status="SUPERSEDED").count() == 1


def test_the_supplier_takes_another_date(market):
    order = market.sent()
    change(market, order, new_date=LATER)
    (proposal,) = open_proposals(order)
    assert schedule_of(order)[0].expected_date == DUE

    answer(market, proposal, accept=True)

    (row,) = schedule_of(order)
    assert (row.requested_date, row.confirmed_date, row.answer) == (LATER, LATER, "ACCEPTED")
    assert fresh(order).amendment_number == 1
    (fact,) = facts_of(market.by.company_id, "PurchaseOrderChanged")
    assert fact.lines[0].expected_date == LATER


def test_the_supplier_refuses_with_a_reason(market):
    order = market.sent()
    change(market, order, new_quantity=Decimal(50))
    (proposal,) = open_proposals(order)

    with pytest.raises(errors.ReasonMissing):
        answer(market, proposal, accept=False)
    answer(market, proposal, accept=False, reason="already made")
    with pytest.raises(StepNotAllowed):
        answer(market, proposal, accept=True)

    assert schedule_of(order)[0].open_quantity == 100


def test_quantity_of_a_sent_line_remembers_what_it_lost(market):
    order = market.sent()
    change(market, order, new_quantity=Decimal(60))
    answer(market, open_proposals(order)[0], accept=True)
    change(market, order, new_quantity=Decimal(80))
    answer(market, open_proposals(order)[0], accept=True)

    (row,) = schedule_of(order)
    assert (row.quantity, row.cancelled_quantity, row.open_quantity) == (120, 40, 80)


def test_a_planners_quantity_is_raised_to_what_the_supplier_sells(by, at):
    market = make_market(by, at, price=60, unit="DZN", multiple_quantity=5)
    order = market.place(10)

    ask(market, order, "CHANGE_QUANTITY", quantity=70)

    assert schedule_of(order)[0].quantity == 10

    ask(market, order, "CHANGE_QUANTITY", quantity=60)

    assert schedule_of(order)[0].quantity == 5


def test_a_planners_zero_is_a_cancellation(market):
    order = market.place()

    ask(market, order, "CHANGE_QUANTITY", quantity=0)

    assert fresh(order).status == "CANCELLED"


def test_what_is_finished_is_passed_over(market):
    order = market.place()
    commands.cancel_purchase_order(
        purchase_order_id=order.id, reason="no", by=market.by, at=market.at
    )

    ask(market, order, "CANCEL")
    ask(market, order, "RESCHEDULE", date_=LATER)

    assert len(facts_of(market.by.company_id, "PurchaseOrderCancelled")) == 1


def test_closing_short_ends_the_line_and_its_proposals(market):
    order = market.sent()
    market.receive(order, 40)
    change(market, order, new_date=LATER)

    commands.close_purchase_order_short(
        purchase_order_id=order.id, reason="enough", by=market.by, at=market.at
    )

    (row,) = schedule_of(order)
    assert (row.received_quantity, row.cancelled_quantity, row.open_quantity) == (40, 60, 0)
    assert fresh(order).status == "CLOSED"
    assert open_proposals(order) == []


@pytest.mark.parametrize(
    ("what", "refusal"),
    [
        ({}, errors.NothingProposed),
        ({"new_date": LATER, "cancel": True}, errors.NothingProposed),
        ({"new_date": date(2026, 3, 1)}, errors.DateTooEarly),
        ({"new_quantity": Decimal(0)}, errors.QuantityNotPositive),
        ({"new_quantity": Decimal(-1)}, errors.QuantityNotPositive),
        ({"cancel": True, "reason": ""}, errors.ReasonMissing),
    ],
)
def test_refuses_a_bad_change_and_writes_nothing(market, what, refusal):
    order = market.place()

    with pytest.raises(refusal):
        change(market, order, **what)

    assert schedule_of(order)[0].open_quantity == 100
    assert not facts_of(market.by.company_id, "PurchaseOrderChanged")


def test_refuses_to_change_what_is_finished(market):
    order = market.place()
    change(market, order, cancel=True)

    with pytest.raises(errors.OrderFinished):
        change(market, order, new_date=LATER)
    with pytest.raises(errors.OrderFinished):
        commands.cancel_purchase_order(
            purchase_order_id=order.id, reason="x", by=market.by, at=market.at
        )


def test_another_supplier_sees_no_proposal(market):
    order = market.sent()
    change(market, order, cancel=True)
    (proposal,) = open_proposals(order)
    foreign = replace(market.by, party_ids=frozenset({masterdata.make_supplier(market.by).id}))

    with pytest.raises(errors.ProposalUnknown):
        commands.answer_change_proposal(
            proposal_id=proposal.id, accept=True, by=foreign, at=market.at
        )


@command
def publish_change_for_test(*, fact, by, at):
    publish(fact)


def test_reacts_to_the_planners_request(market, run_cursors):
    order = market.sent()
    message_id = new_id()
    publish_change_for_test(
        fact=SupplyChangeRequested(
            action_message_id=message_id,
            kind="RESCHEDULE",
            order_type="purchase_order",
            order_id=order.id,
            order_line_id=schedule_of(order)[0].id,
            new_date=LATER,
            new_quantity=None,
            reason="late demand",
        ),
        by=market.by,
        at=market.at,
    )

    run_cursors("erp.purchasing.orders")

    (proposal,) = open_proposals(order)
    assert (proposal.action_message_id, proposal.proposed_date) == (message_id, LATER)


@pytest.mark.parametrize(
    ("came", "ordered", "left"), [(30, 80, 50), (80, 80, 0), (90, 90, 0), (100, 100, 0)]
)
def test_what_came_meanwhile_is_not_ordered_again(market, came, ordered, left):
    """Of 100 the supplier is asked for 80; so much has come when he agrees."""
    order = market.sent(100)
    change(market, order, new_quantity=Decimal(80))
    market.receive(order, came)

    for proposal in open_proposals(order):
        answer(market, proposal, accept=True)

    (row,) = schedule_of(order)
    assert (row.quantity - row.cancelled_quantity, row.open_quantity) == (ordered, left)
    assert fresh(order).status == ("CONFIRMED" if left else "CLOSED")
    assert open_proposals(order) == []
