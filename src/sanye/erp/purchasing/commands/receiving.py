"""Receipts, with tolerance, lots and inspection; and returns to the supplier."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.contracts.erp.inventory import MovementKind
from sanye.erp.inventory.commands import MovementLine, post_movement
from sanye.erp.purchasing.commands.changing import close_rows, take_off_proposals
from sanye.erp.purchasing.commands.held import (
    Held,
    hold_order,
    keep,
    require_with_supplier,
    today_at,
)
from sanye.erp.purchasing.commands.placing import check_quantity
from sanye.erp.purchasing.domain.quantities import ZERO, is_short_enough, most_receivable, spread
from sanye.erp.purchasing.domain.states import ReceiptKind
from sanye.erp.purchasing.errors import (
    DateInFuture,
    LinesMissing,
    LotMissing,
    NothingOpen,
    OtherReceipt,
    OverReceipt,
    ReasonMissing,
    ReceiptLineUnknown,
    ReturnTooMuch,
    SerialNumbersWrong,
    WrongUnit,
)
from sanye.erp.purchasing.models import (
    GoodsReceipt,
    GoodsReceiptLine,
    PurchaseOrder,
    PurchaseOrderLine,
    PurchaseScheduleLine,
)
from sanye.erp.purchasing.publishing import (
    price_per_stock_unit,
    publish_changed,
    publish_received,
    to_stock,
)
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal
from sanye.kernel.ids import new_id
from sanye.stem.commands import command
from sanye.stem.identity.fixed import fixed_of
from sanye.stem.masterdata import queries as masters
from sanye.stem.numbering.commands import draw_number

AVAILABLE = "AVAILABLE"
QUARANTINE = "QUARANTINE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What came on one order line. A schedule line, if named, is filled first.

    `unit` is the order line's, and is there to be checked against the delivery note.
    """

    purchase_order_line_id: UUID
    quantity: Decimal
    schedule_line_id: UUID | None = None
    unit: str = ""
    lot: str = ""
    serial_numbers: tuple[str, ...] = ()
    location_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoingBack:
    """What of one receipt line goes back, in the order line's unit, from the status it now has."""

    receipt_line_id: UUID
    quantity: Decimal
    serial_numbers: tuple[str, ...] = ()
    stock_status: str = ""
    location_id: UUID | None = None


@command
def receive_goods(
    *,
    purchase_order_id: UUID,
    lines: Sequence[Arrival],
    posting_date: date | None = None,
    delivery_note: str = "",
    is_final: bool = False,
    by: Actor,
    at: datetime,
) -> GoodsReceipt:
    """Take goods into stock against an order.

    More than the line's tolerance is refused; so little missing that it is within tolerance closes
    the line, and `is_final` closes the lines received here whatever is missing. An item that is
    inspected comes into quarantine. Its value is the order's price at the rate of the posting date.
    """
    held = hold_order(purchase_order_id, by)
    order = held.order
    require_with_supplier(order, "received")
    if not lines:
        raise LinesMissing(field="lines")
    receipt = _new_receipt(order, ReceiptKind.RECEIPT, posting_date, by=by, at=at)
    receipt.delivery_note = delivery_note
    inspected = _inspected(held, by)
    received: list[GoodsReceiptLine] = []
    for row, arrival in enumerate(lines, start=1):
        try:
            received += _arrive(held, receipt, arrival, inspected)
        except Refusal as refusal:
            refusal.row = row
            raise
    for line in {row.line_id: row.line for row in received}.values():
        _close_if_complete(held, line, is_final=is_final)
    take_off_proposals(held.schedule, received)
    _store(receipt, received, order, MovementKind.PURCHASE_RECEIPT, by=by, at=at)
    keep(held, by=by, at=at)
    triples = [(row, row.line, row.schedule_line) for row in received]
    publish_received(receipt, order, triples)
    publish_changed(order, held.lines, held.schedule, reason="goods received", cause="RECEIPT")
    return receipt


@command
def return_goods(
    *,
    purchase_order_id: UUID,
    lines: Sequence[GoingBack],
    reason_code: str,
    replacement: bool = False,
    posting_date: date | None = None,
    by: Actor,
    at: datetime,
) -> GoodsReceipt:
    """Send goods back to the supplier; with `replacement` he owes them again."""
    held = hold_order(purchase_order_id, by)
    if not reason_code.strip():
        raise ReasonMissing(field="reason_code")
    if not lines:
        raise LinesMissing(field="lines")
    receipt = _new_receipt(held.order, ReceiptKind.RETURN, posting_date, by=by, at=at)
    receipt.reason_code = reason_code
    returned: list[GoodsReceiptLine] = []
    for row, going in enumerate(lines, start=1):
        try:
            returned.append(_go_back(held, receipt, going, replacement=replacement))
        except Refusal as refusal:
            refusal.row = row
            raise
    _store(receipt, returned, held.order, MovementKind.SUPPLIER_RETURN, by=by, at=at)
    keep(held, by=by, at=at)
    publish_changed(held.order, held.lines, held.schedule, reason="goods returned", cause="RETURN")
    return receipt


