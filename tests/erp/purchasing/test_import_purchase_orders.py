from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from sanye.erp.purchasing import commands
from sanye.erp.purchasing.commands import OpenLine
from sanye.erp.purchasing.models import PurchaseOrder
from sanye.kernel.errors import Refusals
from sanye.stem.exchange.commands import import_file
from sanye.stem.exchange.errors import KindUnknown
from sanye.stem.exchange.queries import get_export
from tests.factories import masterdata
from tests.factories.erp_purchasing import facts_of, lines_of, schedule_of

OVERDUE = date(2026, 2, 10)
COMING = date(2026, 3, 12)


@pytest.fixture
def row(market):
    return OpenLine(
        order="4500017",
        supplier=market.supplier.code,
        site=market.site.code,
        item=market.item.code,
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
    orders = take_over(market, row, replace(row, order="4500018"), row)

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
        replace(row, item="NONE-SUCH"),
        replace(row, unit="KGM"),
        replace(row, supplier=other.code),
        replace(row, order=" "),
        replace(row, order="2", site="NONE-SUCH"),
        replace(row, order="3", supplier="NONE-SUCH"),
        replace(row, order="4", unit_price=Decimal(-1)),
        replace(row, order="5", currency="USD"),
    ]

    with pytest.raises(Refusals) as refused:
        take_over(market, *rows)

    assert [(item.row, item.field) for item in refused.value.items] == [
        (2, "quantity"),
        (3, "item"),
        (4, "unit"),
        (5, "supplier"),
        (6, "order"),
        (7, "site"),
        (8, "supplier"),
        (9, "unit_price"),
        (10, "currency"),
    ]
    assert not PurchaseOrder.unscoped.exists()


FILE = """order,supplier,site,currency,item,unit,quantity,unit_price,requested_date,confirmed_date
4500017,{s},{p},CNY,{i},,30,4.80,2026-02-10,
4500017,{s},{p},,{i},,5,,2026-03-12,2026-03-12
"""


def read_file(market, text, **options):
    content = text.format(s=market.supplier.code, p=market.site.code, i=market.item.code)
    return import_file(
        kind="purchase-orders",
        content=content.encode(),
        name="open.csv",
        **options,
        by=market.by,
        at=market.at,
    )


def test_a_file_is_taken_over(market):
    assert read_file(market, FILE, dry_run=True).created == 1
    assert not PurchaseOrder.unscoped.exists()

    report = read_file(market, FILE)

    assert (report.rows, report.created) == (2, 1)
    (order,) = PurchaseOrder.unscoped.all()
    assert [line.quantity for line in lines_of(order)] == [30, 5]


def test_a_files_errors_name_row_and_column(market):
    bad = FILE + (
        "2,{s},{p},,{i},,many,1,2026-03-12,\n"
        "3,{s},{p},,{i},,1,1,someday,\n"
        "4,{s},{p},,NO-ITEM,,1,1,2026-03-12,\n"
        "5,{s},{p},,{i},,0,1,2026-03-12,\n"
    )

    with pytest.raises(Refusals) as refused:
        read_file(market, bad)
    assert [(item.row, item.field) for item in refused.value.items] == [
        (4, "quantity"),
        (5, "requested_date"),
    ]
    assert not PurchaseOrder.unscoped.exists()

    report = read_file(market, bad, accept_good=True)

    assert [(item.row, item.field) for item in report.refused] == [
        (4, "quantity"),
        (5, "requested_date"),
        (6, "item"),
        (7, "quantity"),
    ]
    assert (report.created, PurchaseOrder.unscoped.count()) == (1, 1)


def test_open_orders_are_not_written_out(market):
    with pytest.raises(KindUnknown):
        get_export(kind="purchase-orders", file_format="csv", by=market.by)
