"""What deliveries do when transport reports, and what it may ask them."""

from collections.abc import Sequence
from datetime import datetime

from sanye.contracts.erp.ports import ReadinessAnswer, ReadinessRequest, Unready
from sanye.contracts.scm.transport import ShipmentDelivered, ShipmentDispatched
from sanye.erp.delivery import commands
from sanye.kernel.actors import Actor
from sanye.stem.events.cursors import Cursor, Recorded

# Customers and stock are locked until a batch is done: one shipment at a time.
transport = Cursor("erp.delivery.transport", kind="REACTION", on_failure="PARK", batch_size=1)


@transport.on(ShipmentDispatched)
def shipment_dispatched(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """Its deliveries have left with it."""
    for recorded in batch:
        fact: ShipmentDispatched = recorded.data
        commands.ship_with_shipment(
            delivery_ids=[stop.delivery_id for stop in fact.stops],
            carrier_id=fact.carrier_id,
            tracking_number=fact.tracking_number,
            dispatched_at=fact.dispatched_at,
            by=by,
            at=at,
        )


@transport.on(ShipmentDelivered)
def shipment_delivered(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """The customer has the goods."""
    for recorded in batch:
        fact: ShipmentDelivered = recorded.data
        commands.prove_with_shipment(
            delivery_id=fact.delivery_id, delivered_at=fact.delivered_at, by=by, at=at
        )


def answer_readiness(request: ReadinessRequest) -> ReadinessAnswer:
    """Port `delivery_readiness`: what would be refused if these deliveries left now."""
    found = commands.find_unready(request.delivery_ids, by=request.by, at=request.at)
    return ReadinessAnswer(
        unready=tuple(
            Unready(
                delivery_id=delivery_id,
                code=refusal.code,
                text_en=refusal.text("en"),
                text_zh=refusal.text("zh"),
            )
            for delivery_id, refusal in sorted(found.items())
        )
    )
