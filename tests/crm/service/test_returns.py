"""Goods asked back: from orders, by serial number, from scratch; and what became of them."""

from decimal import Decimal
from typing import Any

import pytest

from sanye.contracts.erp.returns import (
    CustomerReturnClosed,
    CustomerReturnCreated,
    CustomerReturnReceived,
    CustomerReturnSettled,
)
from sanye.crm.service import commands, queries
from sanye.crm.service.commands import About, ReturnLine, ask_for_return, close_case
from sanye.crm.service.errors import (
    CaseOver,
    CodeMissing,
    CodeUnknown,
    ItemMissing,
    LinesMissing,
    MoreThanDelivered,
    NothingLeft,
    NotReturnable,
    OnePieceOnly,
    OutcomeUnknown,
    QuantityNotPositive,
    QuantityTooFine,
)
from sanye.crm.service.models import (
    Case,
    CaseReturn,
    InstalledUnit,
    ReturnRequest,
    ReturnRequestLine,
)
from sanye.erp.returns import commands as returns
from sanye.erp.returns.models import CustomerReturn, CustomerReturnLine
from sanye.kernel.errors import Refusal
from sanye.kernel.ids import new_id
from sanye.stem.events.models import EventRow
from tests.factories import masterdata as make
from tests.factories.service import MONDAY, House

CURSOR = "crm.service.installed_base"


@pytest.fixture
def case(house: House, run_cursors: Any) -> Case:
    """Two drills, five tins of paint and a hundred nails were delivered."""
    house.deliver(house.drill, serial_number="SN-1")
    house.deliver(house.drill, serial_number="SN-2")
    house.deliver(house.paint, 5, lot="L-7")
    house.deliver(house.nail, 100)
    run_cursors(CURSOR)
    return house.open()


def line(**given: Any) -> ReturnLine:
    return ReturnLine(**{"reason_code": "DEFECTIVE", **given})


def ask(house: House, case: Case, *lines: ReturnLine) -> ReturnRequest:
    return ask_for_return(case_id=case.id, lines=lines, by=house.by, at=MONDAY)


def order_of(serial: str = "", **key: Any) -> Any:
    return InstalledUnit.unscoped.get(serial_number=serial, **key).sales_order_id


def asked() -> list[dict[str, Any]]:
    rows = EventRow.objects.filter(type="sanye.crm.return.asked.v1").order_by("position")
    return [row.data for row in rows]


def test_several_orders_a_serial_number_and_foreign_goods_in_one(house: House, case: Case) -> None:
    foreign = make.make_item()

    ask(
        house,
        case,
        line(sales_order_id=order_of("SN-1")),
        line(sales_order_id=order_of(lot="L-7"), quantity=Decimal(2), wanted_outcome="SCRAP"),
        line(serial_number="SN-2", wanted_outcome="REPAIR", failure_code="NOISE"),
        line(item_id=foreign.id, quantity=Decimal(3)),
    )

    (fact,) = asked()
    assert (fact["case_number"], fact["customer_id"]) == (case.number, str(house.customer.id))
    shown = [
        (row["serial_number"], row["lot"], Decimal(row["quantity"]), row["wanted_outcome"])
        for row in fact["lines"]
    ]
    assert shown == [
        ("SN-1", "", 1, "REFUND"),
        ("", "L-7", 2, "SCRAP"),
        ("SN-2", "", 1, "REPAIR"),
        ("", "", 3, "REFUND"),
    ]
    assert [row["delivery_line_id"] is None for row in fact["lines"]] == [False] * 3 + [True]
    assert fact["lines"][2]["sales_order_id"] == str(order_of("SN-2"))


def test_takes_the_oldest_shipment_first(house: House, case: Case, run_cursors: Any) -> None:
    house.deliver(house.paint, 5, lot="L-8")
    run_cursors(CURSOR)

    ask(house, case, line(item_id=house.paint.id, lot="L-8", quantity=Decimal(1)))
    request = ask(house, case, line(item_id=house.paint.id, lot="L-7", quantity=Decimal(3)))

    assert [
        (row.lot, row.quantity) for row in ReturnRequestLine.unscoped.filter(request=request)
    ] == [("L-7", 3)]


