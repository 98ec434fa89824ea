from datetime import date
from decimal import Decimal

import pytest

from sanye.erp.inventory.queries import get_available, get_on_hand
from sanye.erp.purchasing import commands, errors
from sanye.erp.purchasing.commands import Arrival, GoingBack, LineAnswer, Part
from sanye.erp.purchasing.models import GoodsReceipt, GoodsReceiptLine
from sanye.stem.masterdata.models import ExchangeRate
from tests.factories import masterdata
from tests.factories.erp_purchasing import (
    DUE,
    facts_of,
    fresh,
    line_of,
    make_market,
    schedule_of,
)


def on_hand(market):
    return get_on_hand(item_id=market.item.id, site_id=market.site.id, by=market.by)


def receive(market, order, *arrivals, **fields):
    return commands.receive_goods(
        purchase_order_id=order.id, lines=list(arrivals), by=market.by, at=market.at, **fields
    )


def arrival(order, quantity, **fields):
    return Arrival(purchase_order_line_id=line_of(order).id, quantity=Decimal(quantity), **fields)


def send_back(market, receipt, quantity, **fields):
    (row,) = GoodsReceiptLine.unscoped.filter(receipt=receipt)
    going = {"serial_numbers": fields.pop("serial_numbers", ())}
    return commands.return_goods(
        purchase_order_id=receipt.purchase_order_id,
        lines=[GoingBack(receipt_line_id=row.id, quantity=Decimal(quantity), **going)],
        **{"reason_code": "BROKEN", **fields},
        by=market.by,
        at=market.at,
    )


def test_takes_goods_into_stock_at_the_orders_price(market):
    order = market.sent()

    receipt = receive(market, order, arrival(order, 40), delivery_note="DN-1")

    assert on_hand(market) == 40
    (row,) = schedule_of(order)
    assert (row.received_quantity, row.open_quantity) == (40, 60)
    assert fresh(order).status == "SENT"
    moved, received, changed = facts_of(
        market.by.company_id, "StockMoved", "GoodsReceived", "PurchaseOrderChanged"
    )
    (stock,) = moved.lines
    assert (moved.kind, moved.source_type, moved.source_id) == (
        "PURCHASE_RECEIPT",
        "purchase_order",
        order.id,
    )
    assert (stock.quantity, stock.unit_cost, stock.source_line_id) == (40, 5, line_of(order).id)
    assert (received.number, received.lines[0].open_quantity) == (receipt.number, 60)
    assert changed.lines[0].open_quantity == 60


def test_values_at_the_rate_of_the_receipt(by, at):
    market = make_market(by, at, price=60, unit="DZN", currency="EUR")
    for day, rate in ((1, "7.8"), (2, "8.0")):
        ExchangeRate.objects.create(
            from_currency="EUR", to_currency="CNY", rate_date=date(2026, 3, day), rate=rate
        )
    order = commands.place_purchase_order(
        supplier_id=market.supplier.id,
        site_id=market.site.id,
        currency="EUR",
        lines=[commands.NewLine(item_id=market.item.id, quantity=Decimal(2), requested_date=DUE)],
        by=by,
        at=at,
    )
    commands.send_purchase_order(purchase_order_id=order.id, by=by, at=at)

    receive(market, order, arrival(order, 1), posting_date=date(2026, 3, 1))
    receive(market, order, arrival(order, 1))

    first, second = facts_of(by.company_id, "StockMoved")
    assert (first.lines[0].quantity, first.lines[0].unit_cost) == (12, 39)
    assert second.lines[0].unit_cost == 40


def test_everything_here_closes_the_order(market):
    order = market.sent()

    receive(market, order, arrival(order, 100))

    assert fresh(order).status == "CLOSED"
    with pytest.raises(errors.NotWithSupplier):
        receive(market, order, arrival(order, 1))


