"""What each carrier would ask for a shipment, and when the goods would be there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from sanye.kernel.actors import Actor
from sanye.kernel.money import round_money
from sanye.scm.transport.domain.arrivals import arrival
from sanye.scm.transport.domain.tariffs import Price, price
from sanye.scm.transport.models import CarrierTerm, Shipment, ShipmentStop
from sanye.scm.transport.queries.arrivals import Experiences
from sanye.scm.transport.queries.carriers import (
    carries,
    list_carrier_terms,
    newest,
    tariff_of,
)
from sanye.scm.transport.queries.places import Calendars, consignments_of, distance_of
from sanye.scm.transport.queries.shipments import get_shipment
from sanye.stem.commands import query
from sanye.stem.identity.fixed import fixed_of
from sanye.stem.masterdata.errors import RateMissing
from sanye.stem.masterdata.queries import get_exchange_rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One tariff applied to a shipment.

    `amount` in `currency`, `functional_amount` in ours (None without an exchange rate).
    `expected_at`, `latest_at`: the last delivery, as expected and with nine in ten. `problem`
    instead of a price: NO_ZONE, TOO_HEAVY, TOO_BIG, NO_DISTANCE. `is_load_known` false: an item
    has no weight or volume, so the price may be too low.
    """

    term_id: UUID
    term_code: str
    carrier_id: UUID
    carrier_code: str
    service_level: str
    currency: str
    amount: Decimal | None
    freight_amount: Decimal | None
    fuel_amount: Decimal | None
    functional_amount: Decimal | None
    transit_days: int | None
    expected_at: datetime | None
    latest_at: datetime | None
    is_load_known: bool
    problem: str


@query
def list_offers(*, shipment_id: UUID, at: datetime, by: Actor) -> list[Offer]:
    """Tariffs of all who still carry that hold on the planned day, cheapest first, then earliest;
    those without a price last. Raises ShipmentUnknown."""
    shipment = get_shipment(shipment_id=shipment_id, by=by)
    stops = list(shipment.on_board)  # type: ignore[attr-defined] # prefetched
    terms = newest(
        term
        for term in list_carrier_terms(valid_on=shipment.planned_date, by=by)
        if term.site_id in {None, shipment.site_id} and carries(term.carrier)
    )
    comparison = _Comparison(shipment, stops, terms, at, by)
    return sorted((comparison.offer(term) for term in terms), key=_rank)


def price_of(term: CarrierTerm, shipment: Shipment, stops: Sequence[ShipmentStop]) -> Price:
    """What the tariff asks for a shipment as it is loaded."""
    consignments, _ = consignments_of(stops)
    return price(tariff_of(term), consignments, distance_of(shipment, stops))


def agreed_days(term: CarrierTerm, stops: Sequence[ShipmentStop]) -> dict[UUID, int]:
    """Transit days of the tariff for each stop; none where it has no zone."""
    consignments, places = consignments_of(stops)
    days = price(tariff_of(term), consignments, Decimal(0)).transit_days
    return {key: days[place] for key, place in places.items()} if days else {}


def _rank(offer: Offer) -> tuple[bool, Decimal, str, str, str]:
    amount = offer.functional_amount
    arrives = offer.expected_at.isoformat() if offer.expected_at else ""
    return (
        amount is None,
        amount if amount is not None else Decimal(0),
        arrives,
        offer.carrier_code,
        offer.term_code,
    )


class _Comparison:
    """What all offers for one shipment share."""

    def __init__(
        self,
        shipment: Shipment,
        stops: list[ShipmentStop],
        terms: Sequence[CarrierTerm],
        at: datetime,
        by: Actor,
    ) -> None:
        self.shipment, self.stops, self.by = shipment, stops, by
        self.consignments, self.places = consignments_of(stops)
        self.distance = distance_of(shipment, stops)
        self.calendars = Calendars(shipment.site.time_zone, by)
        self.receiving = self.calendars.receiving(stops)
        self.experiences = Experiences(at, {term.carrier_id for term in terms})
        self.functional = fixed_of(by).functional_currency
        today = at.astimezone(ZoneInfo(shipment.site.time_zone)).date()
        self.day = max(shipment.planned_date, today)

    def offer(self, term: CarrierTerm) -> Offer:
        found = price(tariff_of(term), self.consignments, self.distance)
        has_price = not found.problem
        expected, latest, days = self._arrivals(term, found)
        return Offer(
            term_id=term.id,
            term_code=term.code,
            carrier_id=term.carrier_id,
            carrier_code=term.carrier.code,
            service_level=term.service_level,
            currency=term.currency,
            amount=found.amount if has_price else None,
            freight_amount=found.freight_amount if has_price else None,
            fuel_amount=found.fuel_amount if has_price else None,
            functional_amount=self._worth(term, found, self.day) if has_price else None,
            transit_days=days,
            expected_at=expected,
            latest_at=latest,
            is_load_known=all(stop.is_load_known for stop in self.stops),
            problem=found.problem,
        )

    def _arrivals(
        self, term: CarrierTerm, found: Price
    ) -> tuple[datetime | None, datetime | None, int | None]:
        if not found.transit_days:
            return None, None, None
        carrier = self.calendars.get(term.calendar_id)
        expected, latest, days = [], [], []
        for stop in self.stops:
            agreed = found.transit_days[self.places[stop.id]]
            time = self.experiences.transit(term.carrier_id, stop.country, stop.region, agreed)
            receiving = self.receiving[stop.id]
            days.append(time.expected_days)
            expected.append(arrival(self.day, time.expected_days, carrier, receiving))
            latest.append(arrival(self.day, time.latest_days, carrier, receiving))
        return max(expected), max(latest), max(days)

    def _worth(self, term: CarrierTerm, found: Price, day: date) -> Decimal | None:
        try:
            rate = get_exchange_rate(
                from_currency=term.currency, to_currency=self.functional, on=day, by=self.by
            )
        except RateMissing:
            return None
        return round_money(found.amount * rate.rate, self.functional)
