"""Transfer orders: stock leaves one site, is in transit, arrives at another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.contracts.erp.inventory import MovementKind
from sanye.erp.inventory.commands.allocations import allocate_lines, take_allocations
from sanye.erp.inventory.commands.allotting import leaving_line
from sanye.erp.inventory.commands.movements import TRANSFER, post_movement
from sanye.erp.inventory.domain.allocation import AllocationLine
from sanye.erp.inventory.domain.keys import StockStatus
from sanye.erp.inventory.domain.movements import MovementLine, check_fineness
from sanye.erp.inventory.errors import (
    DatesReversed,
    DocumentUnknown,
    LinesMissing,
    LineUnknown,
    MoreThanOrdered,
    OverReceipt,
    QuantityNotPositive,
    SameSite,
)
from sanye.erp.inventory.models import (
    TRANSFER_STEPS,
    StockMovement,
    TransferLine,
    TransferOrder,
    TransferStatus,
)
from sanye.erp.inventory.publishing import (
    publish_transfer_cancelled,
    publish_transfer_changed,
    publish_transfer_created,
)
from sanye.erp.inventory.queries.masters import get_item_facts, get_sites, get_transit_location
from sanye.erp.inventory.queries.transit import TransitHeap, list_in_transit
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.states import check_step
from sanye.stem.commands import command
from sanye.stem.numbering.commands import draw_number
from sanye.stem.rows.bulk import update_rows

SOURCE = TRANSFER
SMALLEST_QUANTITY = Decimal("0.000001")
CHANGE_STEPS = {TransferStatus.CREATED: {TransferStatus.CREATED}}
SHIP_STEPS = {
    TransferStatus.CREATED: {TransferStatus.SHIPPED},
    TransferStatus.SHIPPED: {TransferStatus.SHIPPED},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferRequest:
    """What one line carries: quantity in the item's stock unit."""

    item_id: UUID
    quantity: Decimal
    planned_order_id: UUID | None = None


@command
def create_transfer_order(
    *,
    from_site_id: UUID,
    to_site_id: UUID,
    ship_date: date,
    due_date: date,
    lines: Sequence[TransferRequest],
    by: Actor,
    at: datetime,
) -> TransferOrder:
    """Order stock from one site to another."""
    sites = get_sites([from_site_id, to_site_id])
    if from_site_id == to_site_id:
        raise SameSite(site=sites[to_site_id].code, field="to_site_id")
    _refuse_dates(ship_date, due_date)
    if not lines:
        raise LinesMissing(field="lines")
    items = get_item_facts(line.item_id for line in lines)
    for row, line in enumerate(lines, start=1):
        if line.quantity <= 0:
            raise QuantityNotPositive(quantity=line.quantity, field="quantity", row=row)
        check_fineness(line.quantity, items[line.item_id], row=row)
    order: TransferOrder = TransferOrder.objects.create(
        id=new_id(),
        company_id=by.company_id,
        number=draw_number("TO", at=at),
        from_site_id=from_site_id,
        to_site_id=to_site_id,
        ship_date=ship_date,
        due_date=due_date,
    )
    rows = TransferLine.objects.bulk_create(
        TransferLine(
            company_id=by.company_id,
            transfer_order=order,
            line_number=number,
            item_id=line.item_id,
            quantity=line.quantity,
            unit=items[line.item_id].unit,
            planned_order_id=line.planned_order_id,
        )
        for number, line in enumerate(lines, start=1)
    )
    publish_transfer_created(order, rows)
    return order


