"""What orders do when others report a fact, and what they answer when asked."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sanye.contracts.crm.events import QuotationAccepted, QuotedLine
from sanye.contracts.erp.ports import CreditRequest, credit_position
from sanye.contracts.scm.holds import HoldAnswer, HoldRequest
from sanye.erp.sales_orders.commands import cancel_sales_order, confirm_sales_order
from sanye.erp.sales_orders.handlers import confirmation, quotations
from sanye.erp.sales_orders.jobs import ask_again
from sanye.erp.sales_orders.models import SalesOrder, SalesOrderLine, SalesScheduleLine
from sanye.kernel.ids import new_id
from sanye.kernel.ports import wire, wired
from sanye.stem.commands import command
from sanye.stem.events.log import publish
from sanye.stem.jobs import Progress
from tests.factories.masterdata import make_address
from tests.factories.sales import SOON, Planner, Trader, make_confirmed


@command
def accept(*, quotation: QuotationAccepted, by: Any, at: Any) -> None:
    publish(quotation)


def quotation_of(trader: Trader, requested_date: date = SOON) -> QuotationAccepted:
    line = QuotedLine(
        quotation_line_id=new_id(),
        line_number=1,
        item_id=trader.bike.id,
        text="red",
        quantity=Decimal(2),
        unit="C62",
        unit_price=Decimal(1000),
        discount_ratio=Decimal("0.1"),
        tax_code="VAT13",
        requested_date=requested_date,
    )
    return QuotationAccepted(
        quotation_id=new_id(),
        number="QT-1",
        version=2,
        customer_id=trader.customer.id,
        opportunity_id=None,
        site_id=trader.site.id,
        ship_to_address_id=None,
        customer_reference="PO 77",
        currency="CNY",
        payment_terms_code=None,
        order_discount_ratio=Decimal(0),
        prices_include_tax=False,
        owner_id=None,
        lines=(line,),
    )


def test_an_accepted_quotation_becomes_one_confirmed_order(
    trader: Trader, planner: Planner, run_cursors
) -> None:
    quotation = quotation_of(trader)
    accept(quotation=quotation, by=trader.by, at=trader.at)

    run_cursors(quotations.name, confirmation.name)
    run_cursors(quotations.name, confirmation.name)

    order = SalesOrder.unscoped.get()
    line = SalesOrderLine.unscoped.get()
    assert (order.status, order.quotation_id) == ("CONFIRMED", quotation.quotation_id)
    assert (order.net_amount, order.customer_reference) == (1800, "PO 77")
    assert (line.price_source, line.price_source_code) == ("QUOTATION", "QT-1 v2")
    assert SalesScheduleLine.unscoped.get().promised_date == SOON


@pytest.mark.parametrize("act", ["confirm", "cancel"])
def test_what_a_person_decided_first_stands(
    act: str, trader: Trader, planner: Planner, run_cursors: Any
) -> None:
    accept(quotation=quotation_of(trader), by=trader.by, at=trader.at)
    run_cursors(quotations.name)
    order = SalesOrder.unscoped.get()
    if act == "confirm":
        confirm_sales_order(order_id=order.id, by=trader.by, at=trader.at)
    else:
        cancel_sales_order(order_id=order.id, reason="called", by=trader.by, at=trader.at)
    order.refresh_from_db()

    run_cursors(confirmation.name)

    assert SalesOrder.unscoped.get().status == order.status
    assert len(planner.requests) == (act == "confirm")


def test_a_day_that_passed_since_quoting_becomes_the_orders_day(
    trader: Trader, planner: Planner, run_cursors
) -> None:
    accept(quotation=quotation_of(trader, date(2026, 2, 1)), by=trader.by, at=trader.at)

    run_cursors(quotations.name)

    assert SalesScheduleLine.unscoped.get().requested_date == date(2026, 3, 2)


def test_goods_go_to_the_default_address_where_the_agreed_one_is_gone(
    log_db: None, trader: Trader, run_cursors
) -> None:
    address = make_address(trader.customer)
    told = replace(quotation_of(trader), ship_to_address_id=new_id())
    accept(quotation=told, by=trader.by, at=trader.at)

    run_cursors(quotations.name)

    assert SalesOrder.unscoped.get().ship_to_address_id == address.id


def test_answers_what_a_customer_owes_and_will_owe(trader: Trader) -> None:
    order = make_confirmed(trader)

    answer = credit_position(CreditRequest(customer_id=trader.customer.id, by=trader.by))

    assert (answer.currency, answer.limit_amount) == ("CNY", None)
    assert (answer.receivable_amount, answer.undelivered_amount) == (0, order.gross_amount)


def ask(trader: Trader) -> str | None:
    return ask_again.run(progress=Progress(new_id()), by=trader.by, at=trader.at)


def test_a_job_asks_again_for_orders_that_wait(trader: Trader, planner: Planner) -> None:
    planner.refused_items = {trader.bike.id}
    order = trader.place()
    confirm_sales_order(order_id=order.id, by=trader.by, at=trader.at)

    still = ask(trader)
    planner.refused_items = set()
    now = ask(trader)

    assert (still, now) == ("0 of 1 confirmed", "1 of 1 confirmed")
    assert len(planner.requests) == 3


def test_an_order_that_cannot_be_worked_out_keeps_no_other_waiting(
    trader: Trader, planner: Planner
) -> None:
    planner.refused_items = {trader.bike.id, trader.chain.id}
    for item in (trader.bike, trader.chain):
        order = trader.place(trader.line(item))
        confirm_sales_order(order_id=order.id, by=trader.by, at=trader.at)
    planner.refused_items = set()

    def hold(request: HoldRequest) -> HoldAnswer:
        if request.lines[0].item_id == trader.bike.id:
            raise OverflowError("date value out of range")
        return planner.hold(request)

    wire({**wired(), "scm.promising.hold_supply": hold})

    with pytest.raises(OverflowError):
        ask(trader)

    statuses = SalesOrder.unscoped.order_by("id").values_list("status", flat=True)
    assert list(statuses) == ["AWAITING_PROMISE", "CONFIRMED"]


def test_the_job_does_nothing_while_planning_is_off(trader: Trader) -> None:
    assert ask(trader) == "planning is off"
