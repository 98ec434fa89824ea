"""Release, other days and quantities, splitting, cancelling, closing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from sanye.erp.production.commands.locking import (
    lock_changeable,
    lock_order,
    take_step,
    unit_decimals,
)
from sanye.erp.production.domain.explosion import needed
from sanye.erp.production.domain.states import OrderStatus, ProposalStatus
from sanye.erp.production.domain.times import run_minutes
from sanye.erp.production.errors import (
    ComponentsIssued,
    DatesReversed,
    GoodsCompleted,
    MaterialShort,
    QuantityBelowDone,
    QuantityNotPositive,
    QuantityTooFine,
    SplitTooLarge,
    WorkReported,
)
from sanye.erp.production.models import (
    ProductionComponent,
    ProductionOperation,
    ProductionOrder,
)
from sanye.erp.production.publishing import (
    created_fact,
    publish_cancelled,
    publish_changed,
    publish_closed,
    publish_released,
)
from sanye.erp.production.queries.orders import (
    ComponentAvailability,
    availability_of,
    components_of,
)
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.commands import command
from sanye.stem.events.log import publish
from sanye.stem.numbering.commands import draw_number
from sanye.stem.rows.bulk import insert_rows, update_rows

_WORKED = (
    Q(good_quantity__gt=0)
    | Q(scrap_quantity__gt=0)
    | Q(actual_setup_minutes__gt=0)
    | Q(actual_run_minutes__gt=0)
)


@dataclass(frozen=True, slots=True)
class Release:
    """The released order, and the components of which not enough is there now."""

    order: ProductionOrder
    shortages: tuple[ComponentAvailability, ...]


@command
def release_production_order(
    *,
    production_order_id: UUID,
    is_material_needed: bool = False,
    by: Actor,
    at: datetime,
) -> Release:
    """Let work begin. Shortages are shown, or with `is_material_needed` refused (MaterialShort)."""
    order = lock_order(production_order_id)
    take_step(order, OrderStatus.RELEASED, "released_at", at=at)
    lines = availability_of(order, by=by)
    shortages = tuple(line for line in lines if line.short_quantity > 0)
    if shortages and is_material_needed:
        short = shortages[0]
        raise MaterialShort(
            item=short.item_code, needed=short.open_quantity, available=short.available_quantity
        )
    order.save(update_fields=["status", "released_at"])
    publish_released(order)
    return Release(order, shortages)


@command
def reschedule_production_order(
    *,
    production_order_id: UUID,
    due_date: date,
    start_date: date | None = None,
    reason: str = "",
    by: Actor,
    at: datetime,
) -> ProductionOrder:
    """Other days; without a start the order keeps its length."""
    order = lock_changeable(production_order_id)
    if start_date is None:
        start_date = order.start_date + (due_date - order.due_date)
    if due_date < start_date:
        raise DatesReversed(start_date=start_date, due_date=due_date, field="due_date")
    order.start_date, order.due_date = start_date, due_date
    order.save(update_fields=["start_date", "due_date"])
    publish_changed(order, reason=reason or "RESCHEDULED")
    return order


@command
def change_production_quantity(
    *, production_order_id: UUID, quantity: Decimal, reason: str = "", by: Actor, at: datetime
) -> ProductionOrder:
    """Another quantity; components and minutes follow. Raises QuantityBelowDone."""
    order = lock_changeable(production_order_id)
    _refuse_quantity(order, quantity)
    done = order.completed_quantity + order.scrapped_quantity
    if quantity < done:
        raise QuantityBelowDone(number=order.number, quantity=quantity, done=done, field="quantity")
    _resize(order, quantity)
    publish_changed(order, reason=reason or "QUANTITY_CHANGED")
    return order


@command
def split_production_order(
    *, production_order_id: UUID, quantity: Decimal, by: Actor, at: datetime
) -> ProductionOrder:
    """Move so much of what is open into an order of its own, in the same state; it is returned.

    What was issued and reported, and fixed components, stay with the first order.
    """
    order = lock_changeable(production_order_id)
    _refuse_quantity(order, quantity)
    open_quantity = order.quantity - order.completed_quantity - order.scrapped_quantity
    if quantity >= order.quantity or quantity > open_quantity:
        raise SplitTooLarge(
            number=order.number, open=open_quantity, quantity=quantity, field="quantity"
        )
    part: ProductionOrder = ProductionOrder.objects.create(
        id=new_id(),
        company_id=order.company_id,
        number=draw_number("MO", at=at),
        item_id=order.item_id,
        site_id=order.site_id,
        bill_id=order.bill_id,
        routing_id=order.routing_id,
        quantity=quantity,
        unit=order.unit,
        start_date=order.start_date,
        due_date=order.due_date,
        status=OrderStatus.CREATED if order.released_at is None else OrderStatus.RELEASED,
        released_at=order.released_at,
        sales_order_ids=order.sales_order_ids,
        split_from=order,
    )
    _copy_structure(order, part)
    _resize(order, order.quantity - quantity)
    _resize(part, quantity)
    publish(created_fact(part, components_of(part)))
    if part.status == OrderStatus.RELEASED:
        publish_released(part)
    publish_changed(order, reason="SPLIT")
    return part


@command
def cancel_production_order(
    *, production_order_id: UUID, reason: str, by: Actor, at: datetime
) -> ProductionOrder:
    """Give the order up. What was issued must be returned first.

    Finished goods and reported work forbid it (GoodsCompleted, WorkReported): such an order is
    closed, so that its cost goes somewhere.
    """
    order = lock_order(production_order_id)
    if order.completed_quantity > 0:
        raise GoodsCompleted(number=order.number, completed=order.completed_quantity)
    if order.components.filter(issued_quantity__gt=0).exists():
        raise ComponentsIssued(number=order.number)
    if order.operations.filter(_WORKED).exists():
        raise WorkReported(number=order.number)
    take_step(order, OrderStatus.CANCELLED, "closed_at", at=at)
    order.save(update_fields=["status", "closed_at"])
    _overtake_proposals(order)
    publish_cancelled(order, reason=reason)
    return order


@command
def close_production_order(
    *, production_order_id: UUID, posting_date: date, by: Actor, at: datetime
) -> ProductionOrder:
    """Nothing more will be booked; what is still in process becomes a variance."""
    order = lock_order(production_order_id)
    take_step(order, OrderStatus.CLOSED, "closed_at", at=at)
    order.save(update_fields=["status", "closed_at"])
    _overtake_proposals(order)
    publish_closed(order, posting_date=posting_date)
    return order


def _refuse_quantity(order: ProductionOrder, quantity: Decimal) -> None:
    if quantity <= 0:
        raise QuantityNotPositive(quantity=quantity, field="quantity")
    decimals = unit_decimals({order.unit})[order.unit]
    if quantity != round(quantity, decimals):
        raise QuantityTooFine(
            quantity=quantity, unit=order.unit, decimals=decimals, field="quantity"
        )


def _resize(order: ProductionOrder, quantity: Decimal) -> None:
    """Give the order a quantity, and its components and operations what follows from it."""
    order.quantity = quantity
    order.save(update_fields=["quantity"])
    components = list(order.components.all())
    decimals = unit_decimals({component.unit for component in components})
    for line in components:
        line.quantity = needed(
            line.ratio, quantity, is_fixed=line.is_fixed, decimals=decimals[line.unit]
        )
    update_rows(components, ["quantity"])
    operations = list(order.operations.all())
    for row in operations:
        row.run_minutes = run_minutes(row.run_minutes_each, quantity, row.batch_quantity)
    update_rows(operations, ["run_minutes"])


def _copy_structure(order: ProductionOrder, part: ProductionOrder) -> None:
    lines: Sequence[ProductionComponent] = list(order.components.filter(is_fixed=False))
    for line in lines:
        line.pk = line.id = new_id()
        line.production_order = part
        line.issued_quantity = Decimal(0)
    insert_rows(lines)
    operations: Sequence[ProductionOperation] = list(order.operations.all())
    for row in operations:
        row.pk = row.id = new_id()
        row.production_order = part
        row.good_quantity = row.scrap_quantity = Decimal(0)
        row.actual_setup_minutes = row.actual_run_minutes = Decimal(0)
    insert_rows(operations)


def _overtake_proposals(order: ProductionOrder) -> None:
    order.proposals.filter(status=ProposalStatus.OPEN).update(
        status=ProposalStatus.OVERTAKEN, decided_at=order.closed_at
    )
