"""Purchase orders of the past with receipts, returns, the supplier's invoice and its payment."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from sanye.erp.costing.models import ItemValue, ReceivedNotInvoiced, Valuation
from sanye.erp.history.commands import import_closed_documents, import_closed_purchase_orders
from sanye.erp.ledger.models import JournalEntry
from sanye.erp.open_items.models import OpenItem, Payment
from sanye.erp.payables.commands import reverse_payment
from sanye.erp.purchasing.models import GoodsReceipt, PurchaseOrder, PurchaseOrderLine
from sanye.erp.supplier_invoices.models import SupplierInvoice
from sanye.stem.events.models import EventRow
from tests.factories import masterdata as make
from tests.factories.history import JAN

D = Decimal


def value_of(item) -> tuple[Decimal, Decimal]:
    row = ItemValue.unscoped.get(item=item)
    return row.quantity, row.value


def test_what_came_short_is_cancelled_and_what_was_bad_went_back(maker, problems, books, by, at):
    order = maker.bought(
        quantity=50,
        received_quantity=D(48),
        rejected_quantity=D(8),
        rejected_date=date(2025, 1, 12),
        invoiced_date=date(2025, 1, 15),
        tax_code="VAT13",
        tax_ratio=D("0.13"),
        paid_date=None,
    )

    import_closed_purchase_orders(orders=[order], by=by, at=at)

    line = PurchaseOrderLine.unscoped.get()
    assert (line.received_quantity, line.returned_quantity) == (48, 8)
    assert (line.cancelled_quantity, line.invoiced_quantity) == (10, 40)
    assert list(GoodsReceipt.unscoped.order_by("number").values_list("kind", flat=True)) == [
        "RECEIPT",
        "RETURN",
    ]
    invoice = SupplierInvoice.unscoped.get()
    assert (invoice.number, invoice.net_amount, invoice.tax_amount) == (
        "PI-2025-000001",
        D(120),
        D("15.6"),
    )
    assert books("PAYABLE") == -D("135.6")
    assert value_of(maker.bolt) == (40, 120)
    assert problems() == {}
    told = EventRow.objects.get(type="sanye.erp.purchase_order.imported.v1").data["lines"][0]
    assert (D(told["received_quantity"]), D(told["rejected_quantity"])) == (48, 8)


def test_a_dearer_invoice_makes_the_stock_dearer_that_is_still_there(
    maker, problems, books, by, at
):
    """Fifty came at 3; forty were used before the invoice asked for 3.50."""
    bought = maker.bought(invoiced_unit_price=D("3.5"), invoiced_date=date(2025, 1, 20))
    import_closed_documents(
        purchase_orders=[bought], production_orders=[maker.made()], by=by, at=at
    )

    assert value_of(maker.bolt) == (10, 35)
    assert books("PURCHASE_PRICE_VARIANCE") == D(20)
    assert books("GOODS_RECEIVED_NOT_INVOICED") == 0
    assert problems() == {}


def test_what_is_not_invoiced_stays_received_not_invoiced(maker, problems, books, by, at):
    bought = maker.bought(invoiced_date=None, paid_date=None)

    import_closed_purchase_orders(orders=[bought], by=by, at=at)

    assert books("GOODS_RECEIVED_NOT_INVOICED") == -D(150)
    assert ReceivedNotInvoiced.unscoped.get().open_value == D(150)
    assert PurchaseOrder.unscoped.get().status == "CLOSED"
    assert not OpenItem.unscoped.exists()
    assert problems() == {}


def test_a_foreign_supplier_is_paid_at_another_rate(maker, problems, books, by, at):
    bought = maker.bought(currency="EUR", exchange_rate=D("7.77777"), paid_exchange_rate=D("7.7"))

    import_closed_purchase_orders(orders=[bought], by=by, at=at)

    assert value_of(maker.bolt) == (50, D("1166.67"))
    assert books("BANK") == -D(1155)
    assert books("EXCHANGE_DIFFERENCE") == -D("11.67")
    assert problems() == {}


def test_what_was_paid_to_a_supplier_and_came_back_is_owed_again(maker, problems, books, by, at):
    bought = maker.bought(currency="EUR", exchange_rate=D("7.77777"), paid_exchange_rate=D("7.7"))
    import_closed_purchase_orders(orders=[bought], by=by, at=at)
    payment = Payment.unscoped.get()

    day = date(2025, 6, 1)
    reverse_payment(payment_id=payment.id, posting_date=day, reason="came back", by=by, at=at)

    assert problems() == {}
    assert (books("BANK"), books("EXCHANGE_DIFFERENCE")) == (0, 0)
    assert books("PAYABLE") == -OpenItem.unscoped.get().open_functional_amount


def test_an_order_of_which_nothing_came_is_cancelled(maker, problems, by, at):
    bought = maker.bought(received_quantity=D(0), received_date=None)

    import_closed_purchase_orders(orders=[bought], by=by, at=at)

    assert PurchaseOrder.unscoped.get().status == "CANCELLED"
    assert not SupplierInvoice.unscoped.exists()
    assert problems() == {}


def test_a_standard_item_sends_its_difference_to_the_price_variance(maker, problems, books, by, at):
    bought = maker.bought(quantity=5, price=90, item_id=maker.bike.id)

    import_closed_purchase_orders(orders=[bought], by=by, at=at)

    assert value_of(maker.bike) == (5, 500)
    assert books("PURCHASE_PRICE_VARIANCE") == -D(50)
    assert problems() == {}


def test_the_order_says_when_the_supplier_answered(maker, by, at):
    bought = maker.bought(
        answered_date=date(2025, 1, 3),
        first_confirmed_date=date(2025, 1, 9),
        confirmed_date=JAN,
        requested_date=date(2025, 1, 8),
    )

    import_closed_purchase_orders(orders=[bought], by=by, at=at)

    told = EventRow.objects.get(type="sanye.erp.purchase_order.imported.v1").data
    assert told["answered_date"] == "2025-01-03"
    schedule = PurchaseOrderLine.unscoped.get().schedule_lines(manager="unscoped").get()
    assert (schedule.answer, schedule.first_confirmed_date) == ("CHANGED", date(2025, 1, 9))
    assert (schedule.confirmed_date, schedule.expected_date) == (JAN, JAN)


def test_price_differences_of_a_day_that_come_to_nothing_need_no_entry(maker, problems, by, at):
    nut = make.make_item()
    make.make_item_company(by, nut)
    order = maker.bought(10, 3, invoiced_unit_price=D(4))
    cheaper = replace(order.lines[0], item_id=nut.id, invoiced_unit_price=D(2))

    order = replace(order, lines=(*order.lines, cheaper))
    import_closed_purchase_orders(orders=[order], by=by, at=at)

    kinds = Valuation.unscoped.filter(kind="PRICE_DIFFERENCE")
    assert kinds.count() == 1
    assert not JournalEntry.unscoped.filter(fact_id=kinds.get().posted_fact_id).exists()
    assert problems() == {}
