"""May a delivery leave now? What shipping would refuse, without doing it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sanye.erp.delivery.domain.states import AFTER_SHIPPING, STEPS, DeliveryStatus
from sanye.erp.delivery.errors import DeliveryUnknown, NothingPicked
from sanye.erp.delivery.models import Delivery, DeliveryLine
from sanye.erp.sales_orders.commands import find_credit_refusal
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal
from sanye.kernel.states import check_step


def find_unready(delivery_ids: Collection[UUID], *, by: Actor, at: datetime) -> dict[UUID, Refusal]:
    """Why deliveries may not leave, by id; those that may, or have left, are not in it.

    Locked, so that none is cancelled while whoever asks lets it go.
    """
    rows = Delivery.objects.filter(id__in=delivery_ids).order_by("id")
    locked = rows.select_for_update(of=("self",))
    found: dict[UUID, Delivery] = {row.id: row for row in locked}
    refusals = {
        delivery_id: _refusal(found.get(delivery_id), delivery_id, by)
        for delivery_id in delivery_ids
    }
    return {key: refusal for key, refusal in refusals.items() if refusal is not None}


def _refusal(delivery: Delivery | None, delivery_id: UUID, by: Actor) -> Refusal | None:
    if delivery is None:
        return DeliveryUnknown(id=str(delivery_id))
    status = DeliveryStatus(delivery.status)
    if status in AFTER_SHIPPING:
        return None
    try:
        check_step(STEPS, status, DeliveryStatus.SHIPPED, subject=delivery.number)
    except Refusal as refusal:
        return refusal
    lines = DeliveryLine.objects.filter(delivery=delivery)
    rows = list(lines.values_list("sales_order_id", "picked_quantity"))
    if not any(picked for _, picked in rows):
        return NothingPicked(number=delivery.number)
    return find_credit_refusal(sorted({order_id for order_id, _ in rows}), by=by)
