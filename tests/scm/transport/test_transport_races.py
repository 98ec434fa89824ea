"""Many at once: a delivery leaves once, on one shipment, and its freight is owed once."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal
from sanye.kernel.ids import new_id
from sanye.scm.transport import commands
from sanye.scm.transport.commands import planning, proving
from sanye.scm.transport.models import FreightCharge, Shipment, ShipmentStop, TrackEvent
from sanye.stem.events.cursors import registered_cursors
from sanye.stem.identity.models import Company
from tests.conftest import Cursors
from tests.factories.transport import Road, make_road
from tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def road(at: datetime, log_db: None) -> Road:
    company = Company.objects.create(
        id=new_id(), code="RACE", name="Race", country="CN", functional_currency="CNY"
    )
    by = Actor(user_id=None, company_id=company.id, name="t", permissions=frozenset({"*"}))
    run = Cursors(company.id, at)
    ours = [name for name in registered_cursors if name.startswith("scm.transport")]
    return make_road(by, at, lambda **options: run(*ours, **options))


def at_once(deed: Callable[[Any], object], each: Iterable[Any]) -> list[str]:
    """What each of them came to: OK or the refusal's code."""

    def run(one: Any) -> str:
        try:
            deed(one)
            return "OK"
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        return sorted(pool.map(run, each))


def test_six_planners_want_one_delivery(road: Road) -> None:
    delivery = road.delivery()

    answers = at_once(lambda _: road.shipment(delivery), range(6))

    assert answers == ["OK", *["scm.transport.on_other_shipment"] * 5]
    assert (Shipment.unscoped.count(), ShipmentStop.unscoped.count()) == (1, 1)


def test_six_people_dispatch_one_shipment(road: Road) -> None:
    shipment = road.shipment(road.delivery(10), term_id=road.term(road.carrier()).id)

    answers = at_once(lambda _: road.dispatch(shipment), range(6))

    assert answers == ["OK", *["kernel.step_not_allowed"] * 5]
    assert FreightCharge.unscoped.get().amount == Decimal("15.00")


def test_the_same_news_from_six_lines_is_one(road: Road) -> None:
    shipment = road.dispatch(road.shipment())

    answers = at_once(
        lambda _: commands.record_tracking(
            shipment_id=shipment.id,
            code="IN_TRANSIT",
            happened_at=road.at,
            by=road.by,
            at=road.at,
        ),
        range(6),
    )

    assert answers == ["OK"] * 6
    assert TrackEvent.unscoped.count() == 1


def test_what_has_left_meanwhile_is_not_taken_off(road: Road, monkeypatch: Any) -> None:
    staying, leaving = road.delivery(), road.delivery()
    shipment = road.shipment(staying, leaving)

    race(
        monkeypatch,
        lambda: commands.take_off_shipment(
            delivery_id=leaving, reason="cancelled", by=road.by, at=road.at
        ),
        lambda: road.dispatch(shipment),
        at=(planning, "hold_shipment"),
    )

    stops = ShipmentStop.unscoped.filter(shipment=shipment)
    assert [stop.status for stop in stops] == ["UNDERWAY", "UNDERWAY"]


def test_what_left_while_its_owner_proved_it_has_arrived(road: Road, monkeypatch: Any) -> None:
    """Its shipment would be under way for ever."""
    delivery = road.delivery()
    shipment = road.shipment(delivery)

    race(
        monkeypatch,
        lambda: commands.settle_proven_delivery(
            delivery_id=delivery, received_at=road.at, by=road.by, at=road.at
        ),
        lambda: road.dispatch(shipment),
        at=(proving, "hold_shipment"),
    )

    assert Shipment.unscoped.get(id=shipment.id).status == "DELIVERED"
