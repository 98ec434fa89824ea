"""What transport reports: deliveries left with a shipment, and arrived."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sanye.erp.delivery.commands.rows import DEMAND_TYPE, lock_orders_of
from sanye.erp.delivery.commands.shipping import Sending, prove_delivery, send_off
from sanye.erp.delivery.domain.states import AFTER_SHIPPING, DeliveryStatus
from sanye.erp.delivery.errors import DeliveryUnknown
from sanye.erp.delivery.models import Delivery, DeliveryLine
from sanye.erp.inventory.commands import lock_allocated
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

    One that was cancelled while a truck left of which we hear late does not hold up the others, and
    credit was checked as it left: what the customer owes since calls no truck back. Raises
    DeliveryUnknown and what else `ship_delivery` refuses, for all of them together.
    """
    carrier = "" if carrier_id is None else get_party(party_id=carrier_id, by=by).code
    states = dict(Delivery.objects.filter(id__in=delivery_ids).values_list("id", "status"))
    missing = set(delivery_ids) - states.keys()
    if missing:
        raise DeliveryUnknown(id=str(min(missing)))
    left = {*AFTER_SHIPPING, DeliveryStatus.CANCELLED}
    leaving = [found for found in sorted(delivery_ids) if states[found] not in left]
    if len(leaving) > 1:
        _lock_all(leaving, by=by, at=at)
    sending = Sending(carrier, tracking_number, None, dispatched_at, checks_credit=False)
    return [send_off(delivery_id, sending, by=by, at=at) for delivery_id in leaving]


def _lock_all(delivery_ids: Sequence[UUID], *, by: Actor, at: datetime) -> None:
    """All customers and orders, then all heaps: what is shipped alone locks in this order."""
    lock_orders_of(delivery_ids, by=by, at=at)
    lines = DeliveryLine.objects.filter(delivery_id__in=delivery_ids)
    demand_ids = list(lines.values_list("id", flat=True))
    lock_allocated(demand_type=DEMAND_TYPE, demand_ids=demand_ids, by=by, at=at)


@command
def prove_with_shipment(
    *, delivery_id: UUID, delivered_at: datetime, by: Actor, at: datetime
) -> None:
    """The delivery has arrived, if nobody has said so yet. Who signed stands with the shipment.

    One that was cancelled stays so; that transport carried it, its check `owners_follow` tells.
    One that somebody shipped by hand after the truck had left arrives no sooner than that. Raises
    what else `prove_delivery` refuses.
    """
    found = Delivery.objects.filter(id=delivery_id).first()
    if found is not None and found.status in (DeliveryStatus.PROVEN, DeliveryStatus.CANCELLED):
        return
    left_at = None if found is None else found.shipped_at
    arrived = delivered_at if left_at is None else max(delivered_at, left_at)
    prove_delivery(delivery_id=delivery_id, received_at=arrived, by=by, at=at)
