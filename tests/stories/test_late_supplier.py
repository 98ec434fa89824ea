"""A late supplier, from his confirmation to the customer's new date."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

from sanye.erp.purchasing import commands as purchasing
from sanye.erp.purchasing.queries import get_purchase_order, list_purchase_orders
from sanye.erp.sales_orders import commands as sales
from sanye.erp.sales_orders.queries import (
    get_sales_order_parts,
    list_endangered_lines,
)
from sanye.scm.planning.queries import list_promise_risks
from sanye.scm.suppliers import commands as suppliers
from sanye.scm.suppliers.queries import (
    get_supplier_scorecard,
    list_proposed_actions,
    list_supplier_alerts,
)
from tests.stories.conftest import Aurora

ASKED = date(2026, 3, 27)


def test_a_late_confirmation_becomes_a_new_date_for_the_customer(
    aurora: Aurora, at: datetime, problems: Callable[[], list[str]]
) -> None:
    seller, buyer = aurora.person("sales", "SALES"), aurora.person("buyer", "BUYER")

    # Hua Yu orders 150 kettles for the end of March; the steel is ordered and sent.
    order = sales.place_sales_order(
        customer_id=aurora.party("C-HUAYU"),
        lines=[
            sales.NewLine(
                item_id=aurora.item("EK-100"), quantity=Decimal(150), requested_date=ASKED
            )
        ],
        by=seller,
        at=at,
    )
    sales.confirm_sales_order(order_id=order.id, by=seller, at=at)
    aurora.run_cursors()
    steel = list_purchase_orders(supplier_id=aurora.party("S-STEEL"), by=buyer).get()
    purchasing.send_purchase_order(purchase_order_id=steel.id, by=buyer, at=at)
    aurora.run_cursors()
    assert not list_supplier_alerts(by=buyer).exists()

    # Three working days pass without an answer: the buyer is told.
    silent_at = at + timedelta(days=3)
    suppliers.evaluate_suppliers(by=aurora.by, at=silent_at)
    alert = list_supplier_alerts(by=buyer).get()
    assert (alert.kind, alert.severity, alert.order_number) == ("UNCONFIRMED", "BLUE", steel.number)
    assert alert.sales_order_numbers == [order.number]

    # The supplier answers: a week later than asked.
    found = get_purchase_order(purchase_order_id=steel.id, by=buyer)
    (row,) = [row for line in found.lines.all() for row in line.schedule_lines.all()]
    late_day = row.expected_date + timedelta(days=7)
    purchasing.answer_purchase_order(
        purchase_order_id=steel.id,
        answers=[
            purchasing.LineAnswer(
                schedule_line_id=row.id,
                kind=purchasing.AnswerKind.CHANGE,
                parts=(purchasing.Part(row.open_quantity, late_day),),
                reason="furnace",
            )
        ],
        by=buyer,
        at=silent_at,
    )
    aurora.run_cursors(at=silent_at)

    # The alert is red, for it breaks a promise; it names the order, the money, what to do.
    alert = list_supplier_alerts(is_live=True, by=buyer).get()
    assert (alert.kind, alert.severity, alert.breaks_promise) == ("CONFIRMED_LATE", "RED", True)
    assert (alert.sales_order_numbers, alert.money_at_stake) == ([order.number], order.net_amount)
    actions = list_proposed_actions(alert_id=alert.id, at=silent_at, by=buyer)
    assert (actions[0].action, actions[-1].action) == ("EXPEDITE", "RE_PROMISE")

    # The seller has it on the list, with the day that planning proposes.
    (line,) = list_endangered_lines(has_proposal=True, by=seller)
    assert (line.line.order_id, line.promised_date) == (order.id, ASKED)
    assert line.endangered_cause == f"{steel.number} is late"
    proposed = line.proposed_date
    assert proposed is not None
    assert proposed > ASKED

    # Told and agreed, it is the promise; nothing is at risk any more, and the buyer sees it.
    sales.accept_proposed_dates(order_id=order.id, by=seller, at=silent_at)
    aurora.run_cursors(at=silent_at)
    parts = get_sales_order_parts(order_id=order.id, by=seller)
    (kept,) = [row for rows in parts.schedule.values() for row in rows]
    assert (kept.promised_date, kept.first_promised_date) == (proposed, ASKED)
    assert not list_endangered_lines(by=seller).exists()
    assert not list_promise_risks(by=buyer).exists()
    alert.refresh_from_db()
    assert alert.breaks_promise is False

    # The steel comes on the day he confirmed: late by what was asked, kept by what he said.
    arrival_at = datetime.combine(late_day, at.timetz())
    (bought,) = found.lines.all()
    purchasing.receive_goods(
        purchase_order_id=steel.id,
        lines=[purchasing.Arrival(purchase_order_line_id=bought.id, quantity=bought.quantity)],
        by=aurora.person("store", "STOREKEEPER"),
        at=arrival_at,
    )
    aurora.run_cursors(at=arrival_at)
    alert.refresh_from_db()
    assert (alert.status, alert.close_reason) == ("CLOSED", "ARRIVED")
    card = get_supplier_scorecard(supplier_id=steel.supplier_id, by=buyer)
    assert (card.asked.late_count, card.asked.line_count) == (1, 1)
    assert card.confirmed.in_full_count == 1
    assert (card.score.colour, card.score.answer_count) == ("GREY", 1)
    assert problems() == []


def test_a_supplier_who_finds_the_goods_after_all_frees_the_promise(
    aurora: Aurora, at: datetime, problems: Callable[[], list[str]]
) -> None:
    """The mark on the order goes when the danger does."""
    seller, buyer = aurora.person("sales", "SALES"), aurora.person("buyer", "BUYER")
    order = sales.place_sales_order(
        customer_id=aurora.party("C-HUAYU"),
        lines=[
            sales.NewLine(
                item_id=aurora.item("EK-100"), quantity=Decimal(150), requested_date=ASKED
            )
        ],
        by=seller,
        at=at,
    )
    sales.confirm_sales_order(order_id=order.id, by=seller, at=at)
    aurora.run_cursors()
    steel = list_purchase_orders(supplier_id=aurora.party("S-STEEL"), by=buyer).get()
    purchasing.send_purchase_order(purchase_order_id=steel.id, by=buyer, at=at)
    found = get_purchase_order(purchase_order_id=steel.id, by=buyer)
    (row,) = [row for line in found.lines.all() for row in line.schedule_lines.all()]

    for days in (7, 0):
        part = purchasing.Part(row.open_quantity, row.expected_date + timedelta(days=days))
        purchasing.answer_purchase_order(
            purchase_order_id=steel.id,
            answers=[
                purchasing.LineAnswer(
                    schedule_line_id=row.id, kind=purchasing.AnswerKind.CHANGE, parts=(part,)
                )
            ],
            by=buyer,
            at=at,
        )
        aurora.run_cursors()
        assert list_endangered_lines(by=seller).exists() is (days == 7)

    assert list_supplier_alerts(by=buyer).get().close_reason == "CONFIRMED"
    assert problems() == []
