"""What transport reports to deliveries."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from sanye.contracts.scm.transport import ShipmentDelivered, ShipmentDispatched, ShipmentStop
from sanye.erp.delivery.commands import (
    cancel_delivery,
    create_delivery,
    pick_delivery,
    prove_delivery,
    ship_delivery,
)
from sanye.erp.delivery.errors import DeliveryUnknown, NothingPicked
from sanye.erp.delivery.models import Delivery
from sanye.kernel.ids import new_id
from sanye.stem.events.models import EventRow
from sanye.stem.masterdata.models import PartyCompany
from tests.factories import masterdata as make
from tests.factories.sales import Trader, make_confirmed, put_stock, schedule_of

D = Decimal


@pytest.fixture
def goods(trader: Trader) -> list[Delivery]:
    """Two deliveries of bikes that stand picked."""
    put_stock(trader, trader.bike, 20)
    made = []
    for _ in range(2):
        order = make_confirmed(trader, trader.line(quantity=3))
        row = create_delivery(
            quantities={part.id: None for part in schedule_of(order)},
            by=trader.by,
            at=trader.at,
        )
        made.append(pick_delivery(delivery_id=row.id, by=trader.by, at=trader.at))
    return made


def dispatched(goods: list[Delivery], left_at: datetime, **fields) -> ShipmentDispatched:
    given = {
        "shipment_id": new_id(),
        "number": "SH-1",
        "carrier_id": None,
        "tracking_number": "T-1",
        "dispatched_at": left_at,
        "stops": tuple(
            ShipmentStop(
                delivery_id=row.id,
                delivery_number=row.number,
                customer_id=row.customer_id,
                expected_at=None,
            )
            for row in goods
        ),
    }
    return ShipmentDispatched(**{**given, **fields})


def delivered(row: Delivery, left_at: datetime, there_at: datetime) -> ShipmentDelivered:
    return ShipmentDelivered(
        shipment_id=new_id(),
        number="SH-1",
        carrier_id=None,
        delivery_id=row.id,
        delivery_number=row.number,
        customer_id=row.customer_id,
        dispatched_at=left_at,
        expected_at=None,
        delivered_at=there_at,
        is_damaged=False,
        is_last=False,
    )


@pytest.fixture
def hear(tell, run_cursors):
    def run(*facts) -> None:
        tell(*facts)
        run_cursors("erp.delivery.transport")

    return run


def count(kind: str) -> int:
    return EventRow.objects.filter(type=f"sanye.erp.delivery.{kind}.v1").count()


def test_a_shipment_ships_its_deliveries_when_it_left(goods, hear, trader: Trader) -> None:
    carrier = make.make_party("SF", roles=["CARRIER"])
    left_at = trader.at - timedelta(hours=2)

    hear(dispatched(goods, left_at, carrier_id=carrier.id))

    for row in goods:
        row.refresh_from_db()
        assert (row.status, row.shipped_at, row.carrier) == ("SHIPPED", left_at, "SF")
    assert count("shipped") == 2


def test_no_truck_is_called_back_for_what_the_customer_owes_since(
    goods, hear, trader: Trader
) -> None:
    PartyCompany.unscoped.filter(party=trader.customer).update(credit_limit=1)

    hear(dispatched(goods, trader.at))

    assert {row.status for row in Delivery.unscoped.all()} == {"SHIPPED"}


def test_what_was_cancelled_while_the_truck_left_stays_so(goods, hear, trader: Trader) -> None:
    first, second = goods
    cancel_delivery(delivery_id=first.id, reason="called", by=trader.by, at=trader.at)

    hear(
        dispatched(goods, trader.at),
        delivered(first, trader.at, trader.at),
        delivered(second, trader.at, trader.at),
    )

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == ("CANCELLED", "PROVEN")


def test_what_was_shipped_or_proven_by_hand_stays_so(goods, hear, trader: Trader) -> None:
    first, second = goods
    ship_delivery(delivery_id=first.id, carrier="own", by=trader.by, at=trader.at)
    prove_delivery(delivery_id=first.id, received_by="dock", by=trader.by, at=trader.at)

    hear(
        dispatched(goods, trader.at),
        delivered(first, trader.at, trader.at),
        delivered(second, trader.at, trader.at),
    )

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.carrier, first.received_by) == ("own", "dock")
    assert (second.status, second.received_at, second.received_by) == ("PROVEN", trader.at, "")
    assert (count("shipped"), count("proven")) == (2, 2)


def test_what_was_shipped_by_hand_after_the_truck_had_left_arrives_no_sooner(
    goods, hear, trader: Trader
) -> None:
    first, _ = goods
    left_at = trader.at - timedelta(minutes=2)
    ship_delivery(delivery_id=first.id, by=trader.by, at=trader.at)

    hear(
        dispatched([first], left_at),
        delivered(first, left_at, there_at=trader.at - timedelta(minutes=1)),
    )

    first.refresh_from_db()
    assert (first.status, first.received_at) == ("PROVEN", trader.at)


@pytest.mark.parametrize("wrong", ["unknown", "unpicked"])
def test_what_cannot_leave_stops_the_whole_event(goods, hear, trader: Trader, wrong: str) -> None:
    fact = dispatched(goods, trader.at)
    if wrong == "unknown":
        stop = fact.stops[0]
        fields = {name: getattr(stop, name) for name in stop.__slots__}
        fact = dispatched(
            goods,
            trader.at,
            stops=(*fact.stops, ShipmentStop(**{**fields, "delivery_id": new_id()})),
        )
        expected: type[Exception] = DeliveryUnknown
    else:
        goods[1].lines.model.unscoped.filter(delivery=goods[1]).update(picked_quantity=0)
        expected = NothingPicked

    with pytest.raises(expected), transaction.atomic():
        hear(fact)

    assert count("proven") == 0


def test_picking_is_told_with_what_is_left(goods, trader: Trader) -> None:
    told = EventRow.objects.filter(type="sanye.erp.delivery.picked.v1").first().data

    assert [(D(line["quantity"]), D(line["open_quantity"])) for line in told["lines"]] == [(3, 0)]
    created = EventRow.objects.filter(type="sanye.erp.delivery.created.v1").first().data
    assert created["ship_to_address_id"] is None
