"""Sales orders of the past with deliveries, invoice and payment."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from sanye.erp.delivery.models import Delivery, DeliveryLine
from sanye.erp.history.commands import (
    ClosedSalesLine,
    ClosedSalesPart,
    import_closed_sales_orders,
    import_past_stock,
)
from sanye.erp.invoicing.models import SalesInvoice, SalesInvoiceLine
from sanye.erp.open_items.models import OpenItem, Payment
from sanye.erp.receivables.commands import reverse_receipt
from sanye.erp.sales_orders.models import SalesOrder, SalesScheduleLine
from sanye.kernel.ids import new_id
from sanye.stem.events.models import EventRow
from tests.factories.history import FEB, MAR

D = Decimal


@pytest.fixture
def stocked(maker, by, at):
    bikes = maker.opening(quantity=100, cost=100, item_id=maker.bike.id)
    import_past_stock(stock=[bikes], by=by, at=at)
    return maker


def fact_of(order) -> dict:
    return EventRow.objects.get(key=order.id, type="sanye.erp.sales_order.imported.v1").data


def test_parts_leave_on_their_days_and_what_did_not_leave_is_cancelled(stocked, problems, by, at):
    maker = stocked
    april = date(2025, 4, 2)
    line = ClosedSalesLine(
        item_id=maker.bike.id,
        unit_price=D("33.33"),
        tax_code="VAT13",
        tax_ratio=D("0.13"),
        parts=(
            ClosedSalesPart(quantity=D(1), requested_date=MAR, promised_date=MAR, shipped_date=MAR),
            ClosedSalesPart(
                quantity=D(3),
                requested_date=MAR,
                promised_date=april,
                first_promised_date=MAR,
                delivered_quantity=D(2),
                shipped_date=april,
                received_date=date(2025, 4, 5),
            ),
        ),
    )

    import_closed_sales_orders(orders=[maker.sold(lines=(line,), amendment_count=1)], by=by, at=at)

    order = SalesOrder.unscoped.get()
    assert (order.status, order.number) == ("CLOSED", "SO-2025-000001")
    assert (order.net_amount, order.tax_amount) == (D("99.99"), D("13.00"))
    parts = SalesScheduleLine.unscoped.order_by("position")
    assert [(p.shipped_quantity, p.cancelled_quantity, p.open_quantity) for p in parts] == [
        (1, 0, 0),
        (2, 1, 0),
    ]
    deliveries = Delivery.unscoped.order_by("posting_date")
    assert [(d.status, d.posting_date) for d in deliveries] == [("SHIPPED", MAR), ("PROVEN", april)]
    invoice = SalesInvoice.unscoped.get()
    assert (invoice.number, invoice.posting_date) == ("SI-2025-000001", april)
    nets = SalesInvoiceLine.unscoped.order_by("line_number").values_list("net_amount", flat=True)
    assert list(nets) == [D("33.33"), D("66.66")]
    assert problems() == {}
    told = fact_of(order)
    assert (told["invoice_number"], told["amendment_count"]) == ("SI-2025-000001", 1)
    assert [
        (line["first_promised_date"], line["promised_date"], line["received_date"])
        for line in told["lines"]
    ] == [("2025-03-10", "2025-03-10", None), ("2025-03-10", "2025-04-02", "2025-04-05")]


def test_what_was_paid_is_settled_and_the_rate_between_is_a_gain(stocked, books, problems, by, at):
    sold = stocked.sold(
        currency="USD",
        exchange_rate=D("7.1"),
        paid_date=date(2025, 4, 10),
        paid_exchange_rate=D("7.3"),
    )

    import_closed_sales_orders(orders=[sold], by=by, at=at)

    item = OpenItem.unscoped.get()
    assert (item.amount, item.functional_amount, item.open_amount) == (D(1000), D(7100), D(0))
    assert item.settled_date == date(2025, 4, 10)
    assert Payment.unscoped.get().number == "RCT-2025-000001"
    assert books("BANK") == D(7300)
    assert books("EXCHANGE_DIFFERENCE") == -D(200)
    assert problems() == {}


def test_a_payment_of_the_past_that_bounces_leaves_the_books(stocked, books, problems, by, at):
    terms = {"currency": "USD", "exchange_rate": D("7.1"), "paid_exchange_rate": D("7.3")}
    paid = [stocked.sold(quantity=n, paid_date=date(2025, 4, 10), **terms) for n in (4, 1)]
    import_closed_sales_orders(orders=paid, by=by, at=at)
    payment = Payment.unscoped.order_by("number").first()
    before = books("BANK")

    reverse_receipt(
        payment_id=payment.id, posting_date=date(2025, 4, 20), reason="bounced", by=by, at=at
    )

    item = OpenItem.unscoped.get(open_amount__gt=0)
    assert problems() == {}
    assert books("RECEIVABLE") == item.open_functional_amount == item.functional_amount
    assert before - books("BANK") == payment.amount * D("7.3")


def test_a_cancelled_order_is_lost_demand_and_moves_nothing(stocked, problems, by, at):
    lost = stocked.sold(is_cancelled=True, shipped_date=None, cancel_reason="too late")

    import_closed_sales_orders(orders=[lost], by=by, at=at)

    order = SalesOrder.unscoped.get()
    assert (order.status, order.cancel_reason, order.net_amount) == ("CANCELLED", "too late", 1000)
    assert not Delivery.unscoped.exists()
    told = fact_of(order)
    assert told["is_cancelled"] is True
    assert [(D(i["quantity"]), D(i["delivered_quantity"])) for i in told["lines"]] == [(4, 0)]
    assert problems() == {}


def test_services_are_invoiced_but_not_told_as_demand(stocked, problems, by, at):
    sold = stocked.sold()
    freight = ClosedSalesLine(
        item_id=stocked.freight.id,
        unit_price=D("12.5"),
        parts=(ClosedSalesPart(quantity=D(1), requested_date=MAR, shipped_date=MAR),),
    )

    import_closed_sales_orders(orders=[replace(sold, lines=(*sold.lines, freight))], by=by, at=at)

    assert SalesInvoice.unscoped.get().net_amount == D("1012.5")
    assert [line.is_service for line in DeliveryLine.unscoped.order_by("line_number")] == [
        False,
        True,
    ]
    assert len(fact_of(SalesOrder.unscoped.get())["lines"]) == 1
    assert problems() == {}


def test_ids_that_callers_choose_are_kept(stocked, by, at):
    ids = [new_id() for _ in range(3)]
    part = ClosedSalesPart(id=ids[2], quantity=D(1), requested_date=MAR, shipped_date=MAR)
    line = ClosedSalesLine(id=ids[1], item_id=stocked.bike.id, unit_price=D(9), parts=(part,))

    import_closed_sales_orders(orders=[stocked.sold(id=ids[0], lines=(line,))], by=by, at=at)

    part = SalesScheduleLine.unscoped.get()
    assert [part.line.order_id, part.line_id, part.id] == ids


def test_numbers_of_another_system_are_kept_and_leave_ours_without_gaps(stocked, problems, by, at):
    orders = [
        stocked.sold(quantity=1, number="AB/77", invoice_number="R-77"),
        stocked.sold(quantity=1),
        stocked.sold(quantity=1),
    ]

    import_closed_sales_orders(orders=orders, by=by, at=at)

    numbers = SalesInvoice.unscoped.order_by("number").values_list("number", flat=True)
    assert list(numbers) == ["R-77", "SI-2025-000001", "SI-2025-000002"]
    assert problems() == {}


def test_nothing_of_it_counts_against_the_credit_limit_but_what_is_unpaid(stocked, by, at):
    from sanye.erp.receivables.queries import get_receivable_position

    paid = stocked.sold(paid_date=date(2025, 4, 1))
    import_closed_sales_orders(orders=[paid, stocked.sold(quantity=1)], by=by, at=at)

    position = get_receivable_position(customer_id=stocked.customer.id, by=by)
    assert position.open_amount == D(250)


def test_orders_keep_the_history_of_their_rows(stocked, by, at):
    from sanye.stem.audit.queries import list_history

    import_closed_sales_orders(orders=[stocked.sold()], by=by, at=at)

    order = SalesOrder.unscoped.get()
    (change,) = list_history(table="erp_sales_order", row_id=order.id, by=by)
    assert (change.label, change.command) == (
        "insert",
        "erp.history.import_closed_sales_orders",
    )
    assert change.new["number"] == order.number
    assert order.order_date == FEB