@pytest.mark.parametrize(
    ("given", "refusal", "field"),
    [
        ({"reason_code": ""}, CodeMissing, "reason_code"),
        ({"reason_code": "MOON"}, CodeUnknown, "return_code"),
        ({"failure_code": "MOON"}, CodeUnknown, "failure_code"),
        ({"wanted_outcome": "HUG"}, OutcomeUnknown, "wanted_outcome"),
        ({"quantity": Decimal(0)}, QuantityNotPositive, "quantity"),
        ({"lot": "L-7", "quantity": Decimal(6)}, MoreThanDelivered, "quantity"),
        ({"serial_number": "OLD"}, ItemMissing, "item_id"),
        ({"serial_number": "SN-2", "quantity": Decimal(2)}, OnePieceOnly, "quantity"),
        ({"lot": "L-7", "quantity": Decimal("0.5")}, QuantityTooFine, "quantity"),
        ({}, ItemMissing, "item_id"),
        ({"sales_order_id": new_id()}, NothingLeft, "sales_order_id"),
    ],
)
def test_refuses_and_asks_for_nothing(
    house: House, case: Case, given: dict[str, Any], refusal: type[Refusal], field: str
) -> None:
    good = line(serial_number="SN-1")

    with pytest.raises(refusal) as caught:
        ask(house, case, good, line(**given))

    assert caught.value.field == field
    assert caught.value.row in (2, None)
    assert not ReturnRequest.unscoped.exists()
    assert asked() == []


def test_never_asks_twice_for_the_same_goods(house: House, case: Case) -> None:
    ask(house, case, line(lot="L-7", quantity=Decimal(4)))

    with pytest.raises(MoreThanDelivered) as caught:
        ask(house, case, line(lot="L-7", quantity=Decimal(2)))
    ask(house, case, line(lot="L-7"))
    with pytest.raises(NothingLeft):
        ask(house, case, line(lot="L-7"))
    with pytest.raises(NothingLeft):
        ask(house, case, line(serial_number="SN-1"), line(serial_number="SN-1"))

    assert caught.value.data["bound"] == 1
    assert len(asked()) == 2


def test_refuses_services_and_the_same_foreign_piece_twice(house: House, case: Case) -> None:
    item = make.make_item()
    foreign = line(item_id=item.id, serial_number="X")

    with pytest.raises(NotReturnable):
        ask(house, case, line(item_id=house.trader.service.id, quantity=Decimal(1)))
    with pytest.raises(NothingLeft):
        ask(house, case, foreign, foreign)

    assert asked() == []


def test_a_piece_we_never_sold_is_asked_back_again_once_its_return_has_ended(
    house: House, case: Case, run_cursors: Any
) -> None:
    foreign = line(item_id=house.drill.id, serial_number="SN-9")
    ask(house, case, foreign)
    run_cursors()

    with pytest.raises(NothingLeft) as caught:
        ask(house, house.open(), foreign)
    returns.cancel_return(
        customer_return_id=CustomerReturn.unscoped.get().id, reason="Lost", by=house.by, at=MONDAY
    )
    run_cursors()
    ask(house, case, foreign)
    run_cursors()

    assert (caught.value.field, caught.value.row) == ("serial_number", 1)
    assert CustomerReturn.unscoped.count() == 2


def test_a_piece_asked_back_from_a_stranger_is_not_asked_of_its_buyer_too(
    house: House, case: Case
) -> None:
    stranger = house.open(about=About(customer_id=make.make_customer(house.by).id))
    ask(house, stranger, line(item_id=house.drill.id, serial_number="SN-1"))

    with pytest.raises(NothingLeft):
        ask(house, case, line(serial_number="SN-1"))
    ask(house, case, line(item_id=house.drill.id, sales_order_id=order_of("SN-2")))
    with pytest.raises(NothingLeft):
        ask(house, stranger, line(item_id=house.drill.id, serial_number="SN-2"))


