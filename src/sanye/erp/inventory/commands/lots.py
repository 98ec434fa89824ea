"""What is known of a lot, and its status as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F

from sanye.erp.inventory.commands.changes import change_stock_status
from sanye.erp.inventory.domain.keys import StockStatus
from sanye.erp.inventory.domain.movements import MovementLine
from sanye.erp.inventory.errors import LotUnknown, StatusUnknown
from sanye.erp.inventory.models import Lot, StockBalance
from sanye.erp.inventory.models.ledger import KEY
from sanye.erp.inventory.queries.masters import get_item_facts
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal
from sanye.stem.commands import command
from sanye.stem.commands.transactions import may_fail


@command
def register_lot(
    *,
    item_id: UUID,
    number: str,
    expires_date: date | None = None,
    made_date: date | None = None,
    supplier_id: UUID | None = None,
    supplier_lot: str = "",
    by: Actor,
    at: datetime,
) -> Lot:
    """Write down what is known of a lot, before or after it arrives."""
    get_item_facts([item_id])
    lot: Lot
    lot, _ = Lot.objects.update_or_create(
        company_id=by.company_id,
        item_id=item_id,
        number=number,
        defaults={
            "expires_date": expires_date,
            "made_date": made_date,
            "supplier_id": supplier_id,
            "supplier_lot": supplier_lot,
        },
    )
    return lot


@dataclass(frozen=True, slots=True)
class Blocked:
    """How many lots were blocked, and why others could not be."""

    count: int
    refusals: tuple[Refusal, ...] = ()


@command
def block_expired_lots(*, on_date: date, by: Actor, at: datetime) -> Blocked:
    """Block what is left of lots that expired before the day.

    What is allocated stays with its demand, for a person to decide. A heap that is refused stays
    alone.
    """
    expired = Lot.objects.filter(expires_date__lt=on_date)
    free = StockBalance.objects.filter(
        status=StockStatus.AVAILABLE, lot__in=expired.values("number"), on_hand__gt=F("allocated")
    )
    keys = set(expired.values_list("item_id", "number"))
    heaps = [heap for heap in free.order_by(*KEY) if (heap.item_id, heap.lot) in keys]
    refusals: list[Refusal] = []
    blocked = _block(heaps, refusals, on_date, by=by, at=at) if heaps else set()
    return Blocked(len(blocked), tuple(refusals))


def _block(
    heaps: Sequence[StockBalance],
    refusals: list[Refusal],
    on_date: date,
    *,
    by: Actor,
    at: datetime,
) -> set[tuple[UUID, str]]:
    """The lots of the heaps, blocked by one movement; where one is refused, by halves."""
    try:
        with may_fail():
            change_stock_status(
                lines=[MovementLine.of(heap.key, heap.on_hand - heap.allocated) for heap in heaps],
                to_status=StockStatus.BLOCKED,
                reason_code="EXPIRED",
                posting_date=on_date,
                by=by,
                at=at,
            )
    except Refusal as refusal:
        if len(heaps) == 1:
            refusals.append(refusal)
            return set()
        middle = len(heaps) // 2
        halves = (heaps[:middle], heaps[middle:])
        first, second = (_block(half, refusals, on_date, by=by, at=at) for half in halves)
        return first | second
    return {(heap.item_id, heap.lot) for heap in heaps}


@command
def change_lot_status(
    *,
    item_id: UUID,
    number: str,
    status: str,
    reason_code: str,
    posting_date: date,
    by: Actor,
    at: datetime,
) -> Lot:
    """Give a lot a status, and all of it that is on hand.

    What is allocated is refused (NotEnoughStock): take it back first. Raises LotUnknown,
    StatusUnknown.
    """
    if status not in {StockStatus.AVAILABLE, StockStatus.QUARANTINE, StockStatus.BLOCKED}:
        raise StatusUnknown(status=status, field="status")
    lot: Lot | None = Lot.objects.select_for_update().filter(item_id=item_id, number=number).first()
    if lot is None:
        raise LotUnknown(lot=number, item=item_id)
    lot.status = status
    lot.save(update_fields=["status"])
    heaps = StockBalance.objects.filter(item_id=item_id, lot=number, on_hand__gt=0)
    lines = [
        MovementLine.of(heap.key, heap.on_hand)
        for heap in heaps.exclude(status__in=[status, StockStatus.IN_TRANSIT])
    ]
    if lines:
        change_stock_status(
            lines=lines,
            to_status=status,
            reason_code=reason_code,
            posting_date=posting_date,
            by=by,
            at=at,
        )
    return lot
