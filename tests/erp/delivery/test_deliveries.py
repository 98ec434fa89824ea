"""From due lines through picking and shipping to proof."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from sanye.erp.delivery.commands import (
    Pick,
    cancel_delivery,
    create_delivery,
    create_due_deliveries,
    pick_delivery,
    prove_delivery,
    ship_delivery,
)
from sanye.erp.delivery.errors import (
    LinesDiffer,
    NothingPicked,
    PickTooMuch,
    ProvenBeforeShipped,
    ReasonMissing,
)
from sanye.erp.delivery.models import Delivery, DeliveryLine
from sanye.erp.inventory.errors import NotEnoughStock
from sanye.erp.inventory.queries import get_available, get_on_hand
from sanye.erp.invoicing.commands import issue_invoices
from sanye.erp.sales_orders.commands import release_credit
from sanye.erp.sales_orders.errors import CreditExceeded, LineUnknown, OverShipped
from sanye.erp.sales_orders.models import SalesOrder
from sanye.kernel.actors import Actor
from sanye.kernel.states import StepNotAllowed
from sanye.stem.events.models import EventRow
from sanye.stem.masterdata.errors import QuantityNotWhole
from sanye.stem.masterdata.models import PartyCompany
from tests.factories import masterdata as make
from tests.factories.sales import SOON, Trader, make_confirmed, make_trader, put_stock, schedule_of


@pytest.fixture
def order(trader: Trader) -> SalesOrder:
    put_stock(trader, trader.bike, 20)
    put_stock(trader, trader.chain, 50)
    return make_confirmed(trader, trader.line(quantity=10), trader.line(trader.chain, 2))


def create(trader: Trader, order: SalesOrder, *quantities: int | None) -> Delivery:
    wanted = {
        part.id: None if quantity is None else Decimal(quantity)
        for part, quantity in zip(schedule_of(order), quantities, strict=False)
    }
    return create_delivery(quantities=wanted, by=trader.by, at=trader.at)


def pick(trader: Trader, delivery: Delivery, picks: list[Pick] | None = None) -> Delivery:
    return pick_delivery(delivery_id=delivery.id, picks=picks, by=trader.by, at=trader.at)


def ship(trader: Trader, delivery: Delivery, **options) -> Delivery:
    return ship_delivery(delivery_id=delivery.id, by=trader.by, at=trader.at, **options)


def on_hand(trader: Trader) -> tuple[Decimal, Decimal]:
    key = {"item_id": trader.bike.id, "site_id": trader.site.id, "by": trader.by}
    return get_on_hand(**key), get_available(**key)


def test_ships_what_was_picked_and_tells_the_order(trader: Trader, order: SalesOrder) -> None:
    delivery = create(trader, order, 4, None)

    pick(trader, delivery)
    picked = on_hand(trader)
    shipped = ship(trader, delivery, carrier="SF", tracking_number="T1")

    bike, chain = schedule_of(order)
    assert (picked, on_hand(trader)) == ((20, 16), (16, 16))
    assert (shipped.status, shipped.posting_date) == ("SHIPPED", date(2026, 3, 2))
    assert (bike.shipped_quantity, bike.open_quantity, bike.delivering_quantity) == (4, 6, 0)
    assert (chain.shipped_quantity, chain.open_quantity) == (24, 0)
    assert chain.actual_date == date(2026, 3, 2)
    data = EventRow.objects.get(type="sanye.erp.delivery.shipped.v1").data
    assert (data["carrier"], [Decimal(row["open_quantity"]) for row in data["lines"]]) == (
        "SF",
        [6, 0],
    )
    moved = EventRow.objects.filter(type="sanye.erp.stock.moved.v1").order_by("-position")[0].data
    assert (moved["kind"], moved["source_number"]) == ("SHIPMENT", delivery.number)


def test_never_promises_one_quantity_to_two_deliveries(trader: Trader, order: SalesOrder) -> None:
    create(trader, order, 7)

    with pytest.raises(OverShipped) as caught:
        create(trader, order, 4)

    assert (caught.value.data["bound"], caught.value.row) == (3, 1)
    assert Delivery.unscoped.count() == 1


def test_ships_more_only_within_the_tolerance(trader: Trader) -> None:
    put_stock(trader, trader.bike, 20)
    order = make_confirmed(trader, trader.line(quantity=10, over_delivery_ratio=Decimal("0.1")))

    with pytest.raises(OverShipped):
        create(trader, order, 12)
    delivery = create(trader, order, 11)
    pick(trader, delivery)
    ship(trader, delivery)

    (part,) = schedule_of(order)
    assert (part.shipped_quantity, part.open_quantity) == (11, 0)


def test_half_a_bike_is_not_delivered(trader: Trader, order: SalesOrder) -> None:
    bike = schedule_of(order)[0]

    with pytest.raises(QuantityNotWhole) as caught:
        create_delivery(quantities={bike.id: Decimal("0.5")}, by=trader.by, at=trader.at)

    assert (caught.value.field, caught.value.row) == ("quantity", 1)


def test_deliveries_share_the_tolerance(trader: Trader) -> None:
    order = make_confirmed(trader, trader.line(quantity=10, over_delivery_ratio=Decimal("0.2")))
    create(trader, order, 11)
    create(trader, order, 1)

    with pytest.raises(OverShipped):
        create(trader, order, 1)


def test_an_order_ends_with_the_cancelled_delivery_of_more_than_was_ordered(
    trader: Trader,
) -> None:
    put_stock(trader, trader.bike, 10)
    order = make_confirmed(trader, trader.line(quantity=10, over_delivery_ratio=Decimal("0.1")))
    whole, more = create(trader, order, 10), create(trader, order, 1)
    pick(trader, whole)
    ship(trader, whole)
    issue_invoices(delivery_ids=[whole.id], by=trader.by, at=trader.at)

    cancel_delivery(delivery_id=more.id, reason="enough", by=trader.by, at=trader.at)

    order.refresh_from_db()
    assert order.status == "CLOSED"


def test_a_short_pick_leaves_the_rest_open(trader: Trader, order: SalesOrder) -> None:
    delivery = create(trader, order, 10)
    line = DeliveryLine.unscoped.get()

    pick(trader, delivery, [Pick(delivery_line_id=line.id, quantity=Decimal(6))])
    with pytest.raises(PickTooMuch):
        pick(trader, delivery, [Pick(delivery_line_id=line.id, quantity=Decimal(11))])
    ship(trader, delivery)

    assert schedule_of(order)[0].open_quantity == 4
    assert on_hand(trader) == (14, 14)


def test_picking_again_replaces_the_picks(trader: Trader, order: SalesOrder) -> None:
    delivery = create(trader, order, 10)
    line = DeliveryLine.unscoped.get()
    pick(trader, delivery)

    pick(trader, delivery, [Pick(delivery_line_id=line.id, quantity=Decimal(2))])

    assert on_hand(trader) == (20, 18)


def test_picks_by_lot(by: Actor, at, trader: Trader) -> None:
    trader.bike.tracking = "LOT"
    trader.bike.save()
    put_stock(trader, trader.bike, 5, lot="A")
    put_stock(trader, trader.bike, 5, lot="B")
    order = make_confirmed(trader, trader.line(quantity=3))
    delivery = create(trader, order, None)
    line = DeliveryLine.unscoped.get()

    pick(trader, delivery, [Pick(delivery_line_id=line.id, quantity=Decimal(3), lot="B")])
    ship(trader, delivery)

    moved = EventRow.objects.filter(type="sanye.erp.stock.moved.v1").order_by("-position")[0].data
    assert [row["lot"] for row in moved["lines"]] == ["B"]


def test_picks_the_serial_numbers_that_were_scanned(trader: Trader) -> None:
    trader.bike.tracking = "SERIAL"
    trader.bike.save()
    for serial in ("S1", "S2", "S3"):
        put_stock(trader, trader.bike, 1, serial_number=serial)
    order = make_confirmed(trader, trader.line(quantity=2))
    delivery = create(trader, order, None)
    line = DeliveryLine.unscoped.get()
    scanned = [
        Pick(delivery_line_id=line.id, quantity=Decimal(1), serial_number=serial)
        for serial in ("S3", "S2")
    ]

    with pytest.raises(NotEnoughStock):
        pick(trader, delivery, [replace(scanned[0], serial_number="S9")])
    pick(trader, delivery, scanned)
    ship(trader, delivery)

    moved = EventRow.objects.filter(type="sanye.erp.stock.moved.v1").order_by("-position")[0].data
    assert {row["serial_number"] for row in moved["lines"]} == {"S2", "S3"}


def test_refuses_to_pick_what_is_not_there(trader: Trader) -> None:
    order = make_confirmed(trader, trader.line(quantity=3))
    delivery = create(trader, order, None)

    with pytest.raises(NotEnoughStock):
        pick(trader, delivery)

    delivery.refresh_from_db(from_queryset=Delivery.unscoped.all())
    assert delivery.status == "CREATED"


def test_delivers_services_without_stock(trader: Trader) -> None:
    order = make_confirmed(trader, trader.line(trader.service, 3))
    delivery = create(trader, order, None)

    pick(trader, delivery)
    shipped = ship(trader, delivery)

    assert shipped.status == "SHIPPED"
    assert schedule_of(order)[0].open_quantity == 0


def test_cancelling_frees_stock_and_order(trader: Trader, order: SalesOrder) -> None:
    delivery = create(trader, order, 10)
    pick(trader, delivery)

    with pytest.raises(ReasonMissing):
        cancel_delivery(delivery_id=delivery.id, reason="", by=trader.by, at=trader.at)
    cancel_delivery(delivery_id=delivery.id, reason="truck", by=trader.by, at=trader.at)

    assert on_hand(trader) == (20, 20)
    assert schedule_of(order)[0].delivering_quantity == 0
    with pytest.raises(StepNotAllowed):
        ship(trader, delivery)
    create(trader, order, 10)


def test_a_shipped_delivery_is_proven_once_and_never_cancelled(
    trader: Trader, order: SalesOrder
) -> None:
    delivery = create(trader, order, 1)
    with pytest.raises(StepNotAllowed):
        ship(trader, delivery)
    pick(trader, delivery, [])
    with pytest.raises(NothingPicked):
        ship(trader, delivery)
    pick(trader, delivery)
    ship(trader, delivery)
    key = {"delivery_id": delivery.id, "by": trader.by, "at": trader.at}

    with pytest.raises(StepNotAllowed):
        cancel_delivery(reason="x", **key)
    with pytest.raises(ProvenBeforeShipped):
        prove_delivery(received_at=trader.at - timedelta(days=1), **key)
    proven = prove_delivery(received_by="门卫", **key)

    assert proven.status == "PROVEN"
    data = EventRow.objects.get(type="sanye.erp.delivery.proven.v1").data
    assert data["received_by"] == ""


def test_checks_credit_again_before_goods_leave(trader: Trader, order: SalesOrder) -> None:
    delivery = create(trader, order, 10)
    pick(trader, delivery)
    PartyCompany.unscoped.filter(party=trader.customer).update(credit_limit=100)

    with pytest.raises(CreditExceeded) as caught:
        ship(trader, delivery)
    held = on_hand(trader)
    release_credit(order_id=order.id, reason="boss", by=trader.by, at=trader.at)
    shipped = ship(trader, delivery)

    assert caught.value.data["customer"] == trader.customer.code
    assert held == (20, 10)
    assert shipped.status == "SHIPPED"


def test_makes_one_delivery_per_customer_of_what_is_due(trader: Trader, order: SalesOrder) -> None:
    other = make.make_customer(trader.by, site=trader.site)
    make_confirmed(trader, trader.line(quantity=1), customer=other)
    make_confirmed(trader, trader.line(quantity=1, requested_date=date(2026, 5, 1)))

    made = create_due_deliveries(until_date=SOON, by=trader.by, at=trader.at)
    again = create_due_deliveries(until_date=SOON, by=trader.by, at=trader.at)

    lines = DeliveryLine.unscoped.values_list("delivery__customer_id", flat=True)
    assert (len(made), again) == (2, [])
    assert sorted(lines) == sorted([trader.customer.id, trader.customer.id, other.id])


def test_refuses_lines_of_two_customers_and_of_another_company(
    trader: Trader, order: SalesOrder, other_by: Actor, at
) -> None:
    other = make.make_customer(trader.by, site=trader.site)
    second = make_confirmed(trader, trader.line(quantity=1), customer=other)
    foreign = make_trader(other_by, at, currency="EUR")
    make.make_price_list(other_by, [(foreign.bike, 5)], currency="EUR")
    foreign_order = make_confirmed(foreign, foreign.line(quantity=1))
    ids = [schedule_of(order)[0].id, schedule_of(second)[0].id]

    with pytest.raises(LinesDiffer):
        create_delivery(quantities=dict.fromkeys(ids), by=trader.by, at=trader.at)
    with pytest.raises(LineUnknown):
        create(trader, foreign_order, None)

    assert not Delivery.unscoped.exists()