def test_an_ended_case_asks_for_nothing(house: House, case: Case) -> None:
    close_case(case_id=case.id, reason_code="WITHDRAWN", by=house.by, at=MONDAY)

    with pytest.raises(CaseOver):
        ask(house, case, line(serial_number="SN-1"))
    with pytest.raises(LinesMissing):
        ask(house, house.open())


def test_other_customers_goods_are_not_ours_to_ask_for(house: House, case: Case) -> None:
    other = make.make_customer(house.by)
    his = house.open(about=About(customer_id=other.id))

    with pytest.raises(ItemMissing):
        ask(house, his, line(serial_number="SN-1"))


def test_the_case_shows_what_became_of_its_returns(house: House, case: Case) -> None:
    request = ask(house, case, line(serial_number="SN-1"))
    return_id = new_id()
    key = {
        "customer_return_id": return_id,
        "number": "RT-2026-000001",
        "customer_id": house.customer.id,
        "case_id": case.id,
    }
    settled = {
        "posting_date": MONDAY.date(),
        "credit_note_id": None,
        "sales_order_id": None,
        "production_order_id": None,
        "currency": "CNY",
        "lines": (),
    }
    created = CustomerReturnCreated(**key, request_id=request.id, lines=())
    received = CustomerReturnReceived(**key, posting_date=MONDAY.date(), lines=())
    first = CustomerReturnSettled(
        **key, **settled, credit_amount=Decimal(900), cost_amount=Decimal(50)
    )
    second = CustomerReturnSettled(
        **key, **settled, credit_amount=Decimal(0), cost_amount=Decimal(7)
    )
    closed = CustomerReturnClosed(**key, is_cancelled=False)

    status = []
    for batch in ([created], [received, first], [second, received], [closed]):
        commands.record_returns(facts=batch, by=house.by, at=MONDAY)
        status.append(CaseReturn.unscoped.get().status)

    (row,) = queries.list_case_returns(case_id=case.id, by=house.by)
    assert status == ["CREATED", "SETTLED", "SETTLED", "CLOSED"]
    assert (row.credit_amount, row.cost_amount, row.request_id) == (900, 57, request.id)


def test_the_return_order_comes_by_itself_and_goods_are_no_longer_with_the_customer(
    house: House, case: Case, run_cursors: Any
) -> None:
    request = ask(house, case, line(serial_number="SN-1"), line(lot="L-7", quantity=Decimal(2)))
    run_cursors()
    announced = CaseReturn.unscoped.get()
    order = CustomerReturn.unscoped.get()
    lines = CustomerReturnLine.unscoped.filter(customer_return=order)
    back = [
        returns.Back(
            line_id=row.id,
            quantity=row.quantity,
            lot=row.lot,
            serial_numbers=(row.serial_number,) if row.serial_number else (),
        )
        for row in lines
    ]

    returns.receive_return(customer_return_id=order.id, lines=back, by=house.by, at=MONDAY)
    run_cursors()

    assert (announced.status, announced.request_id, announced.id) == (
        "CREATED",
        request.id,
        order.id,
    )
    assert CaseReturn.unscoped.get().status == "RECEIVED"
    back_now = dict(InstalledUnit.unscoped.values_list("id", "returned_quantity"))
    assert back_now[InstalledUnit.unscoped.get(serial_number="SN-1").id] == 1
    assert back_now[InstalledUnit.unscoped.get(lot="L-7").id] == 2
    assert sum(back_now.values()) == 3
    with pytest.raises(MoreThanDelivered) as caught:
        ask(house, case, line(lot="L-7", quantity=Decimal(4)))
    assert caught.value.data["bound"] == 3
