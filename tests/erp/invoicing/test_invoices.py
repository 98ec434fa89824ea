"""Invoices from deliveries, credit notes, the same cents everywhere."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from sanye.erp.delivery.commands import (
    create_delivery,
    pick_delivery,
    ship_delivery,
)
from sanye.erp.delivery.errors import DeliveryUnknown
from sanye.erp.delivery.models import Delivery
from sanye.erp.invoicing.commands import CreditLine, issue_credit_note, issue_invoices
from sanye.erp.invoicing.errors import (
    AmountTooFine,
    CreditedBeforeInvoice,
    CreditedTooMuch,
    DatesOutOfOrder,
    LineUnknown,
    NotAnInvoice,
    NothingToInvoice,
    QuantityOrAmount,
    ReasonMissing,
)
from sanye.erp.invoicing.models import SalesInvoice, SalesInvoiceLine
from sanye.erp.invoicing.queries import get_invoice
from sanye.erp.receivables.queries import get_receivable_position, list_receivables
from sanye.erp.sales_orders.commands import LineChange, amend_sales_order
from sanye.erp.sales_orders.models import SalesOrder, SalesOrderLine
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.events.models import EventRow
from sanye.stem.identity.models import Company
from sanye.stem.masterdata.models import ExchangeRate, ItemUnit, Unit
from tests.factories import masterdata as make
from tests.factories.sales import Trader, make_confirmed, put_stock, schedule_of


def ship(trader: Trader, order: SalesOrder, *quantities: int | None) -> Delivery:
    asked = quantities or (None,) * 9
    wanted = {
        part.id: None if quantity is None else Decimal(quantity)
        for part, quantity in zip(schedule_of(order), asked, strict=False)
    }
    delivery = create_delivery(quantities=wanted, by=trader.by, at=trader.at)
    pick_delivery(delivery_id=delivery.id, by=trader.by, at=trader.at)
    return ship_delivery(delivery_id=delivery.id, by=trader.by, at=trader.at)


def invoice(trader: Trader, *deliveries: Delivery, **options) -> SalesInvoice:
    (issued,) = issue_invoices(
        delivery_ids=[one.id for one in deliveries], by=trader.by, at=trader.at, **options
    )
    return issued


@pytest.fixture
def order(trader: Trader) -> SalesOrder:
    put_stock(trader, trader.bike, 50)
    put_stock(trader, trader.chain, 50)
    return make_confirmed(trader, trader.line(quantity=10), trader.line(trader.chain, 2))


def state(order: SalesOrder) -> str:
    return SalesOrder.unscoped.get(id=order.id).status


def test_invoices_what_was_shipped_and_closes_the_order(trader: Trader, order: SalesOrder) -> None:
    first = invoice(trader, ship(trader, order, 4))
    half = state(order)
    second = invoice(trader, ship(trader, order, 6, None))

    assert (first.number, second.number) == ("SI-2026-000001", "SI-2026-000002")
    assert (first.net_amount, first.tax_amount, first.gross_amount) == (4800, 624, 5424)
    assert first.due_date == date(2026, 4, 1)
    assert (half, state(order)) == ("CONFIRMED", "CLOSED")
    assert first.gross_amount + second.gross_amount == order.gross_amount
    types = EventRow.objects.order_by("position").values_list("type", flat=True)
    assert list(types)[-2:] == [
        "sanye.erp.sales_invoice.issued.v1",
        "sanye.erp.sales_order.closed.v1",
    ]


def test_opens_the_receivable_with_the_gross_amount(trader: Trader, order: SalesOrder) -> None:
    issued = invoice(trader, ship(trader, order))

    key = {"customer_id": trader.customer.id, "by": trader.by}
    (item,) = list_receivables(**key)
    assert (item.document_number, item.amount) == (issued.number, order.gross_amount)
    assert get_receivable_position(**key).open_amount == order.gross_amount


@pytest.mark.parametrize(("policy", "gross"), [("PER_TAX", "6527.80"), ("PER_LINE", "6527.81")])
def test_golden_same_cents_in_order_invoice_event_and_receivable(
    trader: Trader, policy: str, gross: str
) -> None:
    Company.objects.filter(id=trader.by.company_id).update(tax_rounding=policy)
    make.make_tax(trader.by, "VAT22", "0.22")
    put_stock(trader, trader.bike, 16)
    line = trader.line(
        quantity=16,
        unit_price=Decimal("348.35"),
        discount_ratio=Decimal("0.04"),
        tax_codes=("VAT22",),
    )
    order = make_confirmed(trader, line)

    issued = invoice(trader, ship(trader, order))

    data = EventRow.objects.get(type="sanye.erp.sales_invoice.issued.v1").data
    (item,) = list_receivables(customer_id=trader.customer.id, by=trader.by)
    figures = [order.gross_amount, issued.gross_amount, data["gross_amount"], item.amount]
    assert [Decimal(figure) for figure in figures] == [Decimal(gross)] * 4
    taxes = sum(Decimal(row["tax_amount"]) for row in data["taxes"])
    assert taxes == issued.tax_amount


def test_invoices_pieces_of_a_dozen_to_the_cent(trader: Trader) -> None:
    put_stock(trader, trader.chain, 12)
    order = make_confirmed(
        trader, trader.line(trader.chain, 1, unit_price=Decimal(120000), tax_codes=())
    )

    issued = invoice(trader, ship(trader, order, 5))

    assert issued.net_amount == 50000
    assert SalesInvoiceLine.unscoped.get().quantity == Decimal("0.416667")


def test_parts_of_a_line_cost_what_the_whole_costs(trader: Trader) -> None:
    put_stock(trader, trader.bike, 3)
    line = trader.line(quantity=3, unit_price=Decimal("33.335"), tax_codes=())
    order = make_confirmed(trader, line)
    first, second, third = (ship(trader, order, 1) for _ in range(3))

    alone = invoice(trader, first)
    together = invoice(trader, second, third)

    nets = SalesInvoiceLine.unscoped.order_by("id").values_list("net_amount", flat=True)
    assert order.net_amount == Decimal("100.01")
    assert list(nets) == [Decimal("33.34"), Decimal("33.33"), Decimal("33.34")]
    assert alone.net_amount + together.net_amount == order.net_amount


def test_takes_the_exchange_rate_of_the_posting_day(trader: Trader) -> None:
    put_stock(trader, trader.bike, 5)
    for day, rate in ((1, "7.1"), (5, "7.2")):
        ExchangeRate.objects.create(
            from_currency="USD", to_currency="CNY", rate_date=date(2026, 3, day), rate=Decimal(rate)
        )
    order = make_confirmed(trader, trader.line(quantity=1, unit_price=Decimal(100)), currency="USD")
    delivery = ship(trader, order)

    issued = invoice(trader, delivery, document_date=date(2026, 3, 6))

    assert (order.exchange_rate, issued.exchange_rate) == (Decimal("7.1"), Decimal("7.2"))
    assert issued.rate_date == date(2026, 3, 5)


def test_one_invoice_per_currency_and_customer(trader: Trader) -> None:
    put_stock(trader, trader.bike, 5)
    other = make.make_customer(trader.by, site=trader.site)
    one = ship(trader, make_confirmed(trader, trader.line(quantity=1)))
    two = ship(trader, make_confirmed(trader, trader.line(quantity=1)))
    third = ship(trader, make_confirmed(trader, trader.line(quantity=1), customer=other))

    issued = issue_invoices(delivery_ids=[one.id, two.id, third.id], by=trader.by, at=trader.at)

    assert sorted(row.net_amount for row in issued) == [1200, 2400]


def test_refuses_to_invoice_twice_or_too_early_or_elsewhere(
    trader: Trader, order: SalesOrder, other_by: Actor
) -> None:
    delivery = ship(trader, order)
    key = {"delivery_ids": [delivery.id], "at": trader.at}

    with pytest.raises(DatesOutOfOrder):
        issue_invoices(document_date=date(2026, 3, 1), by=trader.by, **key)
    with pytest.raises(DeliveryUnknown):
        issue_invoices(by=other_by, **key)
    assert not SalesInvoice.unscoped.exists()
    issue_invoices(by=trader.by, **key)
    with pytest.raises(NothingToInvoice):
        issue_invoices(by=trader.by, **key)
    assert SalesInvoice.unscoped.count() == 1


def credit(trader: Trader, issued: SalesInvoice, *lines: CreditLine, **options) -> SalesInvoice:
    return issue_credit_note(
        invoice_id=issued.id,
        lines=lines or None,
        by=trader.by,
        at=trader.at + timedelta(days=1),
        **{"reason": "broken", **options},
    )


def test_credits_quantities_then_all_that_is_left(trader: Trader, order: SalesOrder) -> None:
    issued = invoice(trader, ship(trader, order))
    bike = SalesInvoiceLine.unscoped.get(invoice=issued, line_number=1)

    first = credit(trader, issued, CreditLine(invoice_line_id=bike.id, quantity=Decimal(3)))
    rest = credit(trader, issued)

    assert (first.number, first.net_amount, first.tax_amount) == ("CN-2026-000001", 3600, 468)
    assert first.gross_amount + rest.gross_amount == issued.gross_amount
    key = {"customer_id": trader.customer.id, "by": trader.by}
    assert get_receivable_position(**key).open_amount == 0
    data = EventRow.objects.filter(type="sanye.erp.credit_note.issued.v1").order_by("position")[0]
    assert (data.data["invoice_id"], data.data["reason"]) == (str(issued.id), "broken")
    assert SalesOrderLine.unscoped.get(id=bike.order_line_id).invoiced_quantity == 10


def test_credits_odd_amounts_to_the_last_cent(trader: Trader) -> None:
    put_stock(trader, trader.bike, 3)
    order = make_confirmed(trader, trader.line(quantity=3, unit_price=Decimal("33.35")))
    issued = invoice(trader, ship(trader, order))
    line = SalesInvoiceLine.unscoped.get()

    one = credit(trader, issued, CreditLine(invoice_line_id=line.id, net_amount=Decimal("0.07")))
    two = credit(trader, issued, CreditLine(invoice_line_id=line.id, quantity=Decimal(1)))
    rest = credit(trader, issued)

    assert [note.net_amount for note in (one, two, rest)] == [
        Decimal("0.07"),
        Decimal("33.35"),
        Decimal("66.63"),
    ]
    assert sum(note.tax_amount for note in (one, two, rest)) == issued.tax_amount


def test_refuses_wrong_credits_and_writes_nothing(trader: Trader, order: SalesOrder) -> None:
    issued = invoice(trader, ship(trader, order))
    line = SalesInvoiceLine.unscoped.get(invoice=issued, line_number=1)

    def line_of(**values) -> CreditLine:
        return CreditLine(**{"invoice_line_id": line.id, **values})

    with pytest.raises(ReasonMissing):
        credit(trader, issued, reason="")
    with pytest.raises(CreditedBeforeInvoice):
        credit(trader, issued, document_date=issued.document_date - timedelta(days=1))
    with pytest.raises(CreditedTooMuch):
        credit(trader, issued, line_of(quantity=Decimal(11)))
    with pytest.raises(CreditedTooMuch):
        credit(trader, issued, line_of(net_amount=Decimal(6000)), line_of(net_amount=Decimal(6001)))
    with pytest.raises(QuantityOrAmount):
        credit(trader, issued, line_of(quantity=Decimal(1), net_amount=Decimal(1)))
    with pytest.raises(QuantityOrAmount):
        credit(trader, issued, line_of(quantity=Decimal(-1)))
    with pytest.raises(AmountTooFine):
        credit(trader, issued, line_of(net_amount=Decimal("0.001")))
    with pytest.raises(LineUnknown):
        credit(trader, issued, line_of(invoice_line_id=new_id(), quantity=Decimal(1)))

    assert SalesInvoice.unscoped.count() == 1
    note = credit(trader, issued)
    assert note.number == "CN-2026-000001"
    with pytest.raises(NotAnInvoice):
        credit(trader, note)


def test_is_shown_with_lines_and_taxes(trader: Trader, order: SalesOrder) -> None:
    issued = invoice(trader, ship(trader, order))

    shown = get_invoice(invoice_id=issued.id, by=trader.by)

    lines = list(shown.lines.all())
    assert [line.tax_amount for line in lines] == [1560, Decimal("14.04")]
    assert [tax.tax_code for tax in lines[0].taxes.all()] == ["VAT13"]


def test_an_invoice_of_tomorrow_is_credited_tomorrow(trader: Trader, order: SalesOrder) -> None:
    week = trader.at.date() + timedelta(days=7)
    issued = invoice(trader, ship(trader, order), document_date=week)

    note = credit(trader, issued)

    assert (note.document_date, note.posting_date) == (week, week)


def test_an_amended_order_counts_units_as_agreed(trader: Trader) -> None:
    put_stock(trader, trader.chain, 72)
    order = make_confirmed(trader, trader.line(trader.chain, 5))
    ItemUnit.objects.filter(item=trader.chain).update(numerator=10)
    line = SalesOrderLine.unscoped.get(order=order)

    amend_sales_order(
        order_id=order.id,
        reason="one more",
        changes=[LineChange(line_id=line.id, quantity=Decimal(6))],
        by=trader.by,
        at=trader.at,
    )

    line.refresh_from_db()
    assert line.stock_quantity == 72
    issued = invoice(trader, ship(trader, order))
    assert issued.net_amount == line.net_amount == Decimal("324")
    assert SalesInvoiceLine.unscoped.get(invoice=issued).quantity == 6


def test_a_line_costs_what_the_order_says_where_its_stock_is_rounded(trader: Trader) -> None:
    Unit.objects.create(code="KGM", name="kg", dimension="mass", decimals=2)
    meat = make.make_item(unit="KGM", sales_unit="LBR")
    ItemUnit.objects.create(item=meat, unit="LBR", numerator=45359237, denominator=100000000)
    make.make_item_company(trader.by, meat, sales_tax=trader.tax)
    put_stock(trader, meat, 5)
    order = make_confirmed(trader, trader.line(meat, 3, unit_price=Decimal("10")))

    issued = invoice(trader, ship(trader, order))

    line = SalesOrderLine.unscoped.get(order=order)
    assert line.stock_quantity == Decimal("1.36")
    assert issued.net_amount == line.net_amount == 30
    assert SalesInvoiceLine.unscoped.get(invoice=issued).quantity == 3
