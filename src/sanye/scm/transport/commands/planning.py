"""Putting deliveries on a shipment, changing it, giving it up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.quantity import round_quantity
from sanye.scm.transport.commands.choosing import take_term
from sanye.scm.transport.commands.held import Held, check_measure, hold_shipment
from sanye.scm.transport.domain.states import CARRIABLE, ShipmentStatus, StopStatus
from sanye.scm.transport.errors import (
    DeliveriesMissing,
    DeliveryClosed,
    DeliveryTwice,
    DeliveryUnknown,
    MeasureInvalid,
    OnOtherShipment,
    ReasonMissing,
    SitesDiffer,
)
from sanye.scm.transport.models import KnownDelivery, Shipment, ShipmentStop
from sanye.scm.transport.publishing import publish_cancelled, publish_changed, publish_created
from sanye.scm.transport.queries.places import Measured, addresses_of, measure
from sanye.stem.commands import command
from sanye.stem.masterdata.queries import get_business_date
from sanye.stem.numbering.commands import draw_number
from sanye.stem.rows.bulk import insert_rows, update_rows

MOST_PALLETS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class StopLoad:
    """What people measured of a delivery: kilograms and cubic metres with packaging, pallets.

    What is None is added up from the items' masters.
    """

    weight: Decimal | None = None
    volume: Decimal | None = None
    pallet_count: int = 0


@command
def create_shipment(
    *,
    delivery_ids: Sequence[UUID],
    term_id: UUID | None = None,
    planned_date: date | None = None,
    loads: Mapping[UUID, StopLoad] | None = None,
    distance: Decimal | None = None,
    by: Actor,
    at: datetime,
) -> Shipment:
    """Let deliveries of one site leave together, their stops in the order given.

    `loads` by delivery. With `term_id` a carrier's tariff is chosen at once; without, later or
    never (our own vehicle). Refusals of a delivery name it as `row`. Raises DeliveriesMissing,
    DeliveryTwice, DeliveryUnknown, DeliveryClosed, OnOtherShipment, SitesDiffer, MeasureInvalid,
    StopUnknown for the load of another delivery, and what `choose_carrier` refuses.
    """
    check_measure(distance, "distance")
    deliveries = _take_deliveries(delivery_ids, by=by)
    shipment = Shipment(
        id=new_id(),
        company_id=by.company_id,
        number=draw_number("SH", at=at),
        site=deliveries[0].site,
        planned_date=planned_date or get_business_date(at=at, by=by),
        distance=distance,
    )
    held = Held(shipment, _stops(shipment, deliveries, loads or {}, first=1, by=by))
    for delivery_id in loads or {}:
        held.stop_of(delivery_id)
    if term_id is not None:
        take_term(held, term_id, by=by)
    shipment.save(force_insert=True)
    insert_rows(held.stops)
    publish_created(shipment, held.stops)
    return shipment


@command
def change_shipment(
    *,
    shipment_id: UUID,
    delivery_ids: Sequence[UUID] | None = None,
    planned_date: date | None = None,
    loads: Mapping[UUID, StopLoad] | None = None,
    distance: Decimal | None = None,
    by: Actor,
    at: datetime,
) -> Shipment:
    """Change what is planned; what is None stays. `delivery_ids` are all stops in their order.

    A chosen tariff is priced again. Raises ShipmentUnknown, StepNotAllowed and what
    `create_shipment` refuses.
    """
    check_measure(distance, "distance")
    held = hold_shipment(shipment_id)
    held.refuse_unless_planned()
    shipment = held.shipment
    shipment.planned_date = planned_date or shipment.planned_date
    shipment.distance = shipment.distance if distance is None else distance
    if delivery_ids is not None:
        _restop(held, delivery_ids, by=by)
    _put_loads(held, loads or {}, by=by)
    if shipment.term_id is not None:
        take_term(held, shipment.term_id, by=by)
    shipment.save()
    publish_changed(shipment, held.stops)
    return shipment


@command
def cancel_shipment(*, shipment_id: UUID, reason: str, by: Actor, at: datetime) -> Shipment:
    """Nothing leaves with it; its deliveries may go with another.

    Raises ShipmentUnknown, ReasonMissing, and StepNotAllowed once it has left.
    """
    if not reason.strip():
        raise ReasonMissing(field="reason")
    held = hold_shipment(shipment_id)
    _cancel(held, reason)
    return held.shipment


@command
def take_off_shipment(*, delivery_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """A delivery does not leave with its planned shipment; an empty one is cancelled.

    Nothing happens if it is on none, or has left.
    """
    stops = ShipmentStop.objects.filter(delivery_id=delivery_id, status=StopStatus.PLANNED)
    shipment_id = stops.values_list("shipment_id", flat=True).first()
    if shipment_id is None:
        return
    held = hold_shipment(shipment_id)
    leaving = [stop for stop in held.stops if stop.delivery_id == delivery_id]
    if not leaving or leaving[0].status != StopStatus.PLANNED:
        return
    rest = [stop for stop in held.stops if stop.delivery_id != delivery_id]
    if not rest:
        _cancel(held, reason)
        return
    _remove(leaving)
    held.stops = rest
    held.shipment.save()
    publish_changed(held.shipment, held.stops)


def _cancel(held: Held, reason: str) -> None:
    held.step(ShipmentStatus.CANCELLED)
    held.shipment.cancel_reason = reason[:200]
    _remove(held.stops)
    held.shipment.save()
    publish_cancelled(held.shipment)


def _remove(stops: Sequence[ShipmentStop]) -> None:
    for stop in stops:
        stop.status = StopStatus.REMOVED
    update_rows(stops, ["status"])


def _take_deliveries(delivery_ids: Sequence[UUID], *, by: Actor) -> list[KnownDelivery]:
    """The deliveries in their order, locked, free to go, all from one site."""
    if not delivery_ids:
        raise DeliveriesMissing(field="delivery_ids")
    rows = KnownDelivery.objects.filter(delivery_id__in=delivery_ids).select_related("site")
    known = {row.delivery_id: row for row in rows.order_by("id").select_for_update(of=("self",))}
    taken = {
        stop.delivery_id: stop
        for stop in ShipmentStop.unscoped.filter(
            company_id=by.company_id, delivery_id__in=delivery_ids
        )
        .exclude(status=StopStatus.REMOVED)
        .select_related("shipment")
    }
    found: list[KnownDelivery] = []
    for row, delivery_id in enumerate(delivery_ids, start=1):
        delivery = known.get(delivery_id)
        if delivery is None:
            raise DeliveryUnknown(id=str(delivery_id), field="delivery_ids", row=row)
        _check(delivery, found, taken, row)
        found.append(delivery)
    return found


def _check(
    delivery: KnownDelivery,
    before: Sequence[KnownDelivery],
    taken: Mapping[UUID, ShipmentStop],
    row: int,
) -> None:
    where = {"delivery": delivery.number, "field": "delivery_ids", "row": row}
    if delivery in before:
        raise DeliveryTwice(**where)
    if delivery.status not in CARRIABLE:
        raise DeliveryClosed(status=delivery.status, **where)
    if delivery.delivery_id in taken:
        raise OnOtherShipment(shipment=taken[delivery.delivery_id].shipment.number, **where)
    if before and before[0].site_id != delivery.site_id:
        raise SitesDiffer(**where)


def _stops(
    shipment: Shipment,
    deliveries: Sequence[KnownDelivery],
    loads: Mapping[UUID, StopLoad],
    *,
    first: int,
    by: Actor,
) -> list[ShipmentStop]:
    measured = measure(deliveries, by=by)
    addresses = addresses_of(row.ship_to_address_id for row in deliveries)
    stops = []
    for position, row in enumerate(deliveries, start=first):
        address = addresses.get(row.ship_to_address_id) if row.ship_to_address_id else None
        stop = ShipmentStop(
            id=new_id(),
            company_id=shipment.company_id,
            shipment=shipment,
            position=position,
            delivery_id=row.delivery_id,
            delivery_number=row.number,
            customer_id=row.customer_id,
            ship_to_address_id=row.ship_to_address_id,
            country=address.country if address else "",
            region=address.region if address else "",
        )
        put_load(stop, measured[row.delivery_id], loads.get(row.delivery_id))
        stops.append(stop)
    return stops


def put_load(stop: ShipmentStop, measured: Measured, given: StopLoad | None) -> None:
    """What the stop weighs: as measured by people, else by the items' masters."""
    given = given or StopLoad()
    check_measure(given.weight, "weight")
    check_measure(given.volume, "volume")
    if not 0 <= given.pallet_count <= MOST_PALLETS:
        raise MeasureInvalid(field="pallet_count")
    stop.pallet_count = given.pallet_count
    stop.weight = round_quantity(measured.weight if given.weight is None else given.weight)
    stop.volume = round_quantity(measured.volume if given.volume is None else given.volume)
    stop.is_weighed = given.weight is not None or given.volume is not None
    stop.is_load_known = measured.is_known or None not in (given.weight, given.volume)


