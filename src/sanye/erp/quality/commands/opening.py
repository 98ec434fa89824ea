"""Inspections come into being: by receipts, by returns, by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, OuterRef, Sum

from sanye.erp.inventory.commands import MovementLine, change_stock_status
from sanye.erp.inventory.queries import get_movement, list_balances
from sanye.erp.production.queries import get_production_order
from sanye.erp.purchasing.queries import list_receipt_lines, list_returnable_lines
from sanye.erp.quality.domain.states import STEPS, InspectionStatus, SourceType, Stock
from sanye.erp.quality.errors import (
    AlreadyInspected,
    InspectionUnknown,
    PartlyDecided,
    QuantityNotPositive,
    ReasonMissing,
    SourceUnknown,
)
from sanye.erp.quality.models import Inspection
from sanye.erp.quality.publishing import publish_opened
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.states import check_step
from sanye.stem.commands import command
from sanye.stem.masterdata.queries import get_business_date, get_items
from sanye.stem.numbering.commands import draw_numbers
from sanye.stem.rows.bulk import insert_rows

ONE = Decimal(1)
ASKED = "INSPECTION"
"""Why stock changes its status when somebody asks for an inspection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Goods that stand in quarantine and wait for a decision; quantity in the stock unit."""

    item_id: UUID
    site_id: UUID
    location_id: UUID
    quantity: Decimal
    source_type: SourceType
    source_id: UUID | None = None
    source_line_id: UUID | None = None
    source_number: str = ""
    receipt_line_id: UUID | None = None
    purchase_order_id: UUID | None = None
    supplier_id: UUID | None = None
    customer_id: UUID | None = None
    lot: str = ""
    serial_number: str = ""
    from_status: str = ""
    note: str = ""


@command
def open_inspections(*, waiting: Sequence[Waiting], by: Actor, at: datetime) -> list[Inspection]:
    """One inspection for each kind of goods that already stand in quarantine; for neighbours."""
    if not waiting:
        return []
    items = get_items(item_ids={one.item_id for one in waiting}, by=by)
    numbers = draw_numbers("QI", len(waiting), at=at)
    rows = [
        Inspection(
            id=new_id(),
            company_id=by.company_id,
            number=number,
            source_type=one.source_type,
            source_id=one.source_id,
            source_line_id=one.source_line_id,
            source_number=one.source_number,
            receipt_line_id=one.receipt_line_id,
            purchase_order_id=one.purchase_order_id,
            supplier_id=one.supplier_id,
            customer_id=one.customer_id,
            item_id=one.item_id,
            site_id=one.site_id,
            location_id=one.location_id,
            lot=one.lot,
            serial_number=one.serial_number,
            from_status=one.from_status,
            quantity=one.quantity,
            unit=items[one.item_id].unit,
            note=one.note[:400],
            opened_at=at,
        )
        for number, one in zip(numbers, waiting, strict=True)
    ]
    insert_rows(rows)
    publish_opened(rows)
    return rows


@command
def inspect_receipt(*, receipt_id: UUID, by: Actor, at: datetime) -> list[Inspection]:
    """Open an inspection for every line of a goods receipt that came into quarantine, and one for
    each serial number."""
    rows = list_receipt_lines(receipt_id=receipt_id, by=by).select_related("receipt")
    lines = [row for row in rows if row.stock_status == Stock.QUARANTINE]
    receipt = lines[0].receipt if lines else None
    if receipt is None or receipt.movement_id is None:
        return []
    movement = get_movement(movement_id=receipt.movement_id, by=by)
    places = {(part.item_id, part.lot): part.location_id for part in movement.lines.all()}
    waiting = [
        Waiting(
            item_id=line.line.item_id,
            site_id=receipt.site_id,
            location_id=line.location_id or places[line.line.item_id, line.lot],
            quantity=ONE if serial_number else line.stock_quantity,
            source_type=SourceType.GOODS_RECEIPT,
            source_id=receipt.id,
            source_line_id=line.id,
            source_number=receipt.number,
            receipt_line_id=line.id,
            purchase_order_id=receipt.purchase_order_id,
            supplier_id=receipt.supplier_id,
            lot=line.lot,
            serial_number=serial_number,
        )
        for line in lines
        for serial_number in line.serial_numbers or [""]
    ]
    return open_inspections(waiting=waiting, by=by, at=at)


@command
def open_inspection(
    *,
    item_id: UUID,
    site_id: UUID,
    quantity: Decimal,
    lot: str = "",
    serial_number: str = "",
    location_id: UUID | None = None,
    stock_status: str = Stock.AVAILABLE,
    production_order_id: UUID | None = None,
    note: str = "",
    by: Actor,
    at: datetime,
) -> Inspection:
    """Take goods on hand out of use until somebody has looked at them.

    They pass from `stock_status` into quarantine; what already stands there stays. Raises
    QuantityNotPositive, SourceUnknown, NotEnoughStock and what stock refuses of a line.
    """
    if quantity <= 0:
        raise QuantityNotPositive(quantity=quantity, field="quantity")
    number = _production_number(production_order_id, item_id, by=by)
    line = MovementLine(
        item_id=item_id,
        site_id=site_id,
        quantity=quantity,
        location_id=location_id,
        lot=lot,
        serial_number=serial_number,
        status=stock_status,
    )
    came = _receipt_of(line, by=by)
    waiting = Waiting(
        item_id=item_id,
        site_id=site_id,
        location_id=_to_quarantine(line, by=by, at=at),
        quantity=quantity,
        source_type=SourceType.PRODUCTION_ORDER if production_order_id else SourceType.STOCK,
        source_id=production_order_id,
        source_number=number,
        receipt_line_id=came.receipt_line_id,
        purchase_order_id=came.purchase_order_id,
        supplier_id=came.supplier_id,
        lot=lot,
        serial_number=serial_number,
        from_status=stock_status,
        note=note,
    )
    return open_inspections(waiting=[waiting], by=by, at=at)[0]


def _production_number(order_id: UUID | None, item_id: UUID, *, by: Actor) -> str:
    if order_id is None:
        return ""
    order = get_production_order(production_order_id=order_id, by=by)
    if order.item_id != item_id:
        raise SourceUnknown(id=order.number, item=item_id, field="production_order_id")
    return str(order.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Came:
    """The receipt line that brought goods, as far as it is known."""

    receipt_line_id: UUID | None = None
    purchase_order_id: UUID | None = None
    supplier_id: UUID | None = None


def _receipt_of(line: MovementLine, *, by: Actor) -> _Came:
    """The latest receipt that brought goods of this lot or serial number."""
    if not line.lot and not line.serial_number:
        return _Came()
    found = list_returnable_lines(
        item_id=line.item_id,
        site_id=line.site_id,
        lot=line.lot,
        serial_number=line.serial_number,
        by=by,
    ).first()
    if found is None:
        return _Came()
    receipt = found.receipt
    return _Came(
        receipt_line_id=found.id,
        purchase_order_id=receipt.purchase_order_id,
        supplier_id=receipt.supplier_id,
    )


def _to_quarantine(line: MovementLine, *, by: Actor, at: datetime) -> UUID:
    """Where the goods stand, in quarantine now."""
    if line.status == Stock.QUARANTINE:
        return _standing(line, by=by)
    movement = change_stock_status(
        lines=[line],
        to_status=Stock.QUARANTINE,
        reason_code=ASKED,
        posting_date=get_business_date(at=at, by=by),
        by=by,
        at=at,
    )
    found = get_movement(movement_id=movement.id, by=by)
    place: UUID = found.lines.all()[0].location_id
    return place


def _standing(line: MovementLine, *, by: Actor) -> UUID:
    """The place in quarantine of which enough is on no inspection yet, locked until there is one.
    Raises AlreadyInspected."""
    heaps = list_balances(
        item_id=line.item_id, site_id=line.site_id, lot=line.lot, status=line.status, by=by
    ).filter(serial_number=line.serial_number)
    if line.location_id is not None:
        heaps = heaps.filter(location_id=line.location_id)
    ordered = heaps.order_by("location_id", "owner_id", "handling_unit")
    locked = list(ordered.select_for_update(of=("self",)))
    coming = _to_come(line, by=by)
    for heap in locked:
        waiting = Inspection.objects.filter(
            status=InspectionStatus.OPEN,
            item_id=line.item_id,
            location_id=heap.location_id,
            lot=line.lot,
            serial_number=line.serial_number,
        ).aggregate(quantity=Sum("open_quantity"))["quantity"]
        if heap.on_hand - (waiting or 0) - coming >= line.quantity:
            place: UUID = heap.location_id
            return place
    raise AlreadyInspected(quantity=line.quantity, field="quantity")


def _to_come(line: MovementLine, *, by: Actor) -> Decimal:
    """How much of it was received into quarantine and gets its inspection any moment; asked before
    those that are open are counted, for meanwhile it may become one of them."""
    rows = list_returnable_lines(
        item_id=line.item_id,
        site_id=line.site_id,
        lot=line.lot,
        serial_number=line.serial_number,
        by=by,
    )
    inspected = Inspection.unscoped.filter(company_id=by.company_id, source_line_id=OuterRef("id"))
    received = rows.filter(
        ~Exists(inspected), stock_status=Stock.QUARANTINE, receipt__movement_id__isnull=False
    )
    if line.serial_number:
        return ONE if received.exists() else Decimal(0)
    return received.aggregate(quantity=Sum("stock_quantity"))["quantity"] or Decimal(0)


@command
def cancel_inspection(*, inspection_id: UUID, reason: str, by: Actor, at: datetime) -> Inspection:
    """Nothing is decided: goods opened by hand go back to the status they came from, received
    goods stay where they are. Raises ReasonMissing, PartlyDecided, StepNotAllowed."""
    if not reason.strip():
        raise ReasonMissing(field="reason")
    row = lock_inspection(inspection_id)
    check_step(STEPS, InspectionStatus(row.status), InspectionStatus.CANCELLED, subject=row.number)
    if row.open_quantity != row.quantity:
        raise PartlyDecided(number=row.number)
    if row.from_status not in {"", Stock.QUARANTINE}:
        change_stock_status(
            lines=[heap_of(row, row.quantity)],
            to_status=row.from_status,
            reason_code=ASKED,
            posting_date=get_business_date(at=at, by=by),
            by=by,
            at=at,
        )
    row.status, row.cancel_reason = InspectionStatus.CANCELLED, reason[:200]
    row.save(update_fields=["status", "cancel_reason"])
    return row


def heap_of(row: Inspection, quantity: Decimal, location_id: UUID | None = None) -> MovementLine:
    """A quantity of the goods as they stand in quarantine."""
    return MovementLine(
        item_id=row.item_id,
        site_id=row.site_id,
        quantity=quantity,
        location_id=location_id or row.location_id,
        lot=row.lot,
        serial_number=row.serial_number,
        status=Stock.QUARANTINE,
        source_line_id=row.source_line_id,
    )


def lock_inspection(inspection_id: UUID) -> Inspection:
    """The inspection, locked. Raises InspectionUnknown."""
    rows = Inspection.objects.select_for_update(of=("self",))
    found: Inspection | None = rows.filter(id=inspection_id).first()
    if found is None:
        raise InspectionUnknown(id=str(inspection_id))
    return found
