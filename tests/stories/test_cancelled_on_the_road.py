"""A delivery leaves with its shipment or is cancelled: of two who want both, one is refused."""

from datetime import datetime
from typing import Any

import pytest

from sanye.erp.delivery import commands as delivery
from sanye.erp.delivery.commands import shipping
from sanye.erp.delivery.errors import LeftWithShipment
from sanye.erp.delivery.models import Delivery
from sanye.kernel.actors import Actor
from sanye.scm.transport import commands as transport
from sanye.scm.transport.commands import dispatching
from sanye.scm.transport.errors import DeliveryNotReady
from sanye.scm.transport.models import Shipment
from sanye.stem.events.commands import open_cursors_for_company
from tests.conftest import Cursors
from tests.factories import masterdata as make
from tests.factories.sales import make_confirmed, make_trader, put_stock, schedule_of
from tests.racing import race


class Truck:
    """A picked delivery on a planned shipment."""

    def __init__(self, by: Actor, at: datetime, run_cursors: Cursors) -> None:
        self.by, self.at = by, at
        open_cursors_for_company(by.company_id)
        trader = make_trader(by, at)
        make.make_address(trader.customer, is_default=True)
        put_stock(trader, trader.bike, 20)
        wanted = {part.id: None for part in schedule_of(make_confirmed(trader, trader.line()))}
        made = delivery.create_delivery(quantities=wanted, by=by, at=at)
        self.delivery = delivery.pick_delivery(delivery_id=made.id, by=by, at=at)
        run_cursors()
        self.shipment = transport.create_shipment(delivery_ids=[made.id], by=by, at=at)

    def dispatch(self) -> Shipment:
        return transport.dispatch_shipment(shipment_id=self.shipment.id, by=self.by, at=self.at)

    def cancel(self) -> Delivery:
        return delivery.cancel_delivery(
            delivery_id=self.delivery.id, reason="called", by=self.by, at=self.at
        )

    def prove(self) -> None:
        transport.record_proof(
            shipment_id=self.shipment.id, delivery_id=self.delivery.id, by=self.by, at=self.at
        )

    @property
    def status(self) -> str:
        self.delivery.refresh_from_db()
        return self.delivery.status


@pytest.fixture
def truck(log_db: None, by: Actor, at: datetime, run_cursors: Cursors) -> Truck:
    return Truck(by, at, run_cursors)


def test_what_left_is_not_cancelled_before_its_owner_has_heard(
    truck: Truck, run_cursors: Cursors
) -> None:
    truck.dispatch()

    with pytest.raises(LeftWithShipment) as caught:
        truck.cancel()
    truck.prove()
    run_cursors()

    assert caught.value.data["shipment"] == truck.shipment.number
    assert truck.status == "PROVEN"


def test_what_is_leaving_is_not_cancelled_meanwhile(truck: Truck, monkeypatch: Any) -> None:
    left, cancelled = race(
        monkeypatch, truck.dispatch, truck.cancel, at=(dispatching, "publish_dispatched")
    )

    assert left.status == "DISPATCHED"
    assert isinstance(cancelled, LeftWithShipment)
    assert truck.status == "PICKED"


def test_what_is_being_cancelled_does_not_leave_meanwhile(truck: Truck, monkeypatch: Any) -> None:
    _, left = race(monkeypatch, truck.cancel, truck.dispatch, at=(shipping, "publish_cancelled"))

    assert isinstance(left, DeliveryNotReady)
    truck.shipment.refresh_from_db()
    assert (truck.status, truck.shipment.status) == ("CANCELLED", "PLANNED")
