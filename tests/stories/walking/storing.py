"""What storekeepers do: counts, moves, blocks, scrap, transfers between sites."""

from decimal import Decimal
from typing import Any

from sanye.erp.inventory import commands as inventory
from sanye.erp.inventory.models import (
    Lot,
    StockBalance,
    StockCount,
    StockCountLine,
    StockMovement,
    TransferLine,
    TransferOrder,
)
from sanye.stem.masterdata.models import Location
from tests.stories.walking.walk import Walk, step
from tests.stories.walking.world import sites


def _line(heap: StockBalance, quantity: Decimal, **fields: Any) -> inventory.MovementLine:
    return inventory.MovementLine(
        item_id=heap.item_id,
        site_id=heap.site_id,
        location_id=heap.location_id,
        lot=heap.lot,
        serial_number=heap.serial_number,
        status=heap.status,
        owner_id=heap.owner_id,
        handling_unit=heap.handling_unit,
        quantity=quantity,
        **fields,
    )


def _heap(walk: Walk, *statuses: str) -> StockBalance:
    found = StockBalance.unscoped.filter(on_hand__gt=0).exclude(status="IN_TRANSIT")
    heap: StockBalance = walk.pick(found.filter(status__in=statuses) if statuses else found)
    return heap


@step(2)
def open_count(walk: Walk) -> None:
    heaps = [_heap(walk) for _ in range(walk.random.randint(1, 4))]
    site_id = heaps[0].site_id
    inventory.open_count(
        site_id=site_id,
        item_ids=sorted({heap.item_id for heap in heaps if heap.site_id == site_id}),
        **walk.who,
    )


@step(3)
def count_stock(walk: Walk) -> None:
    count = walk.pick(StockCount.unscoped.filter(status="OPEN"))
    found = []
    for line in StockCountLine.unscoped.filter(stock_count=count).order_by("id"):
        heap = StockBalance.unscoped.filter(
            item=line.item, location=line.location, lot=line.lot, serial_number=line.serial_number,
            status=line.status,
        ).first()  # fmt: skip
        if heap is None or walk.chance(0.2):
            continue
        off = Decimal(0 if heap.serial_number else walk.random.choice([0, 0, 0, 1, -1]))
        found.append(_line(heap, max(heap.on_hand + off, Decimal(0))))
    if found:
        inventory.record_count(stock_count_id=count.id, found=found, **walk.who)
    if walk.chance(0.1):
        inventory.cancel_count(stock_count_id=count.id, **walk.who)
    else:
        inventory.post_count(
            stock_count_id=count.id, posting_date=walk.lately(), reason_code="COUNT", **walk.who
        )


@step(3)
def move_stock(walk: Walk) -> None:
    heap = _heap(walk)
    place = walk.pick(Location.unscoped.filter(site_id=heap.site_id))
    inventory.move_stock(
        lines=[_line(heap, walk.share(heap.on_hand))],
        to_location_id=place.id,
        posting_date=walk.lately(),
        **walk.who,
    )


@step(3)
def change_stock_status(walk: Walk) -> None:
    heap = _heap(walk)
    inventory.change_stock_status(
        lines=[_line(heap, walk.share(heap.on_hand))],
        to_status=walk.random.choice(["AVAILABLE", "BLOCKED", "QUARANTINE"]),
        reason_code="LOOK",
        posting_date=walk.lately(),
        **walk.who,
    )


@step(3)
def free_stock(walk: Walk) -> None:
    heap = _heap(walk, "BLOCKED", "QUARANTINE")
    inventory.change_stock_status(
        lines=[_line(heap, heap.on_hand)],
        to_status="AVAILABLE",
        reason_code="LOOK",
        posting_date=walk.today,
        **walk.who,
    )


@step(1)
def scrap_stock(walk: Walk) -> None:
    heap = _heap(walk)
    inventory.scrap_stock(
        lines=[_line(heap, min(walk.share(heap.on_hand), Decimal(5)))],
        reason_code="BROKEN",
        posting_date=walk.lately(),
        **walk.who,
    )


@step(2)
def change_lot_status(walk: Walk) -> None:
    lot = walk.pick(Lot.unscoped)
    inventory.change_lot_status(
        item_id=lot.item_id,
        number=lot.number,
        status="AVAILABLE" if walk.chance(0.6) else "BLOCKED",
        reason_code="LOOK",
        posting_date=walk.lately(),
        **walk.who,
    )


@step(1)
def reverse_movement(walk: Walk) -> None:
    movement = walk.pick_late(StockMovement.unscoped.filter(reverses=None))
    inventory.reverse_movement(
        movement_id=movement.id, posting_date=walk.lately(), reason_code="MISTAKE", **walk.who
    )


@step(2)
def create_transfer(walk: Walk) -> None:
    plant, shop = sites(walk.aurora)
    there, here = (plant, shop) if walk.chance(0.8) else (shop, plant)
    inventory.create_transfer_order(
        from_site_id=there.id,
        to_site_id=here.id,
        ship_date=walk.today,
        due_date=walk.soon(4),
        lines=[
            inventory.TransferRequest(item_id=walk.aurora.item(code), quantity=walk.quantity(8))
            for code in walk.some(["EK-100", "TEA", "CORD"])
        ],
        **walk.who,
    )


@step(5)
def ship_transfer(walk: Walk) -> None:
    order = walk.pick(TransferOrder.unscoped.filter(status__in=["CREATED", "SHIPPED"]))
    inventory.ship_transfer_order(
        transfer_order_id=order.id,
        posting_date=walk.lately(),
        quantities=_parts(walk, order),
        **walk.who,
    )


def _parts(walk: Walk, order: TransferOrder) -> dict[Any, Decimal] | None:
    if walk.chance(0.6):
        return None
    return {line.id: walk.share(line.quantity) for line in _lines(order)}


def _lines(order: TransferOrder) -> list[TransferLine]:
    return list(TransferLine.unscoped.filter(transfer_order=order).order_by("id"))


@step(5)
def receive_transfer(walk: Walk) -> None:
    order = walk.pick(TransferOrder.unscoped.filter(status="SHIPPED"))
    inventory.receive_transfer_order(
        transfer_order_id=order.id,
        posting_date=walk.lately(),
        quantities=_parts(walk, order),
        **walk.who,
    )


@step(2)
def end_transfer(walk: Walk) -> None:
    order = walk.pick(TransferOrder.unscoped.filter(status__in=["CREATED", "SHIPPED"]))
    if walk.chance(0.4):
        inventory.cancel_transfer_order(transfer_order_id=order.id, reason="no", **walk.who)
    elif walk.chance(0.5):
        inventory.close_transfer_order(
            transfer_order_id=order.id, posting_date=walk.lately(), reason_code="LOST", **walk.who
        )
    else:
        inventory.change_transfer_order(
            transfer_order_id=order.id,
            due_date=walk.soon(6),
            quantities={line.id: walk.quantity(9) for line in _lines(order)},
            reason="plans",
            **walk.who,
        )


@step(1)
def block_expired(walk: Walk) -> None:
    inventory.block_expired_lots(on_date=walk.today, **walk.who)
