"""What people, and the release policy, do with planned orders."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from sanye.contracts.scm.events import PlannedOrderKind
from sanye.kernel.actors import Actor
from sanye.kernel.quantity import round_quantity_up
from sanye.kernel.states import check_step
from sanye.scm.planning.commands.locking import lock_plan, note_change
from sanye.scm.planning.domain.states import PLANNED_ORDER_STEPS, PlannedOrderStatus
from sanye.scm.planning.errors import (
    BillMissing,
    DatesReversed,
    PlannedOrderUnknown,
    QuantityNotPositive,
    SupplierMissing,
)
from sanye.scm.planning.models import PlannedOrder
from sanye.scm.planning.publishing import publish_firmed, publish_released
from sanye.scm.planning.queries.pegging import sales_orders_behind
from sanye.stem.commands import command
from sanye.stem.rows.bulk import update_rows


@command
def firm_planned_order(
    *,
    planned_order_id: UUID,
    quantity: Decimal | None = None,
    start_date: date | None = None,
    due_date: date | None = None,
    by: Actor,
    at: datetime,
) -> PlannedOrder:
    """Freeze a planned order, changed if wanted: runs leave it alone from now on.

    Raises PlannedOrderUnknown, StepNotAllowed, QuantityNotPositive, DatesReversed.
    """
    lock_plan(by)
    order = _locked([planned_order_id])[0]
    _step(order, PlannedOrderStatus.FIRMED)
    if quantity is not None:
        if quantity <= 0:
            raise QuantityNotPositive(quantity=quantity, field="quantity")
        share = Fraction(quantity) / Fraction(order.quantity)
        order.start_quantity = round_quantity_up(Fraction(order.start_quantity) * share)
        order.quantity = quantity
    order.start_date = start_date or order.start_date
    order.due_date = due_date or order.due_date
    if order.due_date < order.start_date:
        raise DatesReversed(start=order.start_date, due=order.due_date, field="due_date")
    order.save()
    _plan_again([order], by)
    publish_firmed(order)
    return order


@command
def release_planned_orders(
    *, planned_order_ids: Sequence[UUID], by: Actor, at: datetime
) -> list[PlannedOrder]:
    """Hand planned orders over, to become purchase, production or transfer orders.

    Raises PlannedOrderUnknown, StepNotAllowed, SupplierMissing, BillMissing.
    """
    lock_plan(by)
    orders = _locked(planned_order_ids)
    for row, order in enumerate(orders, start=1):
        _step(order, PlannedOrderStatus.RELEASED)
        if order.kind == PlannedOrderKind.BUY and order.supplier_id is None:
            raise SupplierMissing(item=order.item.code, field="planned_order_ids", row=row)
        if order.kind == PlannedOrderKind.MAKE and order.bill_id is None:
            raise BillMissing(item=order.item.code, field="planned_order_ids", row=row)
    hand_out(orders, sales_orders_behind([order.id for order in orders], by), at=at)
    return orders


def hand_out(
    orders: Sequence[PlannedOrder], sales_orders: Mapping[UUID, tuple[UUID, ...]], *, at: datetime
) -> None:
    """Note those not yet noted as released and tell of all with the sales orders each serves."""
    waiting = [order for order in orders if order.released_at is None]
    note_released(waiting, at)
    update_rows(waiting, ["status", "released_at"])
    publish_released(orders, sales_orders)


def note_released(orders: Iterable[PlannedOrder], at: datetime) -> None:
    """In memory; to be written by the caller."""
    for order in orders:
        order.status, order.released_at = PlannedOrderStatus.RELEASED, at


@command
def cancel_planned_order(*, planned_order_id: UUID, by: Actor, at: datetime) -> PlannedOrder:
    """Give up a firmed order, or a released one that nobody took over; the next run may plan anew.

    Raises PlannedOrderUnknown, StepNotAllowed.
    """
    lock_plan(by)
    order = _locked([planned_order_id])[0]
    _step(order, PlannedOrderStatus.CANCELLED)
    order.save()
    _plan_again([order], by)
    return order


@command
def drop_planned_order(*, planned_order_id: UUID, by: Actor, at: datetime) -> None:
    """The buyer will not buy what was released; the next run may plan anew."""
    lock_plan(by)
    rows = PlannedOrder.objects.filter(id=planned_order_id, status=PlannedOrderStatus.RELEASED)
    for order in rows.select_for_update():
        order.status = PlannedOrderStatus.CANCELLED
        order.save()
        _plan_again([order], by)


@command(logged=False)
def hand_over_planned_orders(
    *,
    planned_order_ids: Collection[UUID],
    by: Actor,
    at: datetime,
) -> None:
    """Their purchase or production orders exist: from now on those are the supply.

    Locked by id, as who releases them once more does: an update alone takes them as they lie.
    """
    rows = PlannedOrder.objects.filter(id__in=planned_order_ids, status=PlannedOrderStatus.RELEASED)
    locked = rows.order_by("id").select_for_update().values("id")
    PlannedOrder.objects.filter(id__in=locked).update(status=PlannedOrderStatus.HANDED_OVER)


def _locked(planned_order_ids: Sequence[UUID]) -> list[PlannedOrder]:
    """The orders in the caller's sequence, locked by id."""
    wanted = list(dict.fromkeys(planned_order_ids))
    rows = PlannedOrder.objects.filter(id__in=wanted).order_by("id").select_for_update(of=["self"])
    found = {row.id: row for row in rows.select_related("item")}
    for row, planned_order_id in enumerate(wanted, start=1):
        if planned_order_id not in found:
            raise PlannedOrderUnknown(id=planned_order_id, field="planned_order_id", row=row)
    return [found[planned_order_id] for planned_order_id in wanted]


def _step(order: PlannedOrder, to: PlannedOrderStatus) -> None:
    from_ = PlannedOrderStatus(order.status)
    check_step(PLANNED_ORDER_STEPS, from_, to, subject=f"{order.item.code} {order.due_date}")
    order.status = to


def _plan_again(orders: Sequence[PlannedOrder], by: Actor) -> None:
    note_change({(order.item_id, order.site_id) for order in orders}, by)
