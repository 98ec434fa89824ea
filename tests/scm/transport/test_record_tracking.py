"""News from the road, and what customers then expect."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from sanye.kernel.ids import new_id
from sanye.scm.transport import commands, errors, queries
from sanye.scm.transport.models import TrackEvent
from sanye.stem.events.models import EventRow
from tests.factories.transport import Road

D = Decimal


def evening(day: int) -> datetime:
    """17:00 in Shanghai, when receiving ends, on a day of March 2026."""
    return datetime(2026, 3, day, 9, tzinfo=UTC)


@pytest.fixture
def shipment(road: Road):
    """Two deliveries that left on Monday the 2nd and are expected on Wednesday the 4th."""
    term = road.term(road.carrier())
    made = road.shipment(road.delivery(10), road.delivery(20), term_id=term.id)
    return road.dispatch(made, tracking_number="T-1")


@pytest.fixture
def news(road: Road, shipment):
    def tell(code: str, days: float = 1, **fields) -> TrackEvent:
        happened_at = fields.pop("happened_at", road.at + timedelta(days=days))
        return commands.record_tracking(
            **{
                "shipment_id": shipment.id,
                "code": code,
                "happened_at": happened_at,
                "by": road.by,
                "at": max(happened_at, road.at),
                **fields,
            }
        )

    return tell


def expected(road: Road, shipment) -> list[datetime]:
    return [stop.expected_at for stop in road.stops(shipment)]


def test_ordinary_news_leaves_what_is_expected(road: Road, shipment, news) -> None:
    news("IN_TRANSIT", place="Wuxi")

    assert expected(road, shipment) == [evening(4)] * 2
    told = EventRow.objects.get(type="sanye.scm.shipment.tracked.v1").data
    assert (told["code"], len(told["stops"])) == ("IN_TRANSIT", 2)
    shipment.refresh_from_db()
    assert (shipment.last_code, shipment.last_code_at) == (
        "IN_TRANSIT",
        road.at + timedelta(days=1),
    )


def test_the_carriers_own_estimate_counts(road: Road, shipment, news) -> None:
    news("DELAYED", expected_at=datetime(2026, 3, 6, 2, tzinfo=UTC))
    assert expected(road, shipment) == [datetime(2026, 3, 6, 2, tzinfo=UTC)] * 2

    news("IN_TRANSIT", 2, expected_at=datetime(2026, 3, 7, 2, tzinfo=UTC))

    assert expected(road, shipment) == [evening(9)] * 2
    told = EventRow.objects.filter(type="sanye.scm.shipment.tracked.v1").latest("position").data
    assert told["stops"][0]["expected_at"] == "2026-03-09T09:00:00Z"
    assert [stop.first_expected_at for stop in road.stops(shipment)] == [evening(4)] * 2


def test_a_delay_adds_the_days_told_or_the_carriers_spread(road: Road, shipment, news) -> None:
    news("DELAYED", delay_days=2)
    assert expected(road, shipment) == [evening(6)] * 2

    news("DELAYED", 2)

    assert expected(road, shipment) == [evening(9)] * 2


def test_what_should_have_come_comes_on_the_next_day(road: Road, shipment, news) -> None:
    news("ARRIVED", 4)

    assert expected(road, shipment) == [evening(9)] * 2


def test_a_late_departure_counts_from_when_it_really_left(road: Road, shipment, news) -> None:
    news("DEPARTED", 1)

    assert expected(road, shipment) == [evening(5)] * 2


def test_news_of_one_delivery_moves_that_one(road: Road, shipment, news) -> None:
    first, _ = road.stops(shipment)

    news("DELAYED", delay_days=1, delivery_id=first.delivery_id)

    assert expected(road, shipment) == [evening(5), evening(4)]
    found = queries.list_track_events(
        shipment_id=shipment.id, delivery_id=first.delivery_id, by=road.by
    )
    assert [event.stop_id for event in found] == [first.id]


def test_late_news_of_old_days_changes_nothing_expected(road: Road, shipment, news) -> None:
    news("DELAYED", 2, delay_days=2)

    news("IN_TRANSIT", 1, expected_at=evening(4))

    assert expected(road, shipment) == [evening(6)] * 2
    assert TrackEvent.unscoped.count() == 2


def test_the_same_news_twice_is_one(road: Road, shipment, news) -> None:
    first = news("DELAYED", delay_days=1)

    again = news("DELAYED", delay_days=1)

    assert again.id == first.id
    assert expected(road, shipment) == [evening(5)] * 2
    assert EventRow.objects.filter(type="sanye.scm.shipment.tracked.v1").count() == 1


def test_a_carrier_names_its_tracking_number(road: Road, shipment, news) -> None:
    event = news("IN_TRANSIT", shipment_id=None, tracking_number="T-1")
    assert event.shipment_id == shipment.id

    with pytest.raises(errors.TrackingUnknown):
        news("IN_TRANSIT", 2, shipment_id=None, tracking_number="T-2")
    with pytest.raises(errors.TrackingUnknown):
        news("IN_TRANSIT", 2, shipment_id=None)


def test_refuses_news_that_cannot_be(road: Road, shipment, news) -> None:
    planned = road.shipment()

    with pytest.raises(errors.NotUnderway):
        news("IN_TRANSIT", shipment_id=planned.id)
    with pytest.raises(errors.InFuture):
        news("IN_TRANSIT", at=road.at)
    with pytest.raises(errors.TooEarly):
        news("IN_TRANSIT", -1)
    with pytest.raises(errors.StopUnknown):
        news("IN_TRANSIT", delivery_id=new_id())
    for options in (
        {"code": "IN_TRANSIT", "delay_days": 1},
        {"code": "DELAYED", "delay_days": 0},
        {"code": "DELAYED", "delay_days": 400},
        {"code": "DELAYED", "delay_days": 1, "expected_at": evening(6)},
    ):
        with pytest.raises(errors.DelayInvalid):
            news(**options)
    with pytest.raises(errors.EstimateInvalid):
        news("DELAYED", expected_at=road.at + timedelta(days=400))

    assert TrackEvent.unscoped.count() == 0
    assert expected(road, shipment) == [evening(4)] * 2


def test_lists_what_is_overdue(road: Road, shipment) -> None:
    def overdue(moment: datetime) -> int:
        return queries.list_arrivals(overdue_at=moment, by=road.by).count()

    assert (overdue(evening(4)), overdue(evening(4) + timedelta(seconds=1))) == (0, 2)