def _new_receipt(
    order: PurchaseOrder,
    kind: ReceiptKind,
    posting_date: date | None,
    *,
    by: Actor,
    at: datetime,
) -> GoodsReceipt:
    today = today_at(order.site, at)
    posting_date = posting_date or today
    if posting_date > today:
        raise DateInFuture(date=posting_date, field="posting_date")
    rate = masters.get_exchange_rate(
        from_currency=order.currency,
        to_currency=fixed_of(by).functional_currency,
        on=posting_date,
        by=by,
    )
    return GoodsReceipt(
        id=new_id(),
        company_id=by.company_id,
        kind=kind,
        purchase_order=order,
        supplier_id=order.supplier_id,
        site_id=order.site_id,
        posting_date=posting_date,
        exchange_rate=rate.rate,
        rate_date=rate.rate_date,
        received_at=at,
    )


def _inspected(held: Held, by: Actor) -> set[UUID]:
    """Items that the site inspects before use."""
    rows = masters.list_item_sites(
        item_ids=[line.item_id for line in held.lines], site_id=held.order.site_id, by=by
    )
    return {row.item_id for row in rows if row.inspection_days > 0}


def _arrive(
    held: Held, receipt: GoodsReceipt, arrival: Arrival, inspected: set[UUID]
) -> list[GoodsReceiptLine]:
    """One receipt line for each schedule line that the arrival fills."""
    line = held.line(arrival.purchase_order_line_id)
    _check_arrival(held, line, arrival)
    rows = _to_fill(held, line, arrival.schedule_line_id)
    parts = spread(arrival.quantity, [row.open_quantity for row in rows])
    serials = list(arrival.serial_numbers)
    received = []
    for row, quantity in zip(rows, parts, strict=True):
        if quantity <= 0:
            continue
        stock_quantity = to_stock(line, quantity)
        count = int(stock_quantity) if serials else 0
        taken, serials = serials[:count], serials[count:]
        row.received_quantity += quantity
        row.last_received_date = receipt.posting_date
        row.settle()
        received.append(
            GoodsReceiptLine(
                id=new_id(),
                company_id=receipt.company_id,
                receipt=receipt,
                line=line,
                schedule_line=row,
                quantity=quantity,
                stock_quantity=stock_quantity,
                unit_cost=price_per_stock_unit(line, receipt.exchange_rate),
                lot=arrival.lot,
                serial_numbers=taken,
                location_id=arrival.location_id,
                stock_status=QUARANTINE if line.item_id in inspected else AVAILABLE,
            )
        )
    return received


def _check_arrival(held: Held, line: PurchaseOrderLine, arrival: Arrival) -> None:
    check_quantity(arrival.quantity, unit=line.unit, decimals=line.unit_decimals)
    if arrival.unit not in {"", line.unit}:
        raise WrongUnit(expected=line.unit, unit=arrival.unit, field="unit")
    if line.item.tracking == "LOT" and not arrival.lot.strip():
        raise LotMissing(item=line.item.code, field="lot")
    if line.item.tracking == "SERIAL":
        _check_serials(line, arrival.quantity, arrival.serial_numbers)
    rows = held.schedule_of(line)
    kept = sum((row.received_quantity - row.returned_quantity for row in rows), ZERO)
    ordered = sum((row.quantity - row.cancelled_quantity for row in rows), ZERO)
    most = most_receivable(ordered=ordered, kept=kept, over_ratio=line.over_receipt_ratio)
    if arrival.quantity > most:
        raise OverReceipt(
            quantity=arrival.quantity,
            unit=line.unit,
            most=most,
            line=line.line_number,
            field="quantity",
        )


def _check_serials(
    line: PurchaseOrderLine, quantity: Decimal, serial_numbers: Sequence[str]
) -> None:
    needed = to_stock(line, quantity)
    if len(set(serial_numbers)) != len(serial_numbers) or len(serial_numbers) != needed:
        raise SerialNumbersWrong(item=line.item.code, quantity=needed, field="serial_numbers")