@command
def change_transfer_order(
    *,
    transfer_order_id: UUID,
    ship_date: date | None = None,
    due_date: date | None = None,
    quantities: Mapping[UUID, Decimal] | None = None,
    reason: str,
    by: Actor,
    at: datetime,
) -> TransferOrder:
    """Other dates, or other quantities by line id (zero gives a line up), before anything left."""
    order, lines = lock_transfer(transfer_order_id)
    check_step(CHANGE_STEPS, order.status, TransferStatus.CREATED, subject=order.number)
    order.ship_date = ship_date if ship_date is not None else order.ship_date
    order.due_date = due_date if due_date is not None else order.due_date
    _refuse_dates(order.ship_date, order.due_date)
    order.save(update_fields=["ship_date", "due_date"])
    changed = _by_line(order, lines, quantities or {}, least=Decimal(0))
    items = get_item_facts(line.item_id for line, _ in changed)
    for line, quantity in changed:
        check_fineness(quantity, items[line.item_id])
        line.quantity = quantity
        line.save(update_fields=["quantity"])
    publish_transfer_changed(order, lines, reason=reason)
    return order


@command
def ship_transfer_order(
    *,
    transfer_order_id: UUID,
    posting_date: date,
    quantities: Mapping[UUID, Decimal] | None = None,
    by: Actor,
    at: datetime,
) -> StockMovement:
    """Take stock out of the sending site, first expiry first, and put it in transit.

    `quantities` by line id; without it everything that is open. Raises NotEnoughStock.
    """
    order, lines = lock_transfer(transfer_order_id)
    check_step(SHIP_STEPS, order.status, TransferStatus.SHIPPED, subject=order.number)
    open_ = {line.id: line.quantity - line.shipped_quantity for line in lines}
    wanted = _by_line(order, lines, _given(quantities, open_))
    _refuse_more(wanted, open_)
    allocate_lines(
        demand_type=SOURCE,
        lines=[
            AllocationLine(
                demand_id=line.id,
                item_id=line.item_id,
                site_id=order.from_site_id,
                quantity=quantity,
            )
            for line, quantity in wanted
        ],
        by=by,
        at=at,
    )
    movement = _post_transit(order, [line.id for line, _ in wanted], posting_date, by=by, at=at)
    for line, quantity in wanted:
        line.shipped_quantity += quantity
    update_rows(lines, ["shipped_quantity"])
    order.status = TransferStatus.SHIPPED
    order.shipped_at = at
    order.save(update_fields=["status", "shipped_at"])
    publish_transfer_changed(order, lines, reason="SHIPPED")
    return movement


@command
def receive_transfer_order(
    *,
    transfer_order_id: UUID,
    posting_date: date,
    quantities: Mapping[UUID, Decimal] | None = None,
    location_id: UUID | None = None,
    by: Actor,
    at: datetime,
) -> StockMovement:
    """Put what is in transit into stock of the receiving site; by line id, else everything."""
    order, lines = lock_transfer(transfer_order_id)
    check_step(TRANSFER_STEPS, order.status, TransferStatus.RECEIVED, subject=order.number)
    in_transit = {line.id: line.shipped_quantity - line.received_quantity for line in lines}
    wanted = _by_line(order, lines, _given(quantities, in_transit))
    heaps = list_in_transit(transfer_order_id=order.id, by=by)
    moved = [
        side for line, quantity in wanted for side in _arrivals(line, quantity, heaps, location_id)
    ]
    movement = _post(order, moved, posting_date, by=by, at=at)
    for line, quantity in wanted:
        line.received_quantity += quantity
    update_rows(lines, ["received_quantity"])
    if all(line.received_quantity == line.quantity for line in lines):
        order.status = TransferStatus.RECEIVED
        order.received_at = at
        order.save(update_fields=["status", "received_at"])
    publish_transfer_changed(order, lines, reason="RECEIVED")
    return movement


@command
def cancel_transfer_order(
    *, transfer_order_id: UUID, reason: str, by: Actor, at: datetime
) -> TransferOrder:
    """Give up an order of which nothing is shipped."""
    order, lines = lock_transfer(transfer_order_id)
    check_step(TRANSFER_STEPS, order.status, TransferStatus.CANCELLED, subject=order.number)
    order.status = TransferStatus.CANCELLED
    order.save(update_fields=["status"])
    publish_transfer_cancelled(order, lines, reason=reason)
    return order


