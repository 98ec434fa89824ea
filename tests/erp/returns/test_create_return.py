from decimal import Decimal

import pytest

from sanye.contracts.crm.service import ReturnAsked, ReturnAskedFor
from sanye.erp.delivery.commands import record_returned
from sanye.erp.delivery.errors import ReturnedTooMuch as DeliveryGaveLess
from sanye.erp.returns import commands, errors
from sanye.erp.returns.models import CustomerReturn, CustomerReturnLine
from sanye.kernel.ids import new_id
from tests.factories import masterdata
from tests.factories.erp_purchasing import facts_of
from tests.factories.sales import put_stock


def test_from_a_delivery_line(shop):
    sold = shop.sell(2)

    row = shop.announce({"delivery_line_id": sold.id, "failure_code": "NOISE"})

    (line,) = shop.lines(row)
    assert (line.item_id, line.quantity, line.sales_order_id) == (
        shop.trader.bike.id,
        2,
        sold.sales_order_id,
    )
    sold.refresh_from_db()
    assert sold.returned_quantity == 2
    (fact,) = facts_of(shop.by.company_id, "CustomerReturnCreated")
    assert (fact.customer_return_id, fact.lines[0].failure_code) == (row.id, "NOISE")


def test_several_orders_in_one(shop):
    first, second = shop.sell(2), shop.sell(3)

    row = shop.announce(
        {"sales_order_id": first.sales_order_id, "item_id": first.item_id, "quantity": Decimal(1)},
        {"sales_order_id": second.sales_order_id},
    )

    assert [(line.sales_order_id, line.quantity) for line in shop.lines(row)] == [
        (first.sales_order_id, 1),
        (second.sales_order_id, 3),
    ]


def test_from_a_serial_number(shop):
    bike = shop.trader.bike
    bike.tracking = "SERIAL"
    bike.save()
    for number in ("S1", "S2"):
        put_stock(shop.trader, bike, 1, serial_number=number, unit_cost=Decimal(700))
    sold = shop.sell(2, picks=["S1", "S2"])

    row = shop.announce({"serial_number": "S2"})

    (line,) = shop.lines(row)
    assert (line.delivery_line_id, line.serial_number, line.quantity) == (sold.id, "S2", 1)
    with pytest.raises(errors.SerialNumberOnReturn):
        shop.announce({"serial_number": "S2"})


def test_from_scratch_for_goods_we_never_sold(shop):
    row = shop.announce({"item_id": shop.trader.bike.id, "quantity": Decimal(1)})

    (line,) = shop.lines(row)
    assert (line.delivery_line_id, line.is_sold_by_us) == (None, False)


def test_never_more_than_was_delivered_over_all_returns(shop):
    sold = shop.sell(3)
    shop.announce({"delivery_line_id": sold.id, "quantity": Decimal(2)})

    with pytest.raises(errors.ReturnedTooMuch):
        shop.announce({"delivery_line_id": sold.id, "quantity": Decimal(2)})
    with pytest.raises(DeliveryGaveLess):
        record_returned(quantities={sold.id: Decimal(2)}, by=shop.by, at=shop.at)

    sold.refresh_from_db()
    assert sold.returned_quantity == 2
    assert CustomerReturn.unscoped.count() == 1


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        ({}, errors.ItemMissing),
        ({"quantity": Decimal(0)}, errors.QuantityNotPositive),
        ({"delivery_line_id": new_id()}, errors.NotDelivered),
        ({"serial_number": "NOBODY-KNOWS"}, errors.ItemMissing),
    ],
)
def test_refuses_what_is_not_named(shop, line, refusal):
    with pytest.raises(refusal):
        shop.announce(line)

    assert not CustomerReturn.unscoped.exists()


def test_refuses_an_outcome_nobody_knows_and_services_and_nothing(shop):
    with pytest.raises(errors.OutcomeUnknown):
        shop.announce({"item_id": shop.trader.bike.id, "wanted_outcome": "EAT"})
    with pytest.raises(errors.NotReturned):
        shop.announce({"item_id": shop.trader.service.id, "quantity": Decimal(1)})
    with pytest.raises(errors.QuantityTooFine):
        shop.announce({"item_id": shop.trader.bike.id, "quantity": Decimal("0.5")})
    with pytest.raises(errors.LinesMissing):
        shop.announce()

    assert not CustomerReturn.unscoped.exists()


def test_goods_of_another_customer_are_not_taken(shop):
    sold = shop.sell(2)
    other = masterdata.make_customer(shop.by, site=shop.trader.site)

    with pytest.raises(errors.NotDelivered):
        commands.create_return(
            customer_id=other.id,
            lines=[commands.ReturnRequest(delivery_line_id=sold.id)],
            by=shop.by,
            at=shop.at,
        )


def asked_for(shop, **line):
    bike = shop.trader.bike
    return ReturnAskedFor(
        request_id=new_id(),
        case_id=new_id(),
        case_number="CS-1",
        customer_id=shop.trader.customer.id,
        site_id=None,
        lines=(
            ReturnAsked(
                **{
                    "line_id": new_id(),
                    "item_id": bike.id,
                    "quantity": Decimal(1),
                    "unit": "C62",
                    "serial_number": "",
                    "lot": "",
                    "delivery_line_id": None,
                    "reason_code": "FAULT",
                    "failure_code": "NOISE",
                    "wanted_outcome": "REPLACE",
                    "is_in_warranty": True,
                    **line,
                }
            ),
        ),
    )


def test_a_case_that_asks_for_goods_is_answered_once(shop, tell, run_cursors):
    sold = shop.sell(2)
    fact = asked_for(shop, delivery_line_id=sold.id)

    tell(fact)
    run_cursors("erp.returns.requests")
    tell(fact)
    run_cursors("erp.returns.requests")

    row = CustomerReturn.unscoped.get()
    assert (row.request_id, row.case_id, row.case_number) == (
        fact.request_id,
        fact.case_id,
        "CS-1",
    )
    line = CustomerReturnLine.unscoped.get()
    assert (line.delivery_line_id, line.wanted_outcome, line.is_in_warranty) == (
        sold.id,
        "REPLACE",
        True,
    )


def test_what_a_case_asks_beyond_the_delivery_was_never_sold(shop, tell, run_cursors):
    sold = shop.sell(2)

    tell(asked_for(shop, delivery_line_id=sold.id, quantity=Decimal(3)))
    run_cursors("erp.returns.requests")

    lines = CustomerReturnLine.unscoped.order_by("line_number")
    assert [(line.quantity, line.is_sold_by_us) for line in lines] == [(2, True), (1, False)]


def test_a_piece_that_a_person_announced_is_asked_back_by_a_case_without_its_number(
    shop, tell, run_cursors
):
    """Crm cannot know of it; the case's return says which one has the piece."""
    piece = {"item_id": shop.trader.bike.id, "serial_number": "ALIEN-1"}
    first = shop.announce({**piece, "quantity": Decimal(1)})
    fact = asked_for(shop, **piece)

    tell(fact)
    run_cursors("erp.returns.requests")

    second = CustomerReturn.unscoped.get(request_id=fact.request_id)
    (line,) = shop.lines(second)
    assert (line.item_id, line.quantity, line.serial_number) == (piece["item_id"], 1, "")
    assert f"ALIEN-1 is on return {first.number}" in second.note
    with pytest.raises(errors.SerialNumberOnReturn):
        shop.announce({**piece, "quantity": Decimal(1)})
