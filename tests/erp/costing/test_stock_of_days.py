"""What stock was worth on a day, counted back from the present."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import connection

from sanye.erp.costing.models import ValuationLine
from sanye.erp.costing.queries import list_stock_days, list_stock_heaps
from tests.erp.costing.conftest import DAY

ONE_DAY = timedelta(days=1)


def added_up(role: str, *, first: date = date.min, last: date) -> Decimal:
    lines = ValuationLine.unscoped.filter(
        role=role, valuation__posting_date__range=(first, last)
    ).values_list("amount", flat=True)
    return sum(lines, Decimal(0))


def a_week(move):
    """Ten come, some leave each day; one receipt is told late with an earlier day."""
    move("PURCHASE_RECEIPT", 10, "3.10", day=DAY)
    for number in range(1, 5):
        move("SHIPMENT", -number, day=DAY + number * ONE_DAY)
    move("PURCHASE_RECEIPT", 7, "2.00", day=DAY + 2 * ONE_DAY)


def test_every_window_tells_what_adding_up_all_lines_does(move, value, by):
    a_week(move)

    for first in range(-1, 7):
        for last in range(first, 7):
            span = {"from_date": DAY + first * ONE_DAY, "to_date": DAY + last * ONE_DAY}
            for row in list_stock_days(**span, by=by):
                assert row.stock_amount == added_up("STOCK", last=row.day)
                sold = added_up("COST_OF_GOODS_SOLD", first=row.day, last=row.day)
                assert row.cost_of_goods_sold_amount == sold


def test_heaps_are_what_was_there_at_the_end_of_the_day(move, value, by, site, item):
    a_week(move)

    for day in range(-1, 7):
        on = DAY + day * ONE_DAY
        heaps = list_stock_heaps(as_of=on, by=by)
        lines = ValuationLine.unscoped.filter(role="STOCK", valuation__posting_date__lte=on)
        quantity = sum(lines.values_list("quantity", flat=True), Decimal(0))
        found = [(heap.item_id, heap.site_id, heap.quantity, heap.amount) for heap in heaps]
        amount = added_up("STOCK", last=on)
        assert found == ([(item.id, site.id, quantity, amount)] if quantity else [])


def test_what_lies_before_is_not_read(move, value, by):
    a_week(move)
    span = {"from_date": DAY + 3 * ONE_DAY, "to_date": DAY + 6 * ONE_DAY}
    days, heaps = list_stock_days(**span, by=by), list_stock_heaps(as_of=DAY + 6 * ONE_DAY, by=by)

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE erp_valuation_line SET amount = 0 WHERE quantity > 0")

    assert list_stock_days(**span, by=by) == days
    assert list_stock_heaps(as_of=DAY + 6 * ONE_DAY, by=by) == heaps
