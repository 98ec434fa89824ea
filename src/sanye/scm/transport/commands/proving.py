"""Proof of delivery: when, by whom, and what was not in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.states import check_step
from sanye.scm.transport.commands.held import Held, hold_shipment
from sanye.scm.transport.commands.planning import take_off_shipment
from sanye.scm.transport.domain.arrivals import days_taken
from sanye.scm.transport.domain.states import (
    STOP_STEPS,
    ShipmentStatus,
    ShortReason,
    StopStatus,
)
from sanye.scm.transport.errors import LineUnknown, QuantityNotPositive, QuantityTooBig
from sanye.scm.transport.models import KnownDeliveryLine, ShipmentStop, StopShortage
from sanye.scm.transport.publishing import publish_delivered
from sanye.scm.transport.queries.places import Calendars
from sanye.stem.commands import command
from sanye.stem.rows.bulk import insert_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortage:
    """What of a delivery's line was refused, missing or damaged, in the item's stock unit."""

    delivery_line_id: UUID
    quantity: Decimal
    reason_code: ShortReason


@command
def record_proof(
    *,
    shipment_id: UUID,
    delivery_id: UUID,
    delivered_at: datetime | None = None,
    signed_by: str = "",
    is_damaged: bool = False,
    note: str = "",
    shortages: Sequence[Shortage] = (),
    by: Actor,
    at: datetime,
) -> ShipmentStop:
    """A delivery has arrived; its owner proves it. The last one ends the shipment.

    What was refused or missing is noted, not booked: returning it is a case of its own. Refusals of
    a shortage name it as `row`. Raises ShipmentUnknown, StopUnknown, NotUnderway, StepNotAllowed,
    InFuture, TooEarly, LineUnknown, QuantityNotPositive, QuantityTooBig.
    """
    held = hold_shipment(shipment_id)
    stop = held.stop_of(delivery_id)
    held.refuse_unless_underway()
    moment = delivered_at or at
    held.check_time(moment, at, "delivered_at")
    noted = _shortages(stop, shortages)
    stop.signed_by, stop.proof_note = signed_by[:100], note[:400]
    stop.is_damaged = is_damaged or any(row.reason_code == ShortReason.DAMAGED for row in noted)
    _deliver(held, stop, moment, by=by)
    insert_rows(noted)
    return stop


@command
def settle_proven_delivery(
    *, delivery_id: UUID, received_at: datetime, by: Actor, at: datetime
) -> None:
    """The owner of a delivery says that it has arrived: ours follows, if it is still under way.

    One that is still planned went another way and leaves its shipment.
    """
    stops = ShipmentStop.objects.filter(
        delivery_id=delivery_id, status__in=[StopStatus.PLANNED, StopStatus.UNDERWAY]
    )
    shipment_id = stops.values_list("shipment_id", flat=True).first()
    if shipment_id is None:
        return
    held = hold_shipment(shipment_id)  # which may have left or arrived meanwhile
    stop = next((stop for stop in held.stops if stop.delivery_id == delivery_id), None)
    if stop is not None and stop.status == StopStatus.PLANNED:
        take_off_shipment(delivery_id=delivery_id, reason="arrived without it", by=by, at=at)
    elif stop is not None and stop.status == StopStatus.UNDERWAY:
        left_at = held.shipment.dispatched_at
        moment = received_at if left_at is None else max(received_at, left_at)
        _deliver(held, stop, moment, by=by)


@command
def erase_signatures(
    *, customer_id: UUID | None = None, delivery_id: UUID | None = None, by: Actor, at: datetime
) -> int:
    """Forget who signed and what was noted, for a delivery or all of a customer's.

    Returns the number of proofs that named anybody.
    """
    wanted = {"customer_id": customer_id, "delivery_id": delivery_id}
    given = {key: value for key, value in wanted.items() if value is not None}
    if not given:
        return 0
    rows = ShipmentStop.objects.filter(**given).exclude(signed_by="", proof_note="")
    return int(rows.update(signed_by="", proof_note=""))


def _deliver(held: Held, stop: ShipmentStop, moment: datetime, *, by: Actor) -> None:
    shipment = held.shipment
    check_step(
        STOP_STEPS, StopStatus(stop.status), StopStatus.DELIVERED, subject=stop.delivery_number
    )
    term = shipment.term
    carrier = Calendars(shipment.site.time_zone, by).get(None if term is None else term.calendar_id)
    if shipment.dispatched_at is not None:
        left, arrived = (
            instant.astimezone(held.zone).date() for instant in (shipment.dispatched_at, moment)
        )
        stop.transit_days = days_taken(left, arrived, carrier)
    stop.status, stop.delivered_at = StopStatus.DELIVERED, moment
    stop.save()
    is_last = not held.underway
    if is_last:
        held.step(ShipmentStatus.DELIVERED)
        shipment.delivered_at = max(one.delivered_at for one in held.stops if one.delivered_at)
        shipment.save()
    publish_delivered(shipment, stop, is_last=is_last)


def _shortages(stop: ShipmentStop, given: Sequence[Shortage]) -> list[StopShortage]:
    lines = {
        line.delivery_line_id: line
        for line in KnownDeliveryLine.unscoped.filter(
            delivery__company_id=stop.company_id, delivery__delivery_id=stop.delivery_id
        )
    }
    sums: dict[tuple[UUID, ShortReason], Decimal] = {}
    for row, one in enumerate(given, start=1):
        line = lines.get(one.delivery_line_id)
        if line is None:
            raise LineUnknown(
                delivery=stop.delivery_number,
                id=str(one.delivery_line_id),
                field="delivery_line_id",
                row=row,
            )
        if not one.quantity.is_finite() or one.quantity <= 0:
            raise QuantityNotPositive(quantity=one.quantity, field="quantity", row=row)
        key = (one.delivery_line_id, ShortReason(one.reason_code))
        sums[key] = sums.get(key, Decimal(0)) + one.quantity
        noted = sum((n for (line_id, _), n in sums.items() if line_id == key[0]), Decimal(0))
        if noted > line.quantity:
            raise QuantityTooBig(
                quantity=line.quantity, unit=line.unit, noted=noted, field="quantity", row=row
            )
    return [
        StopShortage(
            id=new_id(),
            company_id=stop.company_id,
            stop=stop,
            delivery_line_id=line_id,
            item_id=lines[line_id].item_id,
            reason_code=reason,
            quantity=quantity,
            unit=lines[line_id].unit,
        )
        for (line_id, reason), quantity in sums.items()
    ]
