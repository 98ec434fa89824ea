"""From order to payment with the real stock, costing, payables and ledger behind it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from sanye.erp.ledger.commands import open_books
from sanye.erp.ledger.models import Posting
from sanye.erp.payables.commands import make_payment
from sanye.erp.purchasing import commands as purchasing
from sanye.erp.purchasing.models import GoodsReceiptLine
from sanye.erp.supplier_invoices import commands
from sanye.erp.supplier_invoices.commands import InvoiceLine
from sanye.kernel.checks import all_checks
from sanye.stem.masterdata import commands as masters
from sanye.stem.masterdata.models import ExchangeRate, ItemUnit, Unit
from tests.factories.erp_purchasing import line_of, make_market

TODAY = date(2026, 3, 2)


@pytest.fixture(params=["CNY", "EUR"])
def market(request, by, at):
    for days, rate in ((0, "8.00"), (1, "7.90"), (2, "7.70")):
        ExchangeRate.objects.create(
            from_currency="EUR",
            to_currency="CNY",
            rate_date=TODAY - timedelta(days=days),
            rate=rate,
        )
    open_books(by=by, at=at)
    return make_market(by, at, currency=request.param, price="3.335")


def place(market, quantity):
    order = purchasing.place_purchase_order(
        supplier_id=market.supplier.id,
        site_id=market.site.id,
        currency=market.term.currency,
        lines=[
            purchasing.NewLine(
                item_id=market.item.id,
                quantity=Decimal(quantity),
                requested_date=TODAY + timedelta(days=9),
            )
        ],
        by=market.by,
        at=market.at,
    )
    return purchasing.send_purchase_order(purchase_order_id=order.id, by=market.by, at=market.at)


def receive(market, order, quantity, day=TODAY):
    return purchasing.receive_goods(
        purchase_order_id=order.id,
        lines=[
            purchasing.Arrival(purchase_order_line_id=line_of(order).id, quantity=Decimal(quantity))
        ],
        posting_date=day,
        by=market.by,
        at=market.at,
    )


def enter(market, order, quantity, price, reference, enter=commands.enter_supplier_invoice):
    invoice = enter(
        supplier_id=market.supplier.id,
        supplier_reference=reference,
        document_date=TODAY,
        lines=[
            InvoiceLine(
                purchase_order_line_id=line_of(order).id,
                quantity=Decimal(quantity),
                unit_price=Decimal(price),
            )
        ],
        by=market.by,
        at=market.at,
    )
    if invoice.status == "BLOCKED":
        commands.release_supplier_invoice(
            invoice_id=invoice.id, reason="agreed", by=market.by, at=market.at
        )
    return commands.post_supplier_invoice(invoice_id=invoice.id, by=market.by, at=market.at)


def balance(by, role):
    rows = Posting.unscoped.filter(company_id=by.company_id, role=role)
    return sum((row.debit - row.credit for row in rows), Decimal(0))


def problems(company_id):
    """Of the log and of the leaf; other leaves' checks ask cursors that this test has not."""
    found = {
        name: run(company_id).problems
        for name, run in all_checks.items()
        if name.startswith("erp.") or name == "stem.events.causes_known"
    }
    return {name: told for name, told in found.items() if told}


def test_goods_received_are_cleared_to_the_cent(market, run_cursors):
    order = place(market, 10)
    receive(market, order, 3, TODAY - timedelta(days=2))
    receipt = receive(market, order, 7)
    run_cursors()
    enter(market, order, 4, "3.335", "R-1")
    enter(market, order, 6, "3.50", "R-2")
    row = GoodsReceiptLine.unscoped.get(receipt=receipt)
    purchasing.return_goods(
        purchase_order_id=order.id,
        lines=[purchasing.GoingBack(receipt_line_id=row.id, quantity=Decimal(2))],
        reason_code="BROKEN",
        by=market.by,
        at=market.at,
    )
    enter(market, order, 2, "3.335", "C-1", commands.enter_supplier_credit)
    run_cursors()

    assert balance(market.by, "GOODS_RECEIVED_NOT_INVOICED") == 0
    assert problems(market.by.company_id) == {}


def test_what_is_owed_is_paid(market, run_cursors):
    order = place(market, 10)
    receive(market, order, 10)
    invoice = enter(market, order, 10, "3.335", "R-1")
    make_payment(
        supplier_id=market.supplier.id,
        currency=market.term.currency,
        amount=invoice.gross_amount,
        posting_date=TODAY,
        by=market.by,
        at=market.at,
    )

    run_cursors()

    assert balance(market.by, "PAYABLE") == 0
    assert problems(market.by.company_id) == {}


@pytest.mark.parametrize("units", [[], [{"unit": "XBX", "numerator": 10}]])
def test_a_box_that_is_another_now_is_invoiced_as_it_was_ordered(by, at, run_cursors, units):
    open_books(by=by, at=at)
    Unit.objects.get_or_create(code="XBX", defaults={"name": "box", "decimals": 0})
    market = make_market(by, at, price="36", unit="XBX")
    ItemUnit.objects.create(item=market.item, unit="XBX", numerator=12, denominator=1)
    order = place(market, 10)
    receive(market, order, 10)
    run_cursors()

    item = {"code": market.item.code, "units": units, "purchase_unit": ""}
    masters.put_items(items=[item], by=by, at=at)
    enter(market, order, 10, "36", "R-1")
    run_cursors()

    assert balance(by, "GOODS_RECEIVED_NOT_INVOICED") == 0
    assert problems(by.company_id) == {}