def _put_loads(held: Held, loads: Mapping[UUID, StopLoad], *, by: Actor) -> None:
    if not loads:
        return
    stops = [held.stop_of(delivery_id) for delivery_id in loads]
    known = KnownDelivery.unscoped.filter(
        company_id=held.shipment.company_id, delivery_id__in=loads
    )
    measured = measure(list(known), by=by)
    for stop in stops:
        put_load(stop, measured[stop.delivery_id], loads[stop.delivery_id])
    update_rows(stops, ["weight", "volume", "pallet_count", "is_weighed", "is_load_known"])


def _restop(held: Held, delivery_ids: Sequence[UUID], *, by: Actor) -> None:
    """Keep, add and remove stops so that they are these, in this order."""
    if not delivery_ids:
        raise DeliveriesMissing(field="delivery_ids")
    own = {stop.delivery_id: stop for stop in held.stops}
    new = [delivery_id for delivery_id in delivery_ids if delivery_id not in own]
    if len(set(delivery_ids)) < len(delivery_ids):
        twice = next(key for key in delivery_ids if delivery_ids.count(key) > 1)
        raise DeliveryTwice(delivery=str(twice), field="delivery_ids")
    added = _take_deliveries(new, by=by) if new else []
    for row in added:
        if row.site_id != held.shipment.site_id:
            raise SitesDiffer(delivery=row.number, field="delivery_ids")
    inserted = _stops(held.shipment, added, {}, first=1, by=by) if added else []
    all_stops = own | {stop.delivery_id: stop for stop in inserted}
    _remove([stop for key, stop in own.items() if key not in delivery_ids])
    held.stops = [all_stops[key] for key in delivery_ids]
    for position, stop in enumerate(held.stops, start=1):
        stop.position = position
    insert_rows(inserted)
    update_rows([stop for stop in held.stops if stop not in inserted], ["position"])
