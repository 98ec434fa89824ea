from datetime import date
from decimal import Decimal

import pytest

from sanye.erp.quality.models import Inspection
from sanye.erp.returns import commands, errors
from sanye.erp.returns.models import CustomerReturnLine
from sanye.kernel.states import StepNotAllowed
from tests.factories.erp_purchasing import facts_of
from tests.factories.sales import put_stock


def test_goods_come_into_quarantine_at_the_value_they_left_with(shop, books):
    sold = shop.sell(2)
    assert books("COST_OF_GOODS_SOLD") == 1400
    put_stock(shop.trader, shop.trader.bike, 8, unit_cost=Decimal(900))
    shop.run_cursors("erp.costing.valuation", "erp.ledger.posting")

    shop.receive(shop.announce({"delivery_line_id": sold.id}))

    assert shop.stock() == {"AVAILABLE": 16, "QUARANTINE": 2}
    assert books("COST_OF_GOODS_SOLD") == 0
    assert CustomerReturnLine.unscoped.get().unit_cost == 700
    (fact,) = facts_of(shop.by.company_id, "CustomerReturnReceived")
    assert (fact.lines[0].quantity, fact.posting_date) == (2, date(2026, 3, 2))


def test_what_came_is_inspected(shop):
    row = shop.returned(2)

    inspection = Inspection.unscoped.get()
    assert (inspection.source_type, inspection.source_id, inspection.quantity) == (
        "customer_return",
        row.id,
        2,
    )
    assert inspection.customer_id == shop.trader.customer.id


def test_a_part_may_come_first(shop):
    sold = shop.sell(3)
    row = shop.announce({"delivery_line_id": sold.id})

    shop.receive(row, 1)
    shop.receive(row, 2)

    assert [one.quantity for one in Inspection.unscoped.order_by("id")] == [1, 2]
    assert shop.lines(row)[0].received_quantity == 3


def test_serial_numbers_found_now_make_lines_of_their_own(shop):
    bike = shop.trader.bike
    bike.tracking = "SERIAL"
    bike.save()
    row = shop.announce({"item_id": bike.id, "quantity": Decimal(3)})

    with pytest.raises(errors.SerialNumbersMissing):
        shop.receive(row, 2)
    shop.receive(row, 2, serial_numbers=("A", "B"))

    assert sorted((line.serial_number, line.quantity) for line in shop.lines(row)) == [
        ("", 1),
        ("A", 1),
        ("B", 1),
    ]
    assert sorted(Inspection.unscoped.values_list("serial_number", flat=True)) == ["A", "B"]


def test_a_piece_that_is_on_an_open_return_does_not_come_on_another(shop):
    bike = shop.trader.bike
    bike.tracking = "SERIAL"
    bike.save()
    first, second = (shop.announce({"item_id": bike.id, "quantity": Decimal(2)}) for _ in range(2))
    shop.receive(first, 1, serial_numbers=("A",))

    for row in (first, second):
        with pytest.raises(errors.SerialNumberOnReturn) as refusal:
            shop.receive(row, 1, serial_numbers=("A",))
        assert refusal.value.data["number"] == first.number

    assert [line.serial_number for line in shop.lines(second)] == [""]
    assert Inspection.unscoped.get().serial_number == "A"


def test_lots_found_now_make_lines_of_their_own(shop):
    bike = shop.trader.bike
    bike.tracking = "LOT"
    bike.save()
    row = shop.announce({"item_id": bike.id, "quantity": Decimal(5)})

    with pytest.raises(errors.LotMissing):
        shop.receive(row, 2)
    shop.receive(row, 2, lot="L1")
    shop.receive(row, 3, lot="L2")

    lines = [(line.lot, line.quantity, line.received_quantity) for line in shop.lines(row)]
    assert lines == [("L1", 2, 2), ("L2", 3, 3)]


def test_refuses_more_than_was_announced_and_changes_nothing(shop):
    sold = shop.sell(2)
    row = shop.announce({"delivery_line_id": sold.id})

    with pytest.raises(errors.ReceivedTooMuch):
        shop.receive(row, 3)
    with pytest.raises(errors.QuantityNotPositive):
        shop.receive(row, 0)
    with pytest.raises(errors.DateInFuture):
        commands.receive_return(
            customer_return_id=row.id,
            lines=[commands.Back(line_id=shop.lines(row)[0].id, quantity=Decimal(1))],
            posting_date=date(2026, 3, 3),
            by=shop.by,
            at=shop.at,
        )

    assert shop.stock() == {"AVAILABLE": 8}
    assert not Inspection.unscoped.exists()


def test_refuses_a_cancelled_return(shop):
    sold = shop.sell(2)
    row = shop.announce({"delivery_line_id": sold.id})
    commands.cancel_return(customer_return_id=row.id, reason="kept it", by=shop.by, at=shop.at)

    with pytest.raises(StepNotAllowed):
        shop.receive(row, 1)

    sold.refresh_from_db()
    assert sold.returned_quantity == 0
