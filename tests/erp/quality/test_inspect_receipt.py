import pytest

from sanye.erp.quality.models import Inspection
from tests.factories import masterdata
from tests.factories.erp_purchasing import facts_of, make_market


def test_a_receipt_into_quarantine_opens_an_inspection(market, received):
    row = received(10)

    assert (row.status, row.source_type, row.quantity, row.open_quantity) == (
        "OPEN",
        "goods_receipt",
        10,
        10,
    )
    (fact,) = facts_of(market.by.company_id, "InspectionOpened")
    assert (fact.inspection_id, fact.supplier_id, fact.quantity, fact.unit) == (
        row.id,
        market.supplier.id,
        10,
        "C62",
    )
    assert fact.source_line_id == row.receipt_line_id


def test_a_receipt_that_needs_no_inspection_opens_none(by, at, run_cursors):
    market = make_market(by, at)
    market.receive(market.sent(), 10)

    run_cursors("erp.quality.inspections")

    assert not Inspection.unscoped.exists()


def test_the_same_receipt_is_inspected_once(received, run_cursors):
    received(10)
    run_cursors.positions.clear()

    run_cursors("erp.quality.inspections")

    assert Inspection.unscoped.count() == 1


def test_every_serial_number_has_its_own_inspection(by, at, run_cursors):
    market = make_market(by, at)
    masterdata.make_item_site(market.item, market.site, inspection_days=1)
    market.item.tracking = "SERIAL"
    market.item.save()

    market.receive(market.sent(), 2, serial_numbers=("S1", "S2"))
    run_cursors("erp.quality.inspections")

    rows = Inspection.unscoped.order_by("serial_number")
    assert [(row.serial_number, row.quantity) for row in rows] == [("S1", 1), ("S2", 1)]


@pytest.mark.parametrize("lot", ["L-1"])
def test_the_lot_is_the_one_that_came(by, at, run_cursors, lot):
    market = make_market(by, at)
    masterdata.make_item_site(market.item, market.site, inspection_days=1)
    market.item.tracking = "LOT"
    market.item.save()

    market.receive(market.sent(), 5, lot=lot)
    run_cursors("erp.quality.inspections")

    assert Inspection.unscoped.get().lot == lot