def lock_transfer(transfer_order_id: UUID) -> tuple[TransferOrder, list[TransferLine]]:
    """The order, locked until the transaction ends, and its lines. Raises DocumentUnknown."""
    rows = TransferOrder.objects.select_for_update(of=("self",))
    order: TransferOrder | None = rows.filter(id=transfer_order_id).first()
    if order is None:
        raise DocumentUnknown(what="transfer order", id=transfer_order_id)
    return order, list(order.lines.select_related("item").order_by("line_number"))


def _refuse_dates(ship_date: date, due_date: date) -> None:
    if due_date < ship_date:
        raise DatesReversed(ship_date=ship_date, due_date=due_date, field="due_date")


def _given(
    quantities: Mapping[UUID, Decimal] | None, rest: Mapping[UUID, Decimal]
) -> Mapping[UUID, Decimal]:
    if quantities is not None:
        return quantities
    return {line_id: quantity for line_id, quantity in rest.items() if quantity > 0}


def _by_line(
    order: TransferOrder,
    lines: Sequence[TransferLine],
    quantities: Mapping[UUID, Decimal],
    *,
    least: Decimal = SMALLEST_QUANTITY,
) -> list[tuple[TransferLine, Decimal]]:
    by_id = {line.id: line for line in lines}
    for row, (line_id, quantity) in enumerate(quantities.items(), start=1):
        if line_id not in by_id:
            raise LineUnknown(id=line_id, number=order.number, field="lines", row=row)
        if quantity < least:
            raise QuantityNotPositive(quantity=quantity, field="quantity", row=row)
    return [(line, quantities[line.id]) for line in lines if line.id in quantities]


def _refuse_more(
    wanted: Sequence[tuple[TransferLine, Decimal]], open_: Mapping[UUID, Decimal]
) -> None:
    for row, (line, quantity) in enumerate(wanted, start=1):
        if quantity > open_[line.id]:
            raise MoreThanOrdered(
                item=line.item.code,
                quantity=quantity,
                open=open_[line.id],
                field="quantity",
                row=row,
            )


def _post_transit(
    order: TransferOrder, line_ids: Sequence[UUID], posting_date: date, *, by: Actor, at: datetime
) -> StockMovement:
    transit = get_transit_location(order.to_site_id)
    moved: list[MovementLine] = []
    for allocation in take_allocations(SOURCE, line_ids, by=by, at=at):
        leaving = leaving_line(allocation, allocation.balance.key)
        coming = replace(
            leaving.opposite(),
            site_id=order.to_site_id,
            location_id=transit,
            status=StockStatus.IN_TRANSIT,
        )
        moved += [leaving, coming]
    return _post(order, moved, posting_date, by=by, at=at)


def _arrivals(
    line: TransferLine,
    quantity: Decimal,
    heaps: Sequence[TransitHeap],
    location_id: UUID | None,
) -> list[MovementLine]:
    """Both sides of the arrival of one line, over the lots that are in transit for it."""
    sides: list[MovementLine] = []
    missing = quantity
    for heap in heaps:
        if heap.line_id != line.id or missing <= 0:
            continue
        part = min(missing, heap.quantity)
        missing -= part
        leaving = MovementLine.of(heap.key, -part, source_line_id=line.id)
        coming = replace(leaving.opposite(), location_id=location_id, status=StockStatus.AVAILABLE)
        sides += [leaving, coming]
    if missing > 0:
        raise OverReceipt(
            item=line.item.code, received=quantity, in_transit=quantity - missing, field="quantity"
        )
    return sides


def _post(
    order: TransferOrder,
    lines: Sequence[MovementLine],
    posting_date: date,
    *,
    by: Actor,
    at: datetime,
) -> StockMovement:
    return post_movement(
        kind=MovementKind.TRANSFER,
        posting_date=posting_date,
        lines=lines,
        source_type=SOURCE,
        source_id=order.id,
        source_number=order.number,
        to_site_id=order.to_site_id,
        by=by,
        at=at,
    )
