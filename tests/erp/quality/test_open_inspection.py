from decimal import Decimal

import pytest

from sanye.erp.inventory.errors import NotEnoughStock
from sanye.erp.quality import commands, errors
from sanye.erp.quality.models import Inspection
from sanye.kernel.ids import new_id
from tests.factories.erp_stock import make_stock


@pytest.fixture
def open_by_hand(market, at):
    def run(quantity, **more):
        return commands.open_inspection(
            item_id=market.item.id,
            site_id=market.site.id,
            quantity=Decimal(quantity),
            by=market.by,
            at=at,
            **more,
        )

    return run


def test_takes_goods_out_of_use(market, open_by_hand, stock, by, at):
    make_stock(market.item, market.site, 10, by=by, at=at)

    row = open_by_hand(4)

    assert stock() == {"AVAILABLE": 6, "QUARANTINE": 4}
    assert (row.source_type, row.source_id, row.from_status) == ("stock", None, "AVAILABLE")


def test_names_the_supplier_of_the_lot(market, received, decide, open_by_hand):
    market.item.tracking = "LOT"
    market.item.save()
    came = received(10, lot="L-7")
    decide(came, 10)

    row = open_by_hand(4, lot="L-7")

    assert row.supplier_id == market.supplier.id
    assert row.purchase_order_id == came.purchase_order_id


def test_cancelling_gives_the_goods_back(market, open_by_hand, stock, by, at):
    make_stock(market.item, market.site, 10, by=by, at=at)
    row = open_by_hand(4)

    commands.cancel_inspection(inspection_id=row.id, reason="not needed", by=by, at=at)

    assert stock() == {"AVAILABLE": 10}
    assert Inspection.unscoped.get().status == "CANCELLED"


def test_refuses_to_cancel_what_is_partly_decided(market, open_by_hand, decide, by, at):
    make_stock(market.item, market.site, 10, by=by, at=at)
    row = open_by_hand(4)
    decide(row, 1)

    with pytest.raises(errors.PartlyDecided):
        commands.cancel_inspection(inspection_id=row.id, reason="no", by=by, at=at)


def test_refuses_goods_that_wait_already(received, open_by_hand, stock):
    received(10)

    with pytest.raises(errors.AlreadyInspected):
        open_by_hand(1, stock_status="QUARANTINE")

    assert Inspection.unscoped.count() == 1


@pytest.mark.parametrize("tracking", ["NONE", "LOT", "SERIAL"])
def test_refuses_goods_that_were_received_just_now(
    market, open_by_hand, run_cursors, tracking, by, at
):
    market.item.tracking = tracking
    market.item.save()
    key = {"LOT": {"lot": "L-7"}, "SERIAL": {"serial_number": "S-1"}}.get(tracking, {})
    taken = {"serial_numbers": ["S-1", "S-2"]} if tracking == "SERIAL" else key
    market.receive(market.sent(), 2, **taken)

    with pytest.raises(errors.AlreadyInspected):
        open_by_hand(1, stock_status="QUARANTINE", **key)
    run_cursors("erp.quality.inspections")

    assert sum(row.quantity for row in Inspection.unscoped.all()) == 2


def test_inspects_by_hand_what_stands_beside_goods_received_just_now(
    market, open_by_hand, run_cursors, by, at
):
    make_stock(market.item, market.site, 3, status="QUARANTINE", by=by, at=at)
    market.receive(market.sent(), 2)

    open_by_hand(3, stock_status="QUARANTINE")
    with pytest.raises(errors.AlreadyInspected):
        open_by_hand(1, stock_status="QUARANTINE")
    run_cursors("erp.quality.inspections")

    assert sorted(row.quantity for row in Inspection.unscoped.all()) == [2, 3]


def test_refuses_more_than_there_is(market, open_by_hand, stock, by, at):
    make_stock(market.item, market.site, 3, by=by, at=at)

    with pytest.raises(NotEnoughStock):
        open_by_hand(4)
    with pytest.raises(errors.QuantityNotPositive):
        open_by_hand(0)

    assert stock() == {"AVAILABLE": 3}
    assert not Inspection.unscoped.exists()


def test_refuses_an_order_that_does_not_exist(market, open_by_hand, by, at):
    from sanye.erp.production.errors import OrderUnknown

    make_stock(market.item, market.site, 3, by=by, at=at)

    with pytest.raises(OrderUnknown):
        open_by_hand(1, production_order_id=new_id())
