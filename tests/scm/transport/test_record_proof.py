"""Proof of delivery."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.apps import apps

from sanye.kernel.ids import new_id
from sanye.scm.transport import commands, errors, queries
from sanye.scm.transport.commands import Shortage
from sanye.scm.transport.domain.states import ShortReason
from sanye.scm.transport.models import ShipmentStop, StopShortage
from sanye.stem.events.models import EventRow
from tests.factories.transport import Road

D = Decimal


@pytest.fixture
def shipment(road: Road):
    return road.dispatch(road.shipment(road.delivery(10), road.delivery(20)))


def prove(road: Road, shipment, stop: ShipmentStop, **options):
    moment = road.at + timedelta(days=2)
    return commands.record_proof(
        **{
            "shipment_id": shipment.id,
            "delivery_id": stop.delivery_id,
            "delivered_at": moment,
            "by": road.by,
            "at": moment,
            **options,
        }
    )


def told() -> list[dict]:
    rows = EventRow.objects.filter(type="sanye.scm.shipment.delivered.v1").order_by("position")
    return [row.data for row in rows]


def test_each_delivery_is_proven_and_the_last_ends_the_shipment(
    road: Road, shipment, problems
) -> None:
    first, second = road.stops(shipment)

    prove(road, shipment, first, signed_by="王芳")
    shipment.refresh_from_db()
    assert shipment.status == "DISPATCHED"
    prove(road, shipment, second, is_damaged=True)

    shipment.refresh_from_db()
    assert (shipment.status, shipment.delivered_at) == ("DELIVERED", road.at + timedelta(days=2))
    assert [stop.transit_days for stop in road.stops(shipment)] == [2, 2]
    assert [(e["delivery_number"], e["is_damaged"], e["is_last"]) for e in told()] == [
        ("DN-1", False, False),
        ("DN-2", True, True),
    ]
    assert problems() == []


def test_notes_what_was_refused_missing_or_damaged(road: Road, shipment) -> None:
    first, _ = road.stops(shipment)
    (line,) = road.lines[first.delivery_id]

    prove(
        road,
        shipment,
        first,
        shortages=[
            Shortage(
                delivery_line_id=line.delivery_line_id,
                quantity=D(3),
                reason_code=ShortReason.REFUSED,
            ),
            Shortage(
                delivery_line_id=line.delivery_line_id,
                quantity=D(2),
                reason_code=ShortReason.DAMAGED,
            ),
        ],
    )

    found = queries.get_shipment(shipment_id=shipment.id, by=road.by).on_board[0]
    assert {(row.reason_code, row.quantity, row.unit) for row in found.short} == {
        ("REFUSED", D(3), "C62"),
        ("DAMAGED", D(2), "C62"),
    }
    assert found.is_damaged


def test_who_signed_is_erasable_and_never_told(road: Road, shipment) -> None:
    first, second = road.stops(shipment)
    prove(road, shipment, first, signed_by="王芳", note="call 王芳")
    prove(road, shipment, second, signed_by="Li Lei")

    assert "王芳" not in str(list(EventRow.objects.values_list("data", flat=True)))
    history = apps.get_model("scm", "ShipmentStopEvent")._meta.get_fields()
    assert not {"signed_by", "proof_note"} & {field.name for field in history}
    erased = commands.erase_signatures(customer_id=first.customer_id, by=road.by, at=road.at)

    assert erased == 1
    assert [(s.signed_by, s.proof_note) for s in road.stops(shipment)] == [
        ("", ""),
        ("Li Lei", ""),
    ]
    assert commands.erase_signatures(by=road.by, at=road.at) == 0


def test_refuses_proof_that_cannot_be(road: Road, shipment) -> None:
    first, second = road.stops(shipment)
    (line,) = road.lines[first.delivery_id]
    (other,) = road.lines[second.delivery_id]
    planned = road.shipment()

    def short(line_id, quantity):
        return [
            Shortage(
                delivery_line_id=line_id, quantity=D(quantity), reason_code=ShortReason.MISSING
            )
        ]

    with pytest.raises(errors.NotUnderway):
        prove(road, planned, road.stops(planned)[0])
    with pytest.raises(errors.StopUnknown):
        prove(road, shipment, first, delivery_id=new_id())
    with pytest.raises(errors.TooEarly):
        prove(road, shipment, first, delivered_at=road.at - timedelta(seconds=1))
    with pytest.raises(errors.InFuture):
        prove(road, shipment, first, delivered_at=road.at + timedelta(days=3))
    with pytest.raises(errors.LineUnknown):
        prove(road, shipment, first, shortages=short(other.delivery_line_id, 1))
    with pytest.raises(errors.QuantityTooBig):
        prove(road, shipment, first, shortages=short(line.delivery_line_id, 6) * 2)
    with pytest.raises(errors.QuantityNotPositive):
        prove(road, shipment, first, shortages=short(line.delivery_line_id, 0))

    assert told() == []
    assert StopShortage.unscoped.count() == 0
    assert {stop.status for stop in road.stops(shipment)} == {"UNDERWAY"}


def test_a_delivery_is_proven_once(road: Road, shipment) -> None:
    first, _ = road.stops(shipment)
    prove(road, shipment, first)

    with pytest.raises(Exception, match="cannot go from DELIVERED"):
        prove(road, shipment, first)

    assert len(told()) == 1


def test_what_its_owner_proved_follows(road: Road, shipment, problems) -> None:
    first, second = road.stops(shipment)

    road.proven(first.delivery_id, road.at + timedelta(days=1))
    road.proven(second.delivery_id, road.at - timedelta(days=1))

    stops = road.stops(shipment)
    assert [stop.delivered_at for stop in stops] == [road.at + timedelta(days=1), road.at]
    shipment.refresh_from_db()
    assert shipment.status == "DELIVERED"
    assert problems() == []


def test_what_arrived_another_way_leaves_its_planned_shipment(road: Road) -> None:
    delivery, other = road.delivery(), road.delivery()
    planned = road.shipment(delivery, other)

    road.proven(delivery, road.at)

    found = queries.get_shipment(shipment_id=planned.id, by=road.by)
    assert [stop.delivery_id for stop in found.on_board] == [other]
