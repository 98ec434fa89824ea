"""What transport reports: deliveries left with a shipment, and arrived."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sanye.erp.delivery.commands.shipping import prove_delivery, ship_delivery
from sanye.erp.delivery.domain.states import AFTER_SHIPPING, DeliveryStatus
from sanye.erp.delivery.errors import DeliveryUnknown
from sanye.erp.delivery.models import Delivery
from sanye.kernel.actors import Actor
from sanye.stem.commands import command
from sanye.stem.masterdata.queries import get_party


@command
def ship_with_shipment(
    *,
    delivery_ids: Sequence[UUID],
    carrier_id: UUID | None,
    tracking_number: str,
    dispatched_at: datetime,
    by: Actor,
    at: datetime,
) -> list[Delivery]:
    """Ship those of the deliveries that have not left yet. Returns them.

    One that was cancelled while a truck left of which we hear late does not hold up the others.
    Raises DeliveryUnknown and what `ship_delivery` refuses, for all of them together.
    """
    carrier = "" if carrier_id is None else get_party(party_id=carrier_id, by=by).code
    states = dict(Delivery.objects.filter(id__in=delivery_ids).values_list("id", "status"))
    missing = set(delivery_ids) - states.keys()
    if missing:
        raise DeliveryUnknown(id=str(min(missing)))
    return [
        ship_delivery(
            delivery_id=delivery_id,
            carrier=carrier,
            tracking_number=tracking_number,
            shipped_at=dispatched_at,
            by=by,
            at=at,
        )
        for delivery_id in sorted(delivery_ids)
        if states[delivery_id] not in {*AFTER_SHIPPING, DeliveryStatus.CANCELLED}
    ]


@command
def prove_with_shipment(
    *, delivery_id: UUID, delivered_at: datetime, by: Actor, at: datetime
) -> None:
    """The delivery has arrived, if nobody has said so yet. Who signed stands with the shipment.

    One that was cancelled stays so; that transport carried it, its check `owners_follow` tells.
    Raises what else `prove_delivery` refuses.
    """
    over = (DeliveryStatus.PROVEN, DeliveryStatus.CANCELLED)
    if not Delivery.objects.filter(id=delivery_id, status__in=over).exists():
        prove_delivery(delivery_id=delivery_id, received_at=delivered_at, by=by, at=at)
