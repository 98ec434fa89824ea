"""Goods that went from site to site before Sanye."""

from datetime import date
from decimal import Decimal

import pytest

from sanye.erp.costing.models import ItemValue
from sanye.erp.history.commands import (
    PastTransfer,
    import_closed_documents,
    import_past_stock,
    import_past_transfers,
)
from sanye.erp.inventory.models import StockBalance, StockMovement
from sanye.kernel.errors import Refusals
from tests.factories import masterdata as make
from tests.factories.history import FEB, JAN, MAR

D = Decimal


@pytest.fixture
def other(by):
    site = make.make_site(by)
    make.make_location(site)
    return site


def sent(maker, other, quantity=40, **fields):
    row = {"item_id": maker.bolt.id, "shipped_date": JAN, "received_date": FEB, **fields}
    return PastTransfer(
        from_site_id=maker.site.id, to_site_id=other.id, quantity=D(quantity), **row
    )


def values(item):
    rows = ItemValue.unscoped.filter(item=item)
    return {row.site_id: (row.quantity, row.value) for row in rows}


def test_goods_arrive_with_their_value_and_nothing_stays_under_way(
    maker, other, books, problems, by, at
):
    import_closed_documents(stock=[maker.opening()], transfers=[sent(maker, other)], by=by, at=at)

    assert values(maker.bolt) == {maker.site.id: (60, 120), other.id: (40, 80)}
    assert books("STOCK_IN_TRANSIT") == 0
    assert problems() == {}


def test_within_one_day_too(maker, other, problems, by, at):
    there = sent(maker, other, received_date=JAN)
    import_closed_documents(stock=[maker.opening()], transfers=[there, there], by=by, at=at)

    assert values(maker.bolt) == {maker.site.id: (20, 40), other.id: (80, 160)}
    assert StockMovement.unscoped.filter(kind="TRANSFER").count() == 2
    assert problems() == {}


def test_what_left_is_not_there_before_it_arrives(maker, other, by, at):
    opened = maker.opening(posting_date=date(2025, 1, 1))
    back = PastTransfer(
        item_id=maker.bolt.id,
        from_site_id=other.id,
        to_site_id=maker.site.id,
        quantity=D(40),
        shipped_date=date(2025, 2, 1),
        received_date=MAR,
    )

    with pytest.raises(Refusals) as refused:
        import_closed_documents(stock=[opened], transfers=[sent(maker, other), back], by=by, at=at)

    (short,) = refused.value.items
    assert (short.code, short.row, short.field) == (
        "erp.past.stock_short",
        2,
        "transfers.lines",
    )
    assert not StockMovement.unscoped.exists()


def test_pieces_and_lots_stay_what_they_are(maker, other, problems, by, at):
    clock = make.make_item(tracking="SERIAL")
    make.make_item_company(by, clock)
    pieces = [
        maker.opening(1, item_id=clock.id, serial_number=number) for number in ("A", "B", "C")
    ]
    import_past_stock(stock=pieces, by=by, at=at)
    import_past_transfers(
        transfers=[sent(maker, other, 2, item_id=clock.id, serial_numbers=("A", "C"))],
        by=by,
        at=at,
    )

    rows = StockBalance.unscoped.filter(item=clock, on_hand=1)
    assert {(row.serial_number, row.site_id) for row in rows} == {
        ("A", other.id),
        ("B", maker.site.id),
        ("C", other.id),
    }
    assert problems() == {}


def test_a_numbered_transfer_is_taken_once(maker, other, by, at):
    import_past_stock(stock=[maker.opening()], by=by, at=at)
    for _ in range(2):
        import_past_transfers(transfers=[sent(maker, other, number="T1")], by=by, at=at)

    assert values(maker.bolt)[other.id] == (40, 80)
    numbers = StockMovement.unscoped.filter(kind="TRANSFER").values_list("number", flat=True)
    assert set(numbers) == {"T1-OUT", "T1-IN"}


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"received_date": date(2025, 1, 9)}, "erp.past.dates_out_of_order", "received_date"),
        ({"received_date": date(2027, 1, 9)}, "erp.past.date_not_past", "received_date"),
        ({"quantity": 0}, "erp.past.quantity_wrong", "quantity"),
        ({"lot": "L1"}, "erp.past.tracking_wrong", "lot"),
    ],
)
def test_what_is_wrong_is_named(maker, other, by, at, fields, code, field):
    import_past_stock(stock=[maker.opening()], by=by, at=at)

    with pytest.raises(Refusals) as refused:
        import_past_transfers(transfers=[sent(maker, other, **fields)], by=by, at=at)

    (wrong,) = refused.value.items
    assert (wrong.code, wrong.field) == (code, f"transfers.{field}")
    assert not StockMovement.unscoped.filter(kind="TRANSFER").exists()


def test_a_site_cannot_send_to_itself(maker, by, at):
    import_past_stock(stock=[maker.opening()], by=by, at=at)

    with pytest.raises(Refusals) as refused:
        import_past_transfers(transfers=[sent(maker, maker.site)], by=by, at=at)

    assert refused.value.items[0].code == "erp.inventory.same_site"
    assert refused.value.items[0].data == {"site": maker.site.code}
