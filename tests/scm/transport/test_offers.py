"""Comparing and choosing carriers."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from sanye.scm.transport import commands, errors, queries
from sanye.scm.transport.commands import NewRate
from sanye.scm.transport.domain.states import RateBasis
from sanye.scm.transport.models import CarrierTerm, ShipmentStop
from sanye.stem.masterdata.models import ExchangeRate, Party
from tests.factories import masterdata as make
from tests.factories.transport import Road

D = Decimal


def offers(road: Road, shipment):
    return queries.list_offers(shipment_id=shipment.id, at=road.at, by=road.by)


def test_compares_price_and_arrival_of_all_carriers(road: Road) -> None:
    ExchangeRate.objects.create(
        from_currency="EUR", to_currency="CNY", rate_date=date(2026, 3, 1), rate=D(8)
    )
    fast, cheap, foreign, far = (road.carrier(code) for code in ("FAST", "CHEAP", "DHL", "FAR"))
    road.term(fast, rates=[NewRate(unit_amount=D(3), transit_days=1)], service_level="EXPRESS")
    road.term(cheap, rates=[NewRate(unit_amount=D(1), transit_days=4)])
    road.term(foreign, currency="EUR", rates=[NewRate(unit_amount=D("0.25"), transit_days=2)])
    road.term(far, rates=[NewRate(country="US", unit_amount=D(1))])
    shipment = road.shipment(road.delivery(10), road.delivery(20))

    found = offers(road, shipment)

    assert [(o.carrier_code, o.amount, o.functional_amount, o.problem) for o in found] == [
        ("CHEAP", D("45.00"), D("45.00"), ""),
        ("DHL", D("11.25"), D("90.00"), ""),
        ("FAST", D("135.00"), D("135.00"), ""),
        ("FAR", None, None, "NO_ZONE"),
    ]
    assert [o.expected_at for o in found] == [
        datetime(2026, 3, 6, 9, tzinfo=UTC),
        datetime(2026, 3, 4, 9, tzinfo=UTC),
        datetime(2026, 3, 3, 9, tzinfo=UTC),
        None,
    ]


def test_only_what_holds_on_the_day_and_site_is_offered(road: Road) -> None:
    carrier = road.carrier()
    road.term(carrier, "OLD", valid_to_date=date(2026, 3, 2))
    road.term(carrier, "NEXT", valid_from_date=date(2026, 3, 3))
    road.term(carrier, "ELSE", site_id=make.make_site(road.by).id)
    road.term(carrier, "GONE")
    road.term(carrier, "STD", rates=[NewRate(unit_amount=D(9))])
    road.term(carrier, "STD", valid_from_date=date(2026, 3, 1), rates=[NewRate(unit_amount=D(2))])
    gone = CarrierTerm.unscoped.get(code="GONE")
    commands.archive_carrier_term(term_id=gone.id, by=road.by, at=road.at)

    found = offers(road, road.shipment(road.delivery(10)))

    assert [(offer.term_code, offer.amount) for offer in found] == [("STD", D("30.00"))]
    assert not found[0].problem


def test_who_no_longer_carries_offers_nothing(road: Road) -> None:
    """To choose one would be refused."""
    for carrier, change in (("GONE", {"archived_at": road.at}), ("LATELY", {"roles": []})):
        party = road.carrier(carrier)
        road.term(party)
        Party.objects.filter(id=party.id).update(**change)
    road.term(road.carrier("STAYS"))

    found = offers(road, road.shipment(road.delivery()))

    assert [offer.carrier_code for offer in found] == ["STAYS"]


def test_what_carriers_really_take_moves_their_arrival(road: Road) -> None:
    slow = road.carrier("SLOW")
    term = road.term(slow, rates=[NewRate(unit_amount=D(1), transit_days=1)])
    sichuan = road.customer("四川")
    for _ in range(5):
        shipment = road.dispatch(road.shipment(road.delivery(1, sichuan), term_id=term.id))
        (stop,) = road.stops(shipment)
        commands.record_proof(
            shipment_id=shipment.id,
            delivery_id=stop.delivery_id,
            delivered_at=road.at + timedelta(days=7),
            by=road.by,
            at=road.at + timedelta(days=7),
        )
    road.at += timedelta(days=7)

    (lane,) = queries.list_transit_times(until=road.at, by=road.by)
    assert (lane.carrier_code, lane.region, lane.delivery_count) == ("SLOW", "四川", 5)
    assert (lane.mean_days, lane.spread_days) == (D("5.00"), D("0.00"))
    (offer,) = offers(road, road.shipment(road.delivery(1, sichuan)))
    assert offer.transit_days == 3  # (5 × 1 + 5 × 5) / 10
    (elsewhere,) = offers(road, road.shipment(road.delivery(1, road.customer("上海"))))
    assert elsewhere.transit_days == 3  # the country's experience
    assert ShipmentStop.unscoped.filter(transit_days=5).count() == 5


def test_chooses_a_tariff_a_quote_or_a_carrier_alone(road: Road) -> None:
    carrier = road.carrier()
    term = road.term(carrier)
    shipment = road.shipment(road.delivery(10))

    def choose(**choice):
        return commands.choose_carrier(shipment_id=shipment.id, by=road.by, at=road.at, **choice)

    rated = choose(term_id=term.id)
    assert (rated.freight_source, rated.freight_amount) == ("RATE", D("15.00"))
    quoted = choose(carrier_id=carrier.id, quoted_amount=D("12.50"), currency="EUR")
    assert (quoted.freight_source, quoted.freight_currency, quoted.term_id) == (
        "QUOTE",
        "EUR",
        None,
    )
    free = choose(carrier_id=carrier.id)
    assert (free.freight_source, free.freight_amount) == ("NONE", None)


def test_refuses_choices_that_do_not_hold(road: Road) -> None:
    carrier, customer = road.carrier(), make.make_customer(road.by)
    far = road.term(carrier, rates=[NewRate(country="US", unit_amount=D(1))])
    late = road.term(carrier, "NEXT", valid_from_date=date(2026, 4, 1))
    shipment = road.shipment()

    def choose(**choice):
        return commands.choose_carrier(shipment_id=shipment.id, by=road.by, at=road.at, **choice)

    with pytest.raises(errors.ChoiceUnclear):
        choose()
    with pytest.raises(errors.ChoiceUnclear):
        choose(term_id=far.id, carrier_id=carrier.id)
    with pytest.raises(errors.NotACarrier):
        choose(carrier_id=customer.id)
    with pytest.raises(errors.NotPriced) as unpriced:
        choose(term_id=far.id)
    with pytest.raises(errors.TermNotValid):
        choose(term_id=late.id)
    for amount, currency in ((D("1.001"), "CNY"), (D(-1), "CNY"), (D(1), "XXZ")):
        with pytest.raises(errors.AmountInvalid):
            choose(carrier_id=carrier.id, quoted_amount=amount, currency=currency)

    assert unpriced.value.data["problem"] == "NO_ZONE"
    shipment.refresh_from_db()
    assert (shipment.carrier_id, shipment.freight_source) == (None, "NONE")


def test_a_flat_trip_and_kilometres_by_coordinates(road: Road) -> None:
    road.site.latitude, road.site.longitude = D("29.8683"), D("121.5440")
    road.site.save()
    there = road.customer("上海", latitude=D("31.2304"), longitude=D("121.4737"))
    carrier = road.carrier()
    term = road.term(
        carrier, basis=RateBasis.DISTANCE, rates=[NewRate(unit_amount=D(5), transit_days=1)]
    )

    known = road.shipment(road.delivery(1, there), term_id=term.id)
    entered = road.shipment(road.delivery(1), term_id=term.id, distance=D(210))

    assert (known.freight_amount, entered.freight_amount) == (D("985.00"), D("1050.00"))
