"""The truck leaves: what is told, what is owed, when it comes."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from sanye.contracts.erp.sales import DeliveryPicked
from sanye.kernel.ports import wire, wired
from sanye.kernel.states import StepNotAllowed
from sanye.scm.transport import commands, errors
from sanye.scm.transport.models import FreightCharge, FreightShare, Shipment, ShipmentStop
from sanye.stem.events.models import EventRow
from sanye.stem.masterdata.models import PartyCompany
from tests.factories import masterdata as make
from tests.factories.transport import Road

D = Decimal
MONDAY, WEDNESDAY_EVENING = date(2026, 3, 2), datetime(2026, 3, 4, 9, tzinfo=UTC)


def events(kind: str) -> list[dict]:
    rows = EventRow.objects.filter(type=f"sanye.scm.{kind}.v1").order_by("position")
    return [row.data for row in rows]


def test_leaves_and_tells_when_it_arrives(road: Road, problems) -> None:
    term = road.term(road.carrier())
    shipment = road.shipment(road.delivery(10), road.delivery(20), term_id=term.id)

    left = road.dispatch(shipment, tracking_number="T-1")

    assert (left.status, left.dispatched_at, left.tracking_number) == (
        "DISPATCHED",
        road.at,
        "T-1",
    )
    stops = road.stops(shipment)
    assert [(s.status, s.expected_at, s.first_expected_at) for s in stops] == [
        ("UNDERWAY", WEDNESDAY_EVENING, WEDNESDAY_EVENING)
    ] * 2
    (told,) = events("shipment.dispatched")
    assert [stop["expected_at"] for stop in told["stops"]] == ["2026-03-04T09:00:00Z"] * 2
    assert told["tracking_number"] == "T-1"
    assert problems() == []


def test_a_carrier_that_once_took_most_of_a_year_goes_on(road: Road) -> None:
    """Its days are squared; of 182 the square fits no small number of the database."""
    term = road.term(road.carrier())
    late = road.dispatch(
        road.shipment(term_id=term.id), dispatched_at=road.at - timedelta(days=300)
    )
    (stop,) = road.stops(late)
    commands.record_proof(shipment_id=late.id, delivery_id=stop.delivery_id, by=road.by, at=road.at)

    next_one = road.dispatch(road.shipment(term_id=term.id))

    (stop,) = road.stops(next_one)
    assert stop.expected_at == datetime(2026, 4, 22, 9, tzinfo=UTC)  # (5×2 + 214) / 6 = 37 days


def test_freight_is_shared_by_weight_to_the_cent(road: Road, problems) -> None:
    carrier = road.carrier()
    shipment = road.shipment(road.delivery(1), road.delivery(1), road.delivery(1))
    commands.choose_carrier(
        shipment_id=shipment.id,
        carrier_id=carrier.id,
        quoted_amount=D("100.00"),
        by=road.by,
        at=road.at,
    )

    road.dispatch(shipment)

    (told,) = events("freight.accrued")
    assert [D(share["amount"]) for share in told["shares"]] == [
        D("33.34"),
        D("33.33"),
        D("33.33"),
    ]
    assert (told["number"], told["posting_date"], D(told["amount"])) == (
        shipment.number,
        "2026-03-02",
        100,
    )
    shipment.refresh_from_db()
    assert shipment.freight_cost == 100
    assert problems() == []


def test_what_was_picked_short_weighs_and_costs_less(road: Road) -> None:
    delivery = road.delivery(10)
    shipment = road.shipment(delivery, term_id=road.term(road.carrier()).id)
    assert shipment.freight_amount == D("15.00")
    (line,) = road.lines[delivery]
    type_ = type(line)
    short = type_(**{**{n: getattr(line, n) for n in line.__slots__}, "quantity": D(4)})
    road.report(delivery, DeliveryPicked, lines=(short,))
    road.settle()

    left = road.dispatch(shipment)

    assert (left.freight_amount, left.freight_cost) == (D("6.00"), D("6.00"))
    assert road.stops(shipment)[0].weight == 6


def test_our_own_vehicle_costs_nothing_and_takes_the_customers_days(road: Road) -> None:
    to = road.customer()
    PartyCompany.unscoped.filter(party=to[0]).update(transit_days=3)

    road.dispatch(shipment := road.shipment(road.delivery(1, to)))

    assert road.stops(shipment)[0].expected_at == datetime(2026, 3, 5, 9, tzinfo=UTC)
    assert FreightCharge.unscoped.count() == 0
    assert events("freight.accrued") == []


def test_customers_receive_when_their_calendar_says(road: Road) -> None:
    calendar = make.make_calendar(time_zone="Asia/Shanghai")
    calendar.shifts.filter(weekday__in=[2, 3]).delete()
    there = road.customer(calendar=calendar)
    term = road.term(road.carrier())

    road.dispatch(shipment := road.shipment(road.delivery(1, there), term_id=term.id))

    assert road.stops(shipment)[0].expected_at == datetime(2026, 3, 6, 9, tzinfo=UTC)


def test_what_its_owner_holds_back_stays(road: Road, held_back) -> None:
    good, blocked = road.delivery(), road.delivery()
    shipment = road.shipment(good, blocked, term_id=road.term(road.carrier()).id)
    held_back.add(blocked)

    with pytest.raises(errors.DeliveryNotReady) as caught:
        road.dispatch(shipment)

    assert caught.value.row == 2
    assert caught.value.text("en") == "Delivery DN-2 cannot leave: No credit."
    assert caught.value.text("zh-hans") == "交货单 DN-2 不能发运：信用额度不足。"
    shipment.refresh_from_db()
    assert (shipment.status, shipment.dispatched_at) == ("PLANNED", None)
    assert events("shipment.dispatched") == events("freight.accrued") == []
    assert set(ShipmentStop.unscoped.values_list("status", flat=True)) == {"PLANNED"}


def test_without_an_owner_to_ask_the_projection_counts(road: Road) -> None:
    wire({name: answer for name, answer in wired().items() if name != "erp.delivery.readiness"})
    shipment = road.shipment(road.delivery())

    assert road.dispatch(shipment).status == "DISPATCHED"


def test_is_told_of_what_left_before(road: Road) -> None:
    delivery = road.delivery()
    shipment = road.shipment(delivery)
    road.shipped(delivery)

    assert road.dispatch(shipment).status == "DISPATCHED"


def test_leaves_once_and_never_tomorrow(road: Road) -> None:
    shipment = road.shipment()

    with pytest.raises(errors.InFuture):
        road.dispatch(shipment, dispatched_at=road.at + timedelta(minutes=1))
    earlier = road.at - timedelta(hours=3)
    assert road.dispatch(shipment, dispatched_at=earlier).dispatched_at == earlier
    with pytest.raises(StepNotAllowed):
        road.dispatch(shipment)

    assert len(events("shipment.dispatched")) == 1


def test_a_tracking_number_is_one_shipments_while_it_is_under_way(road: Road) -> None:
    term = road.term(road.carrier())
    first = road.shipment(road.delivery(), term_id=term.id)
    second = road.shipment(road.delivery(), term_id=term.id)
    road.dispatch(first, tracking_number="T-1")

    with pytest.raises(errors.TrackingTaken):
        road.dispatch(second, tracking_number="T-1")

    second.refresh_from_db()
    assert second.status == "PLANNED"
    assert road.dispatch(second, tracking_number="T-2").status == "DISPATCHED"


def test_the_database_keeps_states_and_charges(road: Road) -> None:
    shipment = road.shipment(road.delivery(), term_id=road.term(road.carrier()).id)
    road.dispatch(shipment)

    for change in (
        lambda: Shipment.unscoped.filter(id=shipment.id).update(status="PLANNED"),
        lambda: ShipmentStop.unscoped.filter(shipment=shipment).update(status="REMOVED"),
        lambda: FreightCharge.unscoped.update(amount=1),
        lambda: FreightShare.unscoped.all()._raw_delete("default"),
        lambda: Shipment.unscoped.filter(id=shipment.id).update(carrier=None),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    shipment.refresh_from_db()
    assert shipment.status == "DISPATCHED"