def test_over_receipt_stays_within_tolerance(by, at):
    market = make_market(by, at, over_receipt_ratio="0.05")
    order = market.sent()

    with pytest.raises(errors.OverReceipt) as refused:
        receive(market, order, arrival(order, 106))
    assert refused.value.data["most"] == 105
    assert on_hand(market) == 0
    receive(market, order, arrival(order, 105))

    (row,) = schedule_of(order)
    assert (row.received_quantity, row.open_quantity) == (105, 0)
    assert fresh(order).status == "CLOSED"


def test_a_little_less_closes_the_line_within_tolerance(by, at):
    market = make_market(by, at, under_receipt_ratio="0.05")
    order = market.sent()

    receive(market, order, arrival(order, 94))
    assert fresh(order).status == "SENT"
    receive(market, order, arrival(order, 1))

    (row,) = schedule_of(order)
    assert (row.received_quantity, row.cancelled_quantity, row.open_quantity) == (95, 5, 0)
    assert fresh(order).status == "CLOSED"


def test_the_last_receipt_closes_short(market):
    order = market.sent()

    receive(market, order, arrival(order, 10), is_final=True)

    assert schedule_of(order)[0].cancelled_quantity == 90
    assert fresh(order).status == "CLOSED"


def test_fills_schedule_lines_by_date(market):
    order = market.sent()
    commands.answer_purchase_order(
        purchase_order_id=order.id,
        answers=[
            LineAnswer(
                schedule_line_id=schedule_of(order)[0].id,
                kind=commands.AnswerKind.CHANGE,
                parts=(Part(Decimal(60), DUE), Part(Decimal(40), date(2026, 4, 1))),
            )
        ],
        by=market.by,
        at=market.at,
    )

    receipt = receive(market, order, arrival(order, 75))

    assert [row.open_quantity for row in schedule_of(order)] == [0, 25]
    assert GoodsReceiptLine.unscoped.filter(receipt=receipt).count() == 2
    receive(market, order, arrival(order, 5, schedule_line_id=schedule_of(order)[1].id))
    assert [row.open_quantity for row in schedule_of(order)] == [0, 20]


def test_what_is_inspected_comes_into_quarantine(market):
    masterdata.make_item_site(market.item, market.site, inspection_days=2)
    order = market.sent()

    receive(market, order, arrival(order, 10))

    assert on_hand(market) == 10
    assert get_available(item_id=market.item.id, site_id=market.site.id, by=market.by) == 0
    (fact,) = facts_of(market.by.company_id, "GoodsReceived")
    assert fact.lines[0].status == "QUARANTINE"


def test_keeps_the_lot(market):
    market.item.tracking = "LOT"
    market.item.save()
    order = market.sent()

    with pytest.raises(errors.LotMissing):
        receive(market, order, arrival(order, 10))
    receive(market, order, arrival(order, 10, lot="L-7"))

    (fact,) = facts_of(market.by.company_id, "GoodsReceived")
    assert fact.lines[0].lot == "L-7"


def test_keeps_serial_numbers(market):
    market.item.tracking = "SERIAL"
    market.item.save()
    order = market.sent(3)

    for wrong in ((), ("A",), ("A", "A")):
        with pytest.raises(errors.SerialNumbersWrong):
            receive(market, order, arrival(order, 2, serial_numbers=wrong))
    receipt = receive(market, order, arrival(order, 2, serial_numbers=("A", "B")))
    other = receive(market, order, arrival(order, 1, serial_numbers=("C",)))
    with pytest.raises(errors.OtherReceipt):
        send_back(market, receipt, 1, serial_numbers=("C",))
    send_back(market, receipt, 1, serial_numbers=("B",))
    send_back(market, other, 1, serial_numbers=("C",))

    assert on_hand(market) == 1


