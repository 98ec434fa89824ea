"""Picking: stock is allocated to the delivery's lines, by lot or serial number."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sanye.erp.delivery.commands.rows import DEMAND_TYPE, Locked, lock_delivery
from sanye.erp.delivery.domain.states import STEPS, DeliveryStatus
from sanye.erp.delivery.errors import LineUnknown, PickNotPositive, PickTooMuch
from sanye.erp.delivery.models import Delivery
from sanye.erp.delivery.publishing import publish_picked
from sanye.erp.inventory.commands import (
    AllocationLine,
    allocate_lines,
    lock_allocated,
    release_allocations,
)
from sanye.kernel.actors import Actor
from sanye.kernel.states import check_step
from sanye.stem.commands import command
from sanye.stem.rows.bulk import update_rows

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """What was taken for a line, in the stock unit: of a lot or serial number, or of any."""

    delivery_line_id: UUID
    quantity: Decimal
    lot: str = ""
    serial_number: str = ""


@command
def pick_delivery(
    *, delivery_id: UUID, picks: Sequence[Pick] | None = None, by: Actor, at: datetime
) -> Delivery:
    """Allocate what will leave; without picks all of every line, first expiry first.

    Less than wanted may be picked: the rest stays open on the order. Picking again replaces the
    earlier picks. Raises DeliveryUnknown, StepNotAllowed, LineUnknown, PickTooMuch,
    PickNotPositive and, from stock, NotEnoughStock.
    """
    locked = lock_delivery(delivery_id, by=by, at=at)
    delivery = locked.delivery
    check_step(
        STEPS, DeliveryStatus(delivery.status), DeliveryStatus.PICKED, subject=delivery.number
    )
    wanted = _all(locked) if picks is None else picks
    _check(locked, wanted)
    goods = _goods(locked, wanted)
    _forget(locked, goods, by=by, at=at)
    if goods:
        allocate_lines(demand_type=DEMAND_TYPE, lines=goods, by=by, at=at)
    _note(locked, wanted)
    delivery.status = DeliveryStatus.PICKED
    delivery.save(update_fields=["status"])
    publish_picked(delivery, locked.lines)
    return delivery


def _all(locked: Locked) -> list[Pick]:
    return [Pick(delivery_line_id=line.id, quantity=line.quantity) for line in locked.lines]


def _check(locked: Locked, picks: Sequence[Pick]) -> None:
    lines = {line.id: line for line in locked.lines}
    sums: dict[UUID, Decimal] = defaultdict(Decimal)
    for row, pick in enumerate(picks, start=1):
        line = lines.get(pick.delivery_line_id)
        if line is None:
            raise LineUnknown(
                number=locked.delivery.number,
                id=str(pick.delivery_line_id),
                field="delivery_line_id",
                row=row,
            )
        if pick.quantity <= 0:
            raise PickNotPositive(quantity=pick.quantity, field="quantity", row=row)
        sums[line.id] += pick.quantity
        if sums[line.id] > line.quantity:
            raise PickTooMuch(
                line=line.line_number,
                picked=sums[line.id],
                unit=line.unit,
                quantity=line.quantity,
                field="quantity",
                row=row,
            )


def _goods(locked: Locked, picks: Sequence[Pick]) -> list[AllocationLine]:
    lines = {line.id: line for line in locked.lines}
    return [
        AllocationLine(
            demand_id=pick.delivery_line_id,
            item_id=lines[pick.delivery_line_id].item_id,
            site_id=locked.delivery.site_id,
            quantity=pick.quantity,
            lot=pick.lot,
            serial_number=pick.serial_number,
        )
        for pick in picks
        if not lines[pick.delivery_line_id].is_service
    ]


def _forget(locked: Locked, wanted: Sequence[AllocationLine], *, by: Actor, at: datetime) -> None:
    """Give back what an earlier picking took, once it is locked together with what is wanted."""
    if locked.delivery.status != DeliveryStatus.PICKED:
        return
    ids = [line.id for line in locked.goods]
    lock_allocated(demand_type=DEMAND_TYPE, demand_ids=ids, wanted=wanted, by=by, at=at)
    release_allocations(demand_type=DEMAND_TYPE, demand_ids=ids, by=by, at=at)


def _note(locked: Locked, picks: Sequence[Pick]) -> None:
    for line in locked.lines:
        line.picked_quantity = sum(
            (pick.quantity for pick in picks if pick.delivery_line_id == line.id), ZERO
        )
    update_rows(locked.lines, ["picked_quantity"])
