from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from sanye.erp.purchasing import commands
from sanye.erp.purchasing.commands import OpenLine
from sanye.erp.purchasing.models import PurchaseOrder
from sanye.kernel.errors import Refusals
from tests.factories import masterdata
from tests.factories.erp_purchasing import facts_of, lines_of, schedule_of

OVERDUE = date(2026, 2, 10)
COMING = date(2026, 3, 12)


@pytest.fixture
def row(market):
    return OpenLine(
        order_key="4500017",
        supplier_code=market.supplier.code,
        site_code=market.site.code,
        item_code=market.item.code,
        quantity=Decimal(30),
        requested_date=OVERDUE,
        unit_price=Decimal("4.80"),
    )


def take_over(market, *rows):
    return commands.import_purchase_orders(rows=rows, by=market.by, at=market.at)


def test_takes_over_what_is_open_as_it_stands(market, row):
    confirmed = replace(row, quantity=Decimal(5), requested_date=COMING, confirmed_date=COMING)

    (order,) = take_over(market, row, confirmed)

    assert (order.status, order.origin, order.note) == ("SENT", "IMPORT", "4500017")
    assert order.net_amount == 168
    assert [line.quantity for line in lines_of(order)] == [30, 5]
    assert [(r.expected_date, r.answer) for r in schedule_of(order)] == [
        (OVERDUE, "NONE"),
        (COMING, "ACCEPTED"),
    ]
    names = [type(fact).__name__ for fact in facts_of(market.by.company_id)]
    assert names == ["PurchaseOrderCreated", "PurchaseOrderSent", "PurchaseOrderConfirmed"]


def test_an_order_with_all_dates_is_confirmed_and_received(market, row):
    (order,) = take_over(market, replace(row, confirmed_date=COMING))

    assert order.status == "CONFIRMED"
    market.receive(order, 30)


def test_rows_of_one_key_are_one_order(market, row):
    orders = take_over(market, row, replace(row, order_key="4500018"), row)

    assert [len(lines_of(order)) for order in orders] == [2, 1]


def test_an_order_is_taken_over_once(market, row):
    take_over(market, row)

    with pytest.raises(Refusals) as refused:
        take_over(market, row)

    assert refused.value.items[0].code == "erp.purchasing.already_imported"
    assert PurchaseOrder.unscoped.count() == 1


def test_every_wrong_row_is_named_and_nothing_written(market, row):
    other = masterdata.make_supplier(market.by)
    rows = [
        row,
        replace(row, quantity=Decimal(0)),
        replace(row, item_code="NONE-SUCH"),
        replace(row, unit="KGM"),
        replace(row, supplier_code=other.code),
        replace(row, order_key=" "),
        replace(row, order_key="2", site_code="NONE-SUCH"),
        replace(row, order_key="3", supplier_code="NONE-SUCH"),
        replace(row, order_key="4", unit_price=Decimal(-1)),
        replace(row, order_key="5", currency="USD"),
    ]

    with pytest.raises(Refusals) as refused:
        take_over(market, *rows)

    assert [(item.row, item.field) for item in refused.value.items] == [
        (2, "quantity"),
        (3, "item_code"),
        (4, "unit"),
        (5, "supplier_code"),
        (6, "order_key"),
        (7, "site_code"),
        (8, "supplier_code"),
        (9, "unit_price"),
        (10, "currency"),
    ]
    assert not PurchaseOrder.unscoped.exists()