def _to_fill(
    held: Held, line: PurchaseOrderLine, schedule_line_id: UUID | None
) -> list[PurchaseScheduleLine]:
    """Schedule lines in the order in which an arrival fills them; the last takes what is over."""
    rows = held.schedule_of(line)
    if schedule_line_id is not None:
        first = held.schedule_line(schedule_line_id)
        rows = sorted(rows, key=lambda row: row.id != first.id)
    open_rows = [row for row in rows if row.open_quantity > 0]
    if open_rows:
        return open_rows
    live = [row for row in rows if row.quantity > row.cancelled_quantity]
    if not live:
        raise NothingOpen(line=line.line_number, order=held.order.number)
    return live[-1:]


def _close_if_complete(held: Held, line: PurchaseOrderLine, *, is_final: bool) -> None:
    rows = held.schedule_of(line)
    missing = sum((row.open_quantity for row in rows), ZERO)
    ordered = sum((row.quantity - row.cancelled_quantity for row in rows), ZERO)
    under = line.under_receipt_ratio
    if is_final or is_short_enough(ordered=ordered, missing=missing, under_ratio=under):
        close_rows(rows)


def _go_back(
    held: Held, receipt: GoodsReceipt, going: GoingBack, *, replacement: bool
) -> GoodsReceiptLine:
    came = (
        GoodsReceiptLine.objects.filter(
            id=going.receipt_line_id,
            receipt__kind=ReceiptKind.RECEIPT,
            receipt__purchase_order=held.order,
        )
        .select_for_update(of=("self",))
        .first()
    )
    if came is None:
        raise ReceiptLineUnknown(line=going.receipt_line_id)
    line, row = held.line(came.line_id), held.schedule_line(came.schedule_line_id)
    check_quantity(going.quantity, unit=line.unit, decimals=line.unit_decimals)
    most = came.quantity - came.returned_quantity
    if going.quantity > most:
        raise ReturnTooMuch(quantity=going.quantity, most=most, unit=line.unit, field="quantity")
    if line.item.tracking == "SERIAL":
        _check_serials(line, going.quantity, going.serial_numbers)
        others = set(going.serial_numbers) - set(came.serial_numbers)
        if others and came.serial_numbers:
            number, receipt_number = min(others), came.receipt.number
            raise OtherReceipt(serial_number=number, receipt=receipt_number, field="serial_numbers")
    came.returned_quantity += going.quantity
    came.save(update_fields=["returned_quantity"])
    row.returned_quantity += going.quantity
    open_before = row.open_quantity
    row.settle()
    if not replacement:
        row.cancelled_quantity += row.open_quantity - open_before
        row.settle()
    return GoodsReceiptLine(
        id=new_id(),
        company_id=receipt.company_id,
        receipt=receipt,
        line=line,
        schedule_line=row,
        returns=came,
        quantity=going.quantity,
        stock_quantity=to_stock(line, going.quantity),
        unit_cost=came.unit_cost,
        lot=came.lot,
        serial_numbers=list(going.serial_numbers),
        location_id=going.location_id or came.location_id,
        stock_status=going.stock_status or came.stock_status,
    )


def _store(
    receipt: GoodsReceipt,
    rows: Sequence[GoodsReceiptLine],
    order: PurchaseOrder,
    kind: MovementKind,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """The document with its stock movement; a service moves no stock."""
    sign = 1 if kind == MovementKind.PURCHASE_RECEIPT else -1
    stocked = [row for row in rows if row.line.item.kind != "SERVICE"]
    movement_lines = [part for row in stocked for part in _movement_lines(row, sign)]
    if movement_lines:
        movement = post_movement(
            kind=kind,
            posting_date=receipt.posting_date,
            lines=movement_lines,
            source_type="purchase_order",
            source_id=order.id,
            source_number=order.number,
            reason_code=receipt.reason_code,
            by=by,
            at=at,
        )
        receipt.movement_id = movement.id
    prefix = "GR" if kind == MovementKind.PURCHASE_RECEIPT else "RS"
    receipt.number = draw_number(prefix, at=at)
    receipt.save(force_insert=True)
    for number, row in enumerate(rows, start=1):
        row.line_number = number
    GoodsReceiptLine.objects.bulk_create(rows)


def _movement_lines(row: GoodsReceiptLine, sign: int) -> list[MovementLine]:
    """One movement line, or one for each serial number."""

    def line(quantity: Decimal, serial_number: str = "") -> MovementLine:
        return MovementLine(
            item_id=row.line.item_id,
            site_id=row.receipt.site_id,
            quantity=sign * quantity,
            location_id=row.location_id,
            lot=row.lot,
            serial_number=serial_number,
            status=row.stock_status,
            unit_cost=row.unit_cost,
            source_line_id=row.line_id,
        )

    if row.serial_numbers:
        return [line(Decimal(1), number) for number in row.serial_numbers]
    return [line(row.stock_quantity)]