def test_a_service_moves_no_stock(market):
    service = masterdata.make_item(kind="SERVICE")
    masterdata.make_supplier_term(market.by, market.supplier, service, price=80)
    order = market.sent(2, item_id=service.id)

    receipt = receive(market, order, arrival(order, 2))

    assert receipt.movement_id is None
    assert fresh(order).status == "CLOSED"
    assert not facts_of(market.by.company_id, "StockMoved")


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"quantity": Decimal(0)}, errors.QuantityNotPositive),
        ({"quantity": Decimal(-1)}, errors.QuantityNotPositive),
        ({"quantity": Decimal("0.5")}, errors.QuantityTooFine),
        ({"quantity": Decimal(101)}, errors.OverReceipt),
        ({"unit": "KGM"}, errors.WrongUnit),
    ],
)
def test_refuses_a_bad_arrival_and_writes_nothing(market, change, refusal):
    order = market.sent()
    bad = Arrival(**{"purchase_order_line_id": line_of(order).id, "quantity": Decimal(1), **change})

    with pytest.raises(refusal) as refused:
        receive(market, order, bad)

    assert refused.value.row == 1
    assert not GoodsReceipt.unscoped.exists()
    assert on_hand(market) == 0


def test_refuses_other_misuse(market):
    order, other, draft = market.sent(), market.sent(), market.place()

    with pytest.raises(errors.LineUnknown):
        receive(market, order, arrival(other, 1))
    with pytest.raises(errors.NotWithSupplier):
        receive(market, draft, arrival(draft, 1))
    with pytest.raises(errors.LinesMissing):
        receive(market, order)
    with pytest.raises(errors.DateInFuture):
        receive(market, order, arrival(order, 1), posting_date=date(2026, 3, 3))


def test_sends_goods_back_for_replacement(market):
    order = market.sent()
    receipt = receive(market, order, arrival(order, 100))

    send_back(market, receipt, 30, replacement=True)

    (row,) = schedule_of(order)
    assert (row.received_quantity, row.returned_quantity, row.open_quantity) == (100, 30, 30)
    assert fresh(order).status == "SENT"
    assert on_hand(market) == 70
    assert facts_of(market.by.company_id, "StockMoved")[-1].kind == "SUPPLIER_RETURN"
    receive(market, order, arrival(order, 30))
    assert fresh(order).status == "CLOSED"


def test_sends_goods_back_for_good(market):
    order = market.sent()
    receipt = receive(market, order, arrival(order, 100))

    send_back(market, receipt, 30)

    (row,) = schedule_of(order)
    assert (row.cancelled_quantity, row.open_quantity) == (30, 0)
    assert fresh(order).status == "CLOSED"
    with pytest.raises(errors.ReturnTooMuch):
        send_back(market, receipt, 71)
    with pytest.raises(errors.ReasonMissing):
        send_back(market, receipt, 1, reason_code="")
    assert on_hand(market) == 70


def test_counts_what_is_invoiced_and_its_value_to_the_cent(market):
    order = market.sent(3, unit_price=Decimal("3.335"))
    receive(market, order, arrival(order, 3))
    line_id = line_of(order).id

    def invoiced(quantity, **fields):
        return commands.record_invoiced(
            quantities={line_id: Decimal(quantity)}, by=market.by, at=market.at, **fields
        )

    parts = [invoiced(1)[0].value for _ in range(3)]

    assert parts == [Decimal("3.34"), Decimal("3.33"), Decimal("3.34")]
    assert sum(parts) == Decimal("10.01")
    with pytest.raises(errors.MatchTooMuch):
        invoiced(1)
    with pytest.raises(errors.MatchTooMuch):
        invoiced(1, credit=True)
    assert line_of(order).invoiced_quantity == 3


def test_only_what_went_back_is_credited(market):
    order = market.sent(10)
    receipt = receive(market, order, arrival(order, 10))
    line_id = line_of(order).id
    commands.record_invoiced(quantities={line_id: Decimal(10)}, by=market.by, at=market.at)
    send_back(market, receipt, 4)

    (part,) = commands.record_invoiced(
        quantities={line_id: Decimal(4)}, credit=True, by=market.by, at=market.at
    )

    assert (part.quantity, part.value) == (4, 20)
    assert line_of(order).invoiced_quantity == 6
