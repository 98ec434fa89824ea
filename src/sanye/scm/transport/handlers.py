"""What transport does when others report a fact, and what it may be asked."""

from collections.abc import Sequence
from datetime import datetime

from sanye.contracts.erp.purchasing import SupplierInvoicePosted
from sanye.contracts.erp.sales import (
    DeliveryCancelled,
    DeliveryCreated,
    DeliveryPicked,
    DeliveryProven,
    DeliveryShipped,
)
from sanye.contracts.scm.ports import Departure, DepartureAnswer, DepartureRequest
from sanye.kernel.actors import Actor
from sanye.scm.transport import commands
from sanye.scm.transport.domain.states import KnownStatus
from sanye.stem.events.cursors import Cursor, Recorded

known_deliveries = Cursor(
    "scm.transport.known_deliveries", kind="PROJECTION", rebuild=commands.forget_deliveries
)
deliveries = Cursor("scm.transport.deliveries", kind="REACTION", on_failure="PARK")
invoices = Cursor("scm.transport.invoices", kind="REACTION", on_failure="PARK")


@known_deliveries.on(DeliveryCreated)
def deliveries_created(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """Something will have to be carried."""
    commands.put_deliveries(
        deliveries=[
            commands.DeliveryState(
                delivery_id=recorded.data.delivery_id,
                number=recorded.data.number,
                customer_id=recorded.data.customer_id,
                ship_to_address_id=recorded.data.ship_to_address_id,
                planned_ship_date=recorded.data.planned_ship_date,
                lines=recorded.data.lines,
            )
            for recorded in batch
        ],
        by=by,
        at=at,
    )


@known_deliveries.on(DeliveryPicked)
def deliveries_picked(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """They stand ready, with what was picked."""
    lines = {recorded.key: recorded.data.lines for recorded in batch}
    commands.mark_deliveries(status=KnownStatus.PICKED, lines=lines, by=by, at=at)


@known_deliveries.on(DeliveryShipped)
def deliveries_shipped(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """Their goods are booked out."""
    lines = {recorded.key: recorded.data.lines for recorded in batch}
    commands.mark_deliveries(status=KnownStatus.SHIPPED, lines=lines, by=by, at=at)


@known_deliveries.on(DeliveryProven)
def deliveries_proven(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """They have arrived."""
    lines = dict.fromkeys(recorded.key for recorded in batch)
    commands.mark_deliveries(status=KnownStatus.PROVEN, lines=lines, by=by, at=at)


@known_deliveries.on(DeliveryCancelled)
def deliveries_cancelled(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """They will not leave."""
    lines = dict.fromkeys(recorded.key for recorded in batch)
    commands.mark_deliveries(status=KnownStatus.CANCELLED, lines=lines, by=by, at=at)


@deliveries.on(DeliveryCancelled)
def delivery_cancelled(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """It leaves its planned shipment."""
    for recorded in batch:
        commands.take_off_shipment(
            delivery_id=recorded.key, reason="its delivery is cancelled", by=by, at=at
        )


@deliveries.on(DeliveryProven)
def delivery_proven(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """Somebody proved it where it is owned."""
    for recorded in batch:
        commands.settle_proven_delivery(
            delivery_id=recorded.key, received_at=recorded.data.received_at, by=by, at=at
        )


@invoices.on(SupplierInvoicePosted)
def supplier_invoice_posted(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """A carrier's invoice says what shipments cost in the end."""
    for recorded in batch:
        fact: SupplierInvoicePosted = recorded.data
        for line in fact.lines:
            if line.shipment_id is not None:
                commands.record_freight_invoice(
                    shipment_id=line.shipment_id,
                    net_amount=line.net_amount,
                    exchange_rate=fact.exchange_rate,
                    cleared_amount=line.cleared_amount,
                    number=fact.number,
                    posting_date=fact.posting_date,
                    by=by,
                    at=at,
                )


def answer_departures(request: DepartureRequest) -> DepartureAnswer:
    """Port `departures_of_deliveries`: which of them a shipment has taken along."""
    found = commands.find_departures(request.delivery_ids, by=request.by)
    return DepartureAnswer(
        departures=tuple(
            Departure(delivery_id=delivery_id, shipment_number=number)
            for delivery_id, number in sorted(found.items())
        )
    )
