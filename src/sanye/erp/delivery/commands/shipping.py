"""Goods leave, arrive, or stay."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sanye.contracts.erp.inventory import WARRANTY_REASON, MovementKind
from sanye.contracts.scm.ports import DepartureRequest, departures_of_deliveries
from sanye.erp.delivery.commands.rows import (
    DEMAND_TYPE,
    Locked,
    lock_delivery,
    lock_delivery_alone,
)
from sanye.erp.delivery.domain.states import STEPS, DeliveryStatus
from sanye.erp.delivery.errors import (
    LeftWithShipment,
    NothingPicked,
    ProvenBeforeShipped,
    ReasonMissing,
)
from sanye.erp.delivery.models import Delivery
from sanye.erp.delivery.publishing import publish_cancelled, publish_proven, publish_shipped
from sanye.erp.inventory.commands import release_allocations, ship_allocated
from sanye.erp.sales_orders.commands import (
    Shipped,
    check_delivery_credit,
    close_free_orders,
    record_shipment,
    take_off_delivery,
)
from sanye.kernel.actors import Actor
from sanye.kernel.states import check_step
from sanye.stem.commands import command
from sanye.stem.masterdata.queries import get_business_date
from sanye.stem.rows.bulk import update_rows


@command
def ship_delivery(
    *,
    delivery_id: UUID,
    carrier: str = "",
    tracking_number: str = "",
    posting_date: date | None = None,
    shipped_at: datetime | None = None,
    by: Actor,
    at: datetime,
) -> Delivery:
    """What was picked leaves: stock, order and delivery change together.

    `shipped_at`: when it left, if that is told later. Credit is checked again under the
    customer's lock. Raises DeliveryUnknown, StepNotAllowed, NothingPicked, CreditExceeded.
    """
    return send_off(
        delivery_id,
        Sending(carrier, tracking_number, posting_date, shipped_at or at, checks_credit=True),
        by=by,
        at=at,
    )


@dataclass(frozen=True, slots=True)
class Sending:
    """How and when a delivery leaves. `checks_credit`: not where it is under way already."""

    carrier: str
    tracking_number: str
    posting_date: date | None
    shipped_at: datetime
    checks_credit: bool


def send_off(delivery_id: UUID, sending: Sending, *, by: Actor, at: datetime) -> Delivery:
    """Within a command, `ship_delivery` and what it raises."""
    locked = lock_delivery(delivery_id, by=by, at=at)
    delivery = locked.delivery
    _step(delivery, DeliveryStatus.SHIPPED)
    if not any(line.picked_quantity for line in locked.lines):
        raise NothingPicked(number=delivery.number)
    if sending.checks_credit:
        check_delivery_credit(orders=locked.orders, by=by, at=at)
    delivery.status, delivery.shipped_at = DeliveryStatus.SHIPPED, sending.shipped_at
    day = delivery.posting_date = sending.posting_date or get_business_date(
        at=sending.shipped_at, by=by
    )
    delivery.carrier, delivery.tracking_number = sending.carrier, sending.tracking_number
    _move(locked, day, by=by, at=at)
    for line in locked.lines:
        line.shipped_quantity = line.picked_quantity
    still_open = record_shipment(
        orders=locked.orders,
        shipped={
            line.schedule_line_id: Shipped(delivering=line.quantity, shipped=line.shipped_quantity)
            for line in locked.lines
        },
        day=day,
        by=by,
        at=at,
    )
    update_rows(locked.lines, ["shipped_quantity"])
    delivery.save()
    publish_shipped(delivery, locked.lines, still_open)
    close_free_orders(orders=locked.orders, by=by, at=at)
    return delivery


def _move(locked: Locked, posting_date: date, *, by: Actor, at: datetime) -> None:
    """What is sold, and what goes out at no charge for goods that came back, move apart: their
    costs are different ones."""
    delivery = locked.delivery
    picked = [line for line in locked.goods if line.picked_quantity]
    free = {parts.order.id for parts in locked.orders if parts.is_free}
    for reason_code, is_free in (("", False), (WARRANTY_REASON, True)):
        moved = [line.id for line in picked if (line.sales_order_id in free) is is_free]
        if moved:
            ship_allocated(
                demand_type=DEMAND_TYPE,
                demand_ids=moved,
                kind=MovementKind.SHIPMENT,
                posting_date=posting_date,
                source_type="delivery",
                source_id=delivery.id,
                source_number=delivery.number,
                reason_code=reason_code,
                by=by,
                at=at,
            )


@command
def prove_delivery(
    *,
    delivery_id: UUID,
    received_at: datetime | None = None,
    received_by: str = "",
    by: Actor,
    at: datetime,
) -> Delivery:
    """The customer has the goods. Raises DeliveryUnknown, StepNotAllowed, ProvenBeforeShipped."""
    delivery = lock_delivery_alone(delivery_id)
    _step(delivery, DeliveryStatus.PROVEN)
    arrived = received_at or at
    if delivery.shipped_at is not None and arrived < delivery.shipped_at:
        raise ProvenBeforeShipped(
            received_at=arrived, shipped_at=delivery.shipped_at, field="received_at"
        )
    delivery.status = DeliveryStatus.PROVEN
    delivery.received_at, delivery.received_by = arrived, received_by
    delivery.save()
    publish_proven(delivery)
    return delivery


@command
def cancel_delivery(*, delivery_id: UUID, reason: str, by: Actor, at: datetime) -> Delivery:
    """Nothing of it leaves: stock and order are free again.

    Raises DeliveryUnknown, ReasonMissing, and once it is on its way StepNotAllowed or
    LeftWithShipment.
    """
    if not reason.strip():
        raise ReasonMissing(field="reason")
    locked = lock_delivery(delivery_id, by=by, at=at)
    delivery = locked.delivery
    _step(delivery, DeliveryStatus.CANCELLED)
    _check_here(delivery, by=by)
    goods = [line.id for line in locked.goods]
    release_allocations(demand_type=DEMAND_TYPE, demand_ids=goods, by=by, at=at)
    taken = {line.schedule_line_id: line.quantity for line in locked.lines}
    take_off_delivery(orders=locked.orders, quantities=taken, by=by, at=at)
    delivery.status, delivery.cancelled_at = DeliveryStatus.CANCELLED, at
    delivery.cancel_reason = reason[:200]
    delivery.save()
    publish_cancelled(delivery, locked.lines)
    return delivery


def _check_here(delivery: Delivery, *, by: Actor) -> None:
    """Transport lets it go before we hear of it and ship it. Raises LeftWithShipment."""
    if not departures_of_deliveries.is_answered:
        return
    answer = departures_of_deliveries(DepartureRequest(delivery_ids=(delivery.id,), by=by))
    for departure in answer.departures:
        raise LeftWithShipment(number=delivery.number, shipment=departure.shipment_number)


def _step(delivery: Delivery, to: DeliveryStatus) -> None:
    check_step(STEPS, DeliveryStatus(delivery.status), to, subject=delivery.number)
