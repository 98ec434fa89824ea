"""What is wrong is told with list, row and field, all at once, and nothing is written."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from sanye.erp.history.commands import (
    ClosedComponent,
    PastStock,
    close_past_periods,
    import_closed_documents,
    import_closed_sales_orders,
    import_past_stock,
)
from sanye.erp.inventory.models import StockLedgerLine
from sanye.erp.ledger.models import JournalEntry
from sanye.erp.sales_orders.models import SalesOrder
from sanye.kernel.errors import Refusals
from sanye.kernel.ids import new_id
from sanye.stem.events.models import EventRow
from tests.factories.history import FEB, JAN, MAR

D = Decimal
TOMORROW = date(2026, 3, 3)


def refused(call) -> list[tuple[int, str, str]]:
    """(row, field, code) of each refusal; and nothing was written."""
    before = _written()
    with pytest.raises(Refusals) as caught:
        call()
    assert _written() == before
    return [(item.row, item.field, item.code.split(".")[-1]) for item in caught.value.items]


def _written() -> list[int]:
    tables = (SalesOrder.unscoped, StockLedgerLine.unscoped, JournalEntry.unscoped)
    return [table.count() for table in tables] + [EventRow.objects.count()]


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"customer_id": new_id()}, "customer_id", "unknown"),
        ({"site_id": new_id()}, "site_id", "unknown"),
        ({"item_id": new_id()}, "lines.1.item_id", "unknown"),
        ({"lines": ()}, "lines", "lines_missing"),
        ({"quantity": D("1.5")}, "lines.1.parts.1.quantity", "quantity_wrong"),
        ({"quantity": D(0)}, "lines.1.parts.1.quantity", "quantity_wrong"),
        ({"delivered_quantity": D(-1)}, "lines.1.parts.1.delivered_quantity", "quantity_wrong"),
        ({"price": -1}, "lines.1.unit_price", "amount_wrong"),
        ({"net_amount": D("0.001")}, "lines.1.net_amount", "amount_wrong"),
        ({"tax_ratio": D(13)}, "lines.1.tax_ratio", "ratio_wrong"),
        ({"tax_ratio": D("0.13")}, "lines.1.tax_code", "tax_code_missing"),
        ({"shipped_date": None}, "lines.1.parts.1.shipped_date", "date_missing"),
        ({"shipped_date": TOMORROW}, "lines.1.parts.1.shipped_date", "date_not_past"),
        ({"shipped_date": JAN}, "lines.1.parts.1.shipped_date", "dates_out_of_order"),
        ({"received_date": FEB}, "lines.1.parts.1.received_date", "dates_out_of_order"),
        ({"invoiced_date": FEB}, "invoiced_date", "dates_out_of_order"),
        ({"due_date": FEB}, "due_date", "dates_out_of_order"),
        ({"paid_date": FEB}, "paid_date", "dates_out_of_order"),
        ({"currency": "EUR"}, "exchange_rate", "rate_missing"),
        ({"currency": "XXY"}, "currency", "currency_unknown"),
        ({"exchange_rate": D(2)}, "exchange_rate", "rate_wrong"),
        ({"number": "SO-2025-000007"}, "number", "number_reserved"),
        ({"invoice_number": "SI-2025-000007"}, "invoice_number", "number_reserved"),
        ({"lot": "L1"}, "lines.1.parts.1", "tracking_wrong"),
        ({"is_cancelled": True, "delivered_quantity": D(1)}, "lines.1.parts.1.delivered_quantity",
         "cancelled_but_delivered"),
    ],
)  # fmt: skip
def test_a_wrong_order_is_refused_in_its_row_and_field(maker, by, at, fields, field, code):
    orders = [maker.sold(), maker.sold(**fields)]

    found = refused(lambda: import_closed_sales_orders(orders=orders, by=by, at=at))

    assert (2, f"sales_orders.{field}", code) in found
    assert {row for row, _, _ in found} == {2}


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"supplier_id": new_id()}, "supplier_id", "unknown"),
        ({"rejected_quantity": D(51)}, "lines.1.rejected_quantity", "more_than_there"),
        ({"received_date": None}, "lines.1.received_date", "date_missing"),
        ({"invoiced_date": None}, "invoiced_date", "date_missing"),
        ({"invoiced_date": date(2025, 1, 9)}, "invoiced_date", "dates_out_of_order"),
        ({"invoice_number": "PI-2025-000007"}, "invoice_number", "number_reserved"),
        ({"first_confirmed_date": JAN}, "lines.1.confirmed_date", "date_missing"),
    ],
)
def test_a_wrong_purchase_is_refused(maker, by, at, fields, field, code):
    orders = [maker.bought(**fields)]

    found = refused(lambda: import_closed_documents(purchase_orders=orders, by=by, at=at))

    assert (1, f"purchase_orders.{field}", code) in found


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"quantity": 0}, "quantity", "quantity_wrong"),
        ({"actual_end_date": date(2025, 1, 9)}, "actual_end_date", "dates_out_of_order"),
        ({"planned_due_date": date(2025, 1, 9)}, "planned_due_date", "dates_out_of_order"),
        ({"scrapped_quantity": D(-1)}, "scrapped_quantity", "quantity_wrong"),
        (
            {"components": (ClosedComponent(item_id=new_id(), quantity=D(1)),)},
            "components.1.item_id",
            "unknown",
        ),
    ],
)
def test_a_wrong_production_order_is_refused(maker, by, at, fields, field, code):
    orders = [maker.made(**fields)]

    found = refused(lambda: import_closed_documents(production_orders=orders, by=by, at=at))

    assert (1, f"production_orders.{field}", code) in found


def test_an_item_without_a_bill_cannot_have_been_made(maker, by, at):
    orders = [maker.made(item_id=maker.bolt.id, components=())]

    found = refused(lambda: import_closed_documents(production_orders=orders, by=by, at=at))

    assert found == [(1, "production_orders.item_id", "bill_missing")]


def test_the_same_number_twice_is_refused(maker, by, at):
    orders = [maker.sold(number="A"), maker.sold(number="A")]

    found = refused(lambda: import_closed_sales_orders(orders=orders, by=by, at=at))

    assert found == [(2, "sales_orders.number", "given_twice")]


def test_the_same_invoice_twice_is_refused(maker, by, at):
    import_past_stock(stock=[maker.opening(item_id=maker.bike.id)], by=by, at=at)
    import_closed_sales_orders(orders=[maker.sold(invoice_number="R1")], by=by, at=at)
    papers = [maker.bought(invoice_reference=name) for name in ("Z-1", "z 1")]

    found = refused(
        lambda: import_closed_documents(
            sales_orders=[maker.sold(invoice_number="R1")], purchase_orders=papers, by=by, at=at
        )
    )

    assert found == [
        (1, "sales_orders.invoice_number", "taken_already"),
        (2, "purchase_orders.invoice_reference", "given_twice"),
    ]


def test_stock_below_zero_at_the_end_of_a_day_is_refused_at_the_document_that_did_it(maker, by, at):
    """Ten are made in February; what leaves in January was not there yet."""
    early = replace(maker.sold(quantity=4, shipped_date=JAN, promised_date=JAN), order_date=JAN)

    found = refused(
        lambda: import_closed_documents(
            stock=[maker.opening()],
            production_orders=[maker.made()],
            sales_orders=[maker.sold(), early],
            by=by,
            at=at,
        )
    )

    assert found == [(2, "sales_orders.lines", "stock_short")]


def test_a_site_that_allows_it_may_be_negative(maker, by, at, problems):
    maker.site.negative_stock = "ALLOWED"
    maker.site.save()

    import_closed_sales_orders(orders=[maker.sold()], by=by, at=at)

    assert problems() == {}


def test_opening_stock_needs_its_cost_and_only_stock_has_no_document(maker, by, at):
    stock = [
        replace(maker.opening(), unit_cost=None),
        replace(maker.opening(), kind="SHIPMENT"),
        replace(maker.opening(), quantity=D(-1)),
        replace(maker.opening(), item_id=maker.freight.id),
    ]

    found = refused(lambda: import_past_stock(stock=stock, by=by, at=at))

    assert [(row, field, code) for row, field, code in found] == [
        (1, "stock.unit_cost", "cost_missing"),
        (2, "stock.kind", "kind_wrong"),
        (3, "stock.quantity", "quantity_wrong"),
        (4, "stock.item_id", "not_stocked"),
    ]


def test_a_closed_period_takes_nothing_more(maker, by, at):
    import_past_stock(stock=[maker.opening(item_id=maker.bike.id)], by=by, at=at)
    assert close_past_periods(until=date(2025, 3, 31), by=by, at=at) == 3

    found = refused(lambda: import_closed_sales_orders(orders=[maker.sold()], by=by, at=at))

    assert found == [
        (1, "sales_orders.lines.1.parts.1.shipped_date", "period_closed"),
        (1, "sales_orders.invoiced_date", "period_closed"),
    ]
    assert MAR < TOMORROW


def test_a_piece_is_in_one_place(maker, by, at):
    maker.bike.tracking = "SERIAL"
    maker.bike.save()

    def piece(day: date) -> PastStock:
        return maker.opening(
            quantity=1, item_id=maker.bike.id, serial_number="S1", posting_date=day
        )

    found = refused(lambda: import_past_stock(stock=[piece(JAN), piece(FEB)], by=by, at=at))

    assert {code for _, _, code in found} == {"serial_number_elsewhere"}
