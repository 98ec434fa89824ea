"""The truck leaves."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError

from sanye.contracts.erp.ports import ReadinessRequest, delivery_readiness
from sanye.kernel.actors import Actor
from sanye.scm.transport.commands.choosing import take_term
from sanye.scm.transport.commands.freight import accrue_dispatched
from sanye.scm.transport.commands.held import Held, hold_shipment, refuse_future
from sanye.scm.transport.domain.arrivals import arrival
from sanye.scm.transport.domain.states import CARRIABLE, ShipmentStatus, StopStatus
from sanye.scm.transport.errors import DeliveryClosed, DeliveryNotReady, TrackingTaken
from sanye.scm.transport.models import KnownDelivery, Shipment, ShipmentStop
from sanye.scm.transport.publishing import publish_dispatched
from sanye.scm.transport.queries.arrivals import Experiences
from sanye.scm.transport.queries.offers import agreed_days
from sanye.scm.transport.queries.places import Calendars, measure
from sanye.stem.commands import command
from sanye.stem.masterdata.queries import list_party_companies
from sanye.stem.rows.bulk import update_rows

_LEFT = ["status", "weight", "volume", "is_load_known", "first_expected_at", "expected_at"]


@command
def dispatch_shipment(
    *,
    shipment_id: UUID,
    tracking_number: str = "",
    dispatched_at: datetime | None = None,
    by: Actor,
    at: datetime,
) -> Shipment:
    """All deliveries leave: their owner ships them, freight is accrued, customers get their day.

    Loads nobody weighed are added up again and a tariff is priced again, for picking may have
    changed them. Refused (DeliveryNotReady, with the row) if the owner of a delivery would not
    let it go now. Raises ShipmentUnknown, StepNotAllowed, InFuture, DeliveryClosed, TrackingTaken
    and, from the tariff, NotPriced, TermNotValid.
    """
    left_at = dispatched_at or at
    refuse_future(left_at, at, "dispatched_at")
    held = hold_shipment(shipment_id)
    held.step(ShipmentStatus.DISPATCHED)
    shipment = held.shipment
    known = _known(held)
    _check_ready(held, known, by=by, at=at)
    _measure_again(held, known, by=by)
    if shipment.term_id is not None:
        take_term(held, shipment.term_id, by=by)
    shipment.dispatched_at = left_at
    shipment.tracking_number = tracking_number.strip() or shipment.tracking_number
    for stop in held.stops:
        stop.status = StopStatus.UNDERWAY
    expect(held, left_at, by=by)
    for stop in held.stops:
        stop.first_expected_at = stop.expected_at
    _save(shipment)
    update_rows(held.stops, _LEFT)
    publish_dispatched(shipment, held.stops)
    accrue_dispatched(held, left_at, by=by)
    return shipment


def find_departures(delivery_ids: Collection[UUID], *, by: Actor) -> dict[UUID, str]:
    """Numbers of the shipments that took deliveries along; of those that stay there is none."""
    left = ShipmentStop.unscoped.filter(
        company_id=by.company_id,
        delivery_id__in=delivery_ids,
        status__in=(StopStatus.UNDERWAY, StopStatus.DELIVERED),
    )
    return dict(left.values_list("delivery_id", "shipment__number"))


def expect(held: Held, left_at: datetime, *, by: Actor) -> None:
    """Set when each stop under way is reached, counted from this moment, in memory."""
    shipment, stops = held.shipment, held.underway
    calendars = Calendars(shipment.site.time_zone, by)
    term = shipment.term
    carrier = calendars.get(None if term is None else term.calendar_id)
    agreed = {} if term is None else agreed_days(term, held.stops)
    usual = {
        row.party_id: row.transit_days
        for row in list_party_companies(party_ids={stop.customer_id for stop in stops}, by=by)
    }
    carrier_ids = [] if shipment.carrier_id is None else [shipment.carrier_id]
    experiences = Experiences(left_at, carrier_ids)
    receiving = calendars.receiving(stops)
    day = left_at.astimezone(held.zone).date()
    for stop in stops:
        days = agreed.get(stop.id, usual.get(stop.customer_id, 0))
        time = experiences.transit(shipment.carrier_id, stop.country, stop.region, days)
        stop.expected_at = arrival(day, time.expected_days, carrier, receiving[stop.id])


def _known(held: Held) -> list[KnownDelivery]:
    ids = [stop.delivery_id for stop in held.stops]
    company_id = held.shipment.company_id
    return list(KnownDelivery.unscoped.filter(company_id=company_id, delivery_id__in=ids))


def _check_ready(held: Held, known: list[KnownDelivery], *, by: Actor, at: datetime) -> None:
    """What the projection knows first, then the owner's own word if there is an owner."""
    ids = tuple(stop.delivery_id for stop in held.stops)
    closed = {row.delivery_id: row.status for row in known if row.status not in CARRIABLE}
    unready = {}
    if delivery_readiness.is_answered:
        answer = delivery_readiness(ReadinessRequest(delivery_ids=ids, by=by, at=at))
        unready = {one.delivery_id: one for one in answer.unready}
    for row, stop in enumerate(held.stops, start=1):
        if stop.delivery_id in unready:
            why = unready[stop.delivery_id]
            raise DeliveryNotReady(
                delivery=stop.delivery_number,
                reason_code=why.code,
                reason_en=why.text_en,
                reason_zh=why.text_zh,
                field="delivery_id",
                row=row,
            )
        if stop.delivery_id in closed:
            status = closed[stop.delivery_id]
            raise DeliveryClosed(
                delivery=stop.delivery_number, status=status, field="delivery_id", row=row
            )


def _measure_again(held: Held, known: list[KnownDelivery], *, by: Actor) -> None:
    estimated = {stop.delivery_id: stop for stop in held.stops if not stop.is_weighed}
    unweighed = [row for row in known if row.delivery_id in estimated]
    for delivery_id, measured in measure(unweighed, by=by).items():
        stop = estimated[delivery_id]
        stop.weight, stop.volume = measured.weight, measured.volume
        stop.is_load_known = measured.is_known


def _save(shipment: Shipment) -> None:
    try:
        shipment.save()
    except IntegrityError as error:
        if "scm_shipment_tracking" not in str(error):
            raise
        raise TrackingTaken(
            tracking_number=shipment.tracking_number, field="tracking_number"
        ) from error
