"""Where deliveries go, what they weigh, and when goods are received there."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from sanye.kernel.actors import Actor
from sanye.kernel.calendars import WorkingCalendar
from sanye.kernel.quantity import round_quantity
from sanye.scm.transport.domain.distances import Point, trip_distance
from sanye.scm.transport.domain.tariffs import Consignment, Load
from sanye.scm.transport.models import KnownDelivery, KnownDeliveryLine, Shipment, ShipmentStop
from sanye.stem.masterdata.domain.units import standard_factor
from sanye.stem.masterdata.models import PartyAddress, Site
from sanye.stem.masterdata.queries import list_units, working_calendar

KILOGRAM, CUBIC_METRE = "KGM", "MTQ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Kilograms and cubic metres of a delivery; not known: an item has no weight or volume."""

    weight: Decimal
    volume: Decimal
    is_known: bool


def measure(deliveries: Collection[KnownDelivery], *, by: Actor) -> dict[UUID, Measured]:
    """What deliveries weigh by their items' masters, by delivery. Services weigh nothing."""
    units = list_units(by=by)
    found: dict[UUID, list[tuple[Fraction | None, Fraction | None]]] = {
        row.id: [] for row in deliveries
    }
    lines = KnownDeliveryLine.unscoped.filter(delivery_id__in=found).select_related("item")
    for line in lines:
        if line.item.kind == "SERVICE" or not line.quantity:
            continue
        item = line.item
        weight = _each(item.weight, item.weight_unit, KILOGRAM, units)
        volume = _each(item.volume, item.volume_unit, CUBIC_METRE, units)
        quantity = Fraction(line.quantity)
        found[line.delivery_id].append(
            (
                None if weight is None else weight * quantity,
                None if volume is None else volume * quantity,
            )
        )
    return {row.delivery_id: _sum(found[row.id]) for row in deliveries}


def _each(value: Decimal | None, unit: str, target: str, units: object) -> Fraction | None:
    if value is None:
        return None
    factor = standard_factor(unit or target, target, units)  # type: ignore[arg-type]
    return None if factor is None else Fraction(value) * factor


def _sum(parts: Iterable[tuple[Fraction | None, Fraction | None]]) -> Measured:
    rows = list(parts)
    weights = [weight for weight, _ in rows if weight is not None]
    volumes = [volume for _, volume in rows if volume is not None]
    return Measured(
        weight=round_quantity(sum(weights, Fraction(0))),
        volume=round_quantity(sum(volumes, Fraction(0))),
        is_known=len(weights) == len(volumes) == len(rows),
    )


def addresses_of(ids: Iterable[UUID | None]) -> dict[UUID, PartyAddress]:
    """Addresses that still exist, by id."""
    wanted = {key for key in ids if key is not None}
    found: dict[UUID, PartyAddress] = PartyAddress.objects.in_bulk(list(wanted))
    return found


def consignments_of(
    stops: Sequence[ShipmentStop],
) -> tuple[list[Consignment], dict[UUID, int]]:
    """What goes to one address together, and for each stop the place of its consignment."""
    groups: dict[tuple[UUID, UUID | None], list[ShipmentStop]] = {}
    for stop in stops:
        groups.setdefault((stop.customer_id, stop.ship_to_address_id), []).append(stop)
    places = {stop.id: place for place, group in enumerate(groups.values()) for stop in group}
    return [_consignment(group) for group in groups.values()], places


def _consignment(group: Sequence[ShipmentStop]) -> Consignment:
    return Consignment(
        country=group[0].country,
        region=group[0].region,
        load=Load(
            weight=sum((stop.weight for stop in group), Decimal(0)),
            volume=sum((stop.volume for stop in group), Decimal(0)),
            pallet_count=sum(stop.pallet_count for stop in group),
        ),
    )


def distance_of(shipment: Shipment, stops: Sequence[ShipmentStop]) -> Decimal | None:
    """Kilometres as entered, else by the coordinates of site and addresses in their order."""
    if shipment.distance is not None:
        return Decimal(shipment.distance)
    addresses = addresses_of(stop.ship_to_address_id for stop in stops)
    ordered = sorted(stops, key=lambda stop: stop.position)
    places: list[Point | None] = [_point(shipment.site)]
    for stop in ordered:
        address = addresses.get(stop.ship_to_address_id) if stop.ship_to_address_id else None
        places.append(_point(address))
    return trip_distance(places)


def _point(place: Site | PartyAddress | None) -> Point | None:
    if place is None or place.latitude is None or place.longitude is None:
        return None
    return (place.latitude, place.longitude)


class Calendars:
    """Calendars of carriers and receivers, each read once; without one Monday to Friday in the
    shipping site's zone."""

    def __init__(self, zone: str, by: Actor) -> None:
        self._usual = WorkingCalendar.monday_to_friday(zone=zone)
        self._by = by
        self._known: dict[UUID, WorkingCalendar] = {}

    def get(self, calendar_id: UUID | None) -> WorkingCalendar:
        """The calendar, or the usual one."""
        if calendar_id is None:
            return self._usual
        if calendar_id not in self._known:
            self._known[calendar_id] = working_calendar(calendar_id=calendar_id, by=self._by)
        return self._known[calendar_id]

    def receiving(self, stops: Sequence[ShipmentStop]) -> dict[UUID, WorkingCalendar]:
        """When each stop's customer receives goods."""
        addresses = addresses_of(stop.ship_to_address_id for stop in stops)
        found = {}
        for stop in stops:
            address = addresses.get(stop.ship_to_address_id) if stop.ship_to_address_id else None
            found[stop.id] = self.get(None if address is None else address.calendar_id)
        return found
