"""What happens to purchase and work orders when demand or supply changes, across the leaves."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from sanye.erp.production import commands as production
from sanye.erp.production.queries import list_production_orders
from sanye.erp.purchasing import commands as purchasing
from sanye.erp.purchasing.queries import (
    get_purchase_order,
    list_change_proposals,
    list_purchase_orders,
)
from sanye.erp.sales_orders import commands as sales
from sanye.erp.sales_orders.queries import get_sales_order_parts
from sanye.scm.planning import commands as planning
from sanye.scm.planning.queries import list_action_messages
from tests.stories.conftest import Aurora

ASKED = date(2026, 3, 27)
Problems = Callable[[], list[str]]


@pytest.fixture
def order(aurora: Aurora, at: datetime) -> Any:
    """150 kettles, promised; what they need is bought and made."""
    order = sales.place_sales_order(
        customer_id=aurora.party("C-HUAYU"),
        lines=[
            sales.NewLine(
                item_id=aurora.item("EK-100"), quantity=Decimal(150), requested_date=ASKED
            )
        ],
        by=aurora.by,
        at=at,
    )
    sales.confirm_sales_order(order_id=order.id, by=aurora.by, at=at)
    aurora.run_cursors()
    return order


def send(aurora: Aurora, at: datetime, supplier: str) -> Any:
    """The draft to this supplier, sent and confirmed as asked."""
    draft = list_purchase_orders(supplier_id=aurora.party(supplier), by=aurora.by).get()
    purchasing.send_purchase_order(purchase_order_id=draft.id, by=aurora.by, at=at)
    purchasing.answer_purchase_order(purchase_order_id=draft.id, by=aurora.by, at=at)
    aurora.run_cursors()
    return get_purchase_order(purchase_order_id=draft.id, by=aurora.by)


def statuses(aurora: Aurora) -> dict[str, str]:
    orders = list_purchase_orders(by=aurora.by)
    return {order.supplier.code: order.status for order in orders}


def apply(aurora: Aurora, at: datetime, order_number: str) -> None:
    """The planner applies every open message about an order."""
    for message in list_action_messages(status="OPEN", by=aurora.by):
        if message.order_number == order_number:
            planning.apply_action_message(action_message_id=message.id, by=aurora.by, at=at)
    aurora.run_cursors()


def test_nothing_is_made_or_bought_unseen_when_the_order_is_cancelled(
    aurora: Aurora, at: datetime, order: Any, problems: Problems
) -> None:
    """Golden test A: to 0; what is not released goes, what is released carries a message."""
    steel = send(aurora, at, "S-STEEL")
    body = list_production_orders(by=aurora.by).get(item__code="BODY-K")
    production.release_production_order(production_order_id=body.id, by=aurora.by, at=at)
    aurora.run_cursors()

    sales.cancel_sales_order(order_id=order.id, reason="CHANGED_MIND", by=aurora.by, at=at)
    aurora.run_cursors()

    assert statuses(aurora) == {
        "S-STEEL": "CONFIRMED",
        "S-PLAST": "CANCELLED",
        "S-ELEC": "CANCELLED",
        "S-PACK": "CANCELLED",
    }
    made = {row.item.code: row.status for row in list_production_orders(by=aurora.by)}
    assert (made["EK-100"], made["BODY-K"]) == ("CANCELLED", "RELEASED")
    open_messages = {
        (row.kind, row.order_number) for row in list_action_messages(status="OPEN", by=aurora.by)
    }
    assert {("CANCEL", steel.number), ("CANCEL", body.number)} <= open_messages

    apply(aurora, at, steel.number)

    (proposal,) = list_change_proposals(status="OPEN", by=aurora.by)
    assert (proposal.kind, proposal.purchase_order_id) == ("CANCEL", steel.id)
    purchasing.answer_change_proposal(proposal_id=proposal.id, accept=True, by=aurora.by, at=at)
    aurora.run_cursors()
    assert statuses(aurora)["S-STEEL"] == "CANCELLED"
    assert problems() == []


def test_a_receipt_moved_away_is_expedited_once_and_never_doubled(
    aurora: Aurora, at: datetime, order: Any, problems: Problems
) -> None:
    """Golden test B: the supplier's later date brings one message and no second order."""
    steel = send(aurora, at, "S-STEEL")
    (row,) = [row for line in steel.lines.all() for row in line.schedule_lines.all()]
    quantity = row.open_quantity
    purchasing.answer_purchase_order(
        purchase_order_id=steel.id,
        answers=[
            purchasing.LineAnswer(
                schedule_line_id=row.id,
                kind=purchasing.AnswerKind.CHANGE,
                parts=(purchasing.Part(quantity, row.expected_date + timedelta(days=14)),),
            )
        ],
        by=aurora.by,
        at=at,
    )
    aurora.run_cursors()
    planning.run_planning(by=aurora.by, at=at)
    aurora.run_cursors()

    messages = [
        row.kind
        for row in list_action_messages(status="OPEN", by=aurora.by)
        if row.order_number == steel.number
    ]
    assert messages == ["EXPEDITE"]
    assert len(list_purchase_orders(supplier_id=steel.supplier_id, by=aurora.by)) == 1
    again = get_purchase_order(purchase_order_id=steel.id, by=aurora.by)
    assert sum(line.quantity for line in again.lines.all()) == quantity
    assert problems() == []


def test_a_supplier_five_days_late_is_told_to_sales_within_one_cycle(
    aurora: Aurora, at: datetime, order: Any, problems: Problems
) -> None:
    """Golden test C: the customer's lines with new dates and the money at stake."""
    steel = send(aurora, at, "S-STEEL")
    (row,) = [row for line in steel.lines.all() for row in line.schedule_lines.all()]
    purchasing.answer_purchase_order(
        purchase_order_id=steel.id,
        answers=[
            purchasing.LineAnswer(
                schedule_line_id=row.id,
                kind=purchasing.AnswerKind.CHANGE,
                parts=(purchasing.Part(row.open_quantity, row.expected_date + timedelta(days=5)),),
                reason="furnace",
            )
        ],
        by=aurora.by,
        at=at,
    )
    aurora.run_cursors()

    parts = get_sales_order_parts(order_id=order.id, by=aurora.by)
    (line,) = [row for rows in parts.schedule.values() for row in rows]
    assert (line.promised_date, line.is_endangered) == (ASKED, True)
    assert line.proposed_date > ASKED
    assert line.endangered_cause == f"{steel.number} is late"
    (message,) = list_action_messages(sales_order_id=order.id, by=aurora.by)
    assert (message.kind, message.order_number) == ("EXPEDITE", steel.number)
    assert message.money_at_stake == order.net_amount == Decimal(17850)
    assert message.sales_order_numbers == [order.number]
    assert problems() == []
