"""One customer order through the three leaves, told in the order in which it happens."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.crm.quoting import commands as quoting
from sanye.erp.delivery import commands as delivery
from sanye.erp.invoicing import commands as invoicing
from sanye.erp.production import commands as production
from sanye.erp.production.queries import list_production_orders
from sanye.erp.purchasing import commands as purchasing
from sanye.erp.purchasing.queries import get_purchase_order, list_purchase_orders
from sanye.erp.receivables import commands as receivables
from sanye.erp.receivables.queries import get_receivable_position
from sanye.erp.sales_orders.queries import get_sales_order_parts, list_sales_orders
from sanye.erp.supplier_invoices import commands as supplier_invoices
from sanye.insight.journey.queries import get_journey
from tests.stories.conftest import Aurora

ASKED = date(2026, 3, 27)


def test_from_quotation_to_payment(
    aurora: Aurora, at: datetime, problems: Callable[[], list[str]]
) -> None:
    seller = aurora.person("sales", "SALES")

    # Hua Yu asks for 150 kettles; the seller quotes and Hua Yu accepts.
    quotation = quoting.draft_quotation(
        customer_id=aurora.party("C-HUAYU"),
        lines=[
            quoting.LineAsked(
                item_id=aurora.item("EK-100"), quantity=Decimal(150), requested_date=ASKED
            )
        ],
        by=seller,
        at=at,
    )
    estimate = quoting.estimate_quotation(quotation_id=quotation.id, by=seller, at=at)
    assert estimate.lines[0].promised_date == ASKED
    quoting.send_quotation(quotation_id=quotation.id, by=seller, at=at)
    quoting.accept_quotation(quotation_id=quotation.id, by=seller, at=at)
    aurora.run_cursors()

    # The order exists, priced as quoted, promised for the day asked for, and confirmed.
    order = list_sales_orders(by=aurora.by).get()
    parts = get_sales_order_parts(order_id=order.id, by=aurora.by)
    assert (order.status, order.net_amount) == ("CONFIRMED", Decimal("17850.00"))
    assert [row.promised_date for rows in parts.schedule.values() for row in rows] == [ASKED]

    # Planning has bought what is missing and ordered what must be made.
    made = {row.item.code: row.quantity for row in list_production_orders(by=aurora.by)}
    assert made == {"EK-100": 150, "BODY-K": 150, "BASE-H": 145}
    purchases = list(list_purchase_orders(by=aurora.by))
    assert {row.supplier.code for row in purchases} == {"S-STEEL", "S-PLAST", "S-ELEC", "S-PACK"}

    # The suppliers confirm, deliver and send their invoices.
    for purchase in purchases:
        buy(aurora, purchase.id, at)
    assert problems() == []

    # The shop floor makes the parts before the kettle.
    for code in ("BODY-K", "BASE-H", "EK-100"):
        make(aurora, code, at)
    assert problems() == []

    # The goods leave, arrive, are invoiced and paid.
    deliver_and_collect(aurora, order.id, at)
    order.refresh_from_db()
    assert order.status == "CLOSED"
    assert get_receivable_position(customer_id=order.customer_id, by=aurora.by).open_amount == 0
    assert problems() == []

    # The whole journey can be told, and nothing is waited for.
    journey = get_journey(number=order.number, by=aurora.by)
    assert {step.lane for step in journey.steps} == {"crm", "erp", "scm"}
    assert journey.waiting == ()


def buy(aurora: Aurora, purchase_order_id: UUID, at: datetime) -> None:
    buyer, store = aurora.person("buyer", "BUYER"), aurora.person("store", "STOREKEEPER")
    books = aurora.person("books", "ACCOUNTANT")
    purchasing.submit_purchase_order(purchase_order_id=purchase_order_id, by=buyer, at=at)
    purchasing.send_purchase_order(purchase_order_id=purchase_order_id, by=buyer, at=at)
    purchasing.answer_purchase_order(purchase_order_id=purchase_order_id, by=buyer, at=at)
    aurora.run_cursors()
    order = get_purchase_order(purchase_order_id=purchase_order_id, by=aurora.by)
    lines = list(order.lines.model.unscoped.filter(purchase_order=order))
    purchasing.receive_goods(
        purchase_order_id=order.id,
        lines=[
            purchasing.Arrival(purchase_order_line_id=line.id, quantity=line.quantity)
            for line in lines
        ],
        by=store,
        at=at,
    )
    aurora.run_cursors()
    invoice = supplier_invoices.enter_supplier_invoice(
        supplier_id=order.supplier_id,
        supplier_reference=f"R-{order.number}",
        document_date=at.date(),
        lines=[
            supplier_invoices.InvoiceLine(
                purchase_order_line_id=line.id,
                quantity=line.quantity,
                unit_price=line.unit_price,
            )
            for line in lines
        ],
        by=books,
        at=at,
    )
    assert invoice.status == "MATCHED"
    supplier_invoices.post_supplier_invoice(invoice_id=invoice.id, by=books, at=at)
    aurora.run_cursors()


def make(aurora: Aurora, code: str, at: datetime) -> None:
    shop = aurora.person("shop", "PRODUCTION")
    order = list_production_orders(by=aurora.by).get(item__code=code)
    production.release_production_order(production_order_id=order.id, by=shop, at=at)
    production.complete_production_order(
        production_order_id=order.id,
        quantity=order.quantity,
        posting_date=at.date(),
        backflush=True,
        by=shop,
        at=at,
    )
    production.close_production_order(
        production_order_id=order.id, posting_date=at.date(), by=shop, at=at
    )
    aurora.run_cursors()


def deliver_and_collect(aurora: Aurora, order_id: UUID, at: datetime) -> None:
    carrier, books = aurora.person("ship", "LOGISTICS"), aurora.person("books", "ACCOUNTANT")
    cash = aurora.person("cash", "CASHIER")
    parts = get_sales_order_parts(order_id=order_id, by=aurora.by)
    wanted = {row.id: None for rows in parts.schedule.values() for row in rows}
    goods = delivery.create_delivery(quantities=wanted, by=carrier, at=at)
    delivery.pick_delivery(delivery_id=goods.id, by=carrier, at=at)
    delivery.ship_delivery(delivery_id=goods.id, carrier="SF", by=carrier, at=at)
    delivery.prove_delivery(delivery_id=goods.id, received_by="dock 3", by=carrier, at=at)
    aurora.run_cursors()
    (invoice,) = invoicing.issue_invoices(delivery_ids=[goods.id], by=books, at=at)
    assert (invoice.net_amount, invoice.tax_amount) == (17850, Decimal("2320.5"))
    aurora.run_cursors()
    receivables.receive_payment(
        customer_id=invoice.customer_id,
        currency="CNY",
        amount=invoice.gross_amount,
        posting_date=at.date(),
        by=cash,
        at=at,
    )
    aurora.run_cursors()
