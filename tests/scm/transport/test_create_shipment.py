"""Putting deliveries on a shipment."""

from datetime import date
from decimal import Decimal

import pytest

from sanye.kernel.ids import new_id
from sanye.kernel.states import StepNotAllowed
from sanye.scm.transport import commands, errors, queries
from sanye.scm.transport.commands import StopLoad
from sanye.scm.transport.models import Shipment, ShipmentStop
from sanye.stem.events.models import EventRow
from tests.factories import masterdata as make
from tests.factories.transport import Road

D = Decimal


def waiting(road: Road) -> set[str]:
    return {row.number for row in queries.list_deliveries_to_ship(by=road.by)}


def test_consolidates_deliveries_in_the_order_of_their_stops(road: Road) -> None:
    shanghai, chengdu = road.customer("上海"), road.customer("四川")
    first, second = road.delivery(10, shanghai), road.delivery(20, chengdu)

    shipment = road.shipment(second, first)

    stops = road.stops(shipment)
    assert [(s.position, s.delivery_number, s.region) for s in stops] == [
        (1, "DN-2", "四川"),
        (2, "DN-1", "上海"),
    ]
    assert [(s.weight, s.volume) for s in stops] == [(D(30), D("0.2")), (D(15), D("0.1"))]
    assert (shipment.number, shipment.status) == ("SH-2026-000001", "PLANNED")
    assert shipment.planned_date == date(2026, 3, 2)
    told = EventRow.objects.get(type="sanye.scm.shipment.created.v1").data
    assert [stop["delivery_number"] for stop in told["stops"]] == ["DN-2", "DN-1"]
    assert waiting(road) == set()


def test_what_people_weighed_counts(road: Road) -> None:
    delivery = road.delivery(10)

    shipment = road.shipment(delivery, loads={delivery: StopLoad(weight=D("41.5"), pallet_count=2)})

    (stop,) = road.stops(shipment)
    assert (stop.weight, stop.volume, stop.pallet_count) == (D("41.5"), D("0.1"), 2)
    assert stop.is_weighed


def test_says_when_an_item_has_no_weight(road: Road) -> None:
    known, unknown = road.delivery(10), road.delivery(10, item=road.mystery)

    stops = road.stops(road.shipment(known, unknown))

    assert [(stop.weight, stop.is_load_known) for stop in stops] == [(15, True), (0, False)]


def test_a_delivery_goes_with_one_shipment(road: Road) -> None:
    delivery = road.delivery()
    shipment = road.shipment(delivery)

    with pytest.raises(errors.OnOtherShipment) as caught:
        road.shipment(road.delivery(), delivery)

    assert (caught.value.row, caught.value.data["shipment"]) == (2, shipment.number)
    assert Shipment.unscoped.count() == 1


def test_refuses_what_cannot_leave_together(road: Road, other_by) -> None:
    other_site = make.make_site(road.by)
    here, there = road.delivery(), road.delivery(site=other_site)
    gone = road.delivery()
    road.cancelled(gone)

    with pytest.raises(errors.DeliveriesMissing):
        commands.create_shipment(delivery_ids=[], by=road.by, at=road.at)
    with pytest.raises(errors.SitesDiffer):
        road.shipment(here, there)
    with pytest.raises(errors.DeliveryTwice):
        road.shipment(here, here)
    with pytest.raises(errors.DeliveryClosed) as closed:
        road.shipment(here, gone)
    with pytest.raises(errors.DeliveryUnknown):
        road.shipment(here, new_id())
    with pytest.raises(errors.DeliveryUnknown):
        commands.create_shipment(delivery_ids=[here], by=other_by, at=road.at)
    with pytest.raises(errors.MeasureInvalid):
        road.shipment(here, loads={here: StopLoad(weight=D(-1))})
    with pytest.raises(errors.MeasureInvalid):
        road.shipment(here, distance=D("NaN"))

    assert closed.value.data["status"] == "CANCELLED"
    assert (Shipment.unscoped.count(), ShipmentStop.unscoped.count()) == (0, 0)
    assert not EventRow.objects.filter(type__startswith="sanye.scm.shipment").exists()


def test_a_load_of_what_is_not_on_board_is_refused(road: Road) -> None:
    with pytest.raises(errors.StopUnknown):
        road.shipment(road.delivery(), loads={road.delivery(): StopLoad(weight=D(9))})


def test_changes_stops_order_and_loads_before_it_leaves(road: Road) -> None:
    a, b, c = road.delivery(), road.delivery(), road.delivery()
    shipment = road.shipment(a, b)

    commands.change_shipment(
        shipment_id=shipment.id,
        delivery_ids=[c, a],
        loads={a: StopLoad(weight=D(99))},
        planned_date=date(2026, 3, 5),
        by=road.by,
        at=road.at,
    )

    found = queries.get_shipment(shipment_id=shipment.id, by=road.by)
    assert [stop.delivery_id for stop in found.on_board] == [c, a]
    assert [stop.weight for stop in found.on_board] == [15, 99]
    assert found.planned_date == date(2026, 3, 5)
    assert waiting(road) == {"DN-2"}
    told = EventRow.objects.get(type="sanye.scm.shipment.changed.v1").data
    assert [stop["delivery_number"] for stop in told["stops"]] == ["DN-3", "DN-1"]


def test_a_change_prices_the_chosen_tariff_again(road: Road) -> None:
    a, b = road.delivery(10), road.delivery(20)
    term = road.term(road.carrier())
    shipment = road.shipment(a, term_id=term.id)
    assert shipment.freight_amount == D("15.00")

    changed = commands.change_shipment(
        shipment_id=shipment.id, delivery_ids=[a, b], by=road.by, at=road.at
    )

    assert changed.freight_amount == D("45.00")


def test_cancelling_frees_the_deliveries(road: Road, problems) -> None:
    delivery = road.delivery()
    shipment = road.shipment(delivery)

    with pytest.raises(errors.ReasonMissing):
        commands.cancel_shipment(shipment_id=shipment.id, reason=" ", by=road.by, at=road.at)
    commands.cancel_shipment(shipment_id=shipment.id, reason="no truck", by=road.by, at=road.at)

    assert waiting(road) == {"DN-1"}
    again = road.shipment(delivery)
    assert again.number != shipment.number
    assert problems() == []


def test_what_has_left_is_not_changed_or_cancelled(road: Road) -> None:
    shipment = road.dispatch(road.shipment())

    with pytest.raises(StepNotAllowed):
        commands.cancel_shipment(shipment_id=shipment.id, reason="x", by=road.by, at=road.at)
    with pytest.raises(StepNotAllowed):
        commands.change_shipment(
            shipment_id=shipment.id, planned_date=date(2026, 3, 9), by=road.by, at=road.at
        )

    shipment.refresh_from_db()
    assert (shipment.status, shipment.planned_date) == ("DISPATCHED", date(2026, 3, 2))


def test_a_cancelled_delivery_leaves_its_shipment(road: Road, problems) -> None:
    a, b = road.delivery(), road.delivery()
    shipment = road.shipment(a, b)

    road.cancelled(a)
    found = queries.get_shipment(shipment_id=shipment.id, by=road.by)
    assert [stop.delivery_id for stop in found.on_board] == [b]
    road.cancelled(b)

    shipment.refresh_from_db()
    assert shipment.status == "CANCELLED"
    assert problems() == []
