"""Finished orders of the past into the tables of purchasing, with receipts and returns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sanye.contracts.erp.history import ImportedPurchaseLine, PurchaseOrderImported
from sanye.contracts.erp.inventory import MovementKind
from sanye.erp.inventory.commands.past import PastLine, PastMovement, Turn, pieces
from sanye.erp.past.queries import instant
from sanye.erp.purchasing.commands.taking_over import ZERO, TakenLine, TakenOrder
from sanye.erp.purchasing.domain.states import Answer, OrderOrigin, OrderStatus, ReceiptKind
from sanye.erp.purchasing.models import (
    GoodsReceipt,
    GoodsReceiptLine,
    PurchaseOrder,
    PurchaseOrderLine,
    PurchaseScheduleLine,
)
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.commands import command
from sanye.stem.events.log import publish
from sanye.stem.numbering.commands import draw_numbers_for
from sanye.stem.rows.copying import copy_rows

_ORDER = (
    "id", "number", "supplier_id", "site_id", "status", "currency", "exchange_rate", "rate_date",
    "order_date", "net_amount", "tax_amount", "gross_amount", "sent_at", "answered_at", "buyer_id",
)  # fmt: skip
_LINE = (
    "id", "purchase_order_id", "line_number", "item_id", "text", "unit", "stock_unit",
    "unit_decimals", "unit_price", "net_unit_price", "tax_code", "tax_ratio", "quantity",
    "received_quantity", "returned_quantity", "cancelled_quantity", "invoiced_quantity",
    "net_amount", "tax_amount",
)  # fmt: skip
_SCHEDULE = (
    "id", "line_id", "quantity", "received_quantity", "returned_quantity", "cancelled_quantity",
    "requested_date", "first_confirmed_date", "confirmed_date", "expected_date",
    "last_received_date", "answer", "answered_at",
)  # fmt: skip
_RECEIPT = (
    "id", "number", "kind", "purchase_order_id", "supplier_id", "site_id", "posting_date",
    "exchange_rate", "rate_date", "reason_code", "movement_id", "received_at",
)  # fmt: skip
_RECEIPT_LINE = (
    "id", "receipt_id", "line_number", "line_id", "schedule_line_id", "returns_id", "quantity",
    "stock_quantity", "unit_cost", "lot", "serial_numbers", "returned_quantity",
    "invoiced_quantity",
)  # fmt: skip
_KINDS = {
    ReceiptKind.RECEIPT: (MovementKind.PURCHASE_RECEIPT, Turn.RECEIPT, "GR"),
    ReceiptKind.RETURN: (MovementKind.SUPPLIER_RETURN, Turn.SUPPLIER_RETURN, "RS"),
}
REJECTED = "REJECTED"


@dataclass(slots=True)
class _Receipt:
    id: UUID
    order: TakenOrder
    kind: ReceiptKind
    day: date
    lines: list[tuple[UUID, TakenLine]] = field(default_factory=list)
    movement: PastMovement | None = None


@command
def import_closed_orders(
    *, orders: Sequence[TakenOrder], by: Actor, at: datetime
) -> list[PastMovement]:
    """Write orders that were checked, with what came and went back; the moved stock is returned.

    The receipt lines are put on the order's lines, for its invoice.
    """
    unnumbered = [order for order in orders if not order.number]
    numbers = draw_numbers_for("PO", [order.given.order_date for order in unnumbered])
    for order, number in zip(unnumbered, numbers, strict=True):
        order.number = number
    company = {"company_id": by.company_id}
    lines = [(order, line) for order in orders for line in order.lines]
    copy_rows(PurchaseOrder, _ORDER, map(_order_row, orders), origin=OrderOrigin.IMPORT, **company)
    copy_rows(
        PurchaseOrderLine,
        _LINE,
        (_line_row(order, line) for order, line in lines),
        price_source=OrderOrigin.IMPORT,
        **company,
    )
    copy_rows(
        PurchaseScheduleLine,
        _SCHEDULE,
        (_schedule_row(order, line) for order, line in lines),
        number=1,
        open_quantity=ZERO,
        **company,
    )
    receipts = [receipt for order in orders for receipt in _receipts(order)]
    movements = [m for receipt in receipts if (m := _movement(receipt)) is not None]
    _write_receipts(receipts, by=by)
    return movements


@command
def publish_imported_orders(*, orders: Sequence[TakenOrder], by: Actor, at: datetime) -> None:
    """Tell of orders that were taken over."""
    publish(*(_fact(order) for order in orders))


def _order_row(order: TakenOrder) -> tuple[Any, ...]:
    given = order.given
    has_received = any(line.received for line in order.lines)
    return (
        order.id,
        order.number,
        given.supplier_id,
        given.site_id,
        OrderStatus.CLOSED if has_received else OrderStatus.CANCELLED,
        order.currency,
        order.exchange_rate,
        given.order_date,
        given.order_date,
        order.net_amount,
        order.tax_amount,
        order.net_amount + order.tax_amount,
        instant(given.order_date),
        None if given.answered_date is None else instant(given.answered_date),
        given.buyer_id,
    )


def _line_row(order: TakenOrder, line: TakenLine) -> tuple[Any, ...]:
    given = line.given
    return (
        line.id,
        order.id,
        line.number,
        line.item.id,
        given.text,
        line.item.unit,
        line.item.unit,
        line.item.decimals,
        given.unit_price,
        given.unit_price,
        given.tax_code,
        given.tax_ratio,
        given.quantity,
        line.received,
        given.rejected_quantity,
        line.cancelled,
        line.kept if order.is_invoiced else ZERO,
        line.net_amount,
        line.tax_amount,
    )


def _schedule_row(order: TakenOrder, line: TakenLine) -> tuple[Any, ...]:
    given = line.given
    answer = Answer.NONE
    if given.confirmed_date is not None:
        is_asked = given.confirmed_date == given.requested_date
        answer = Answer.ACCEPTED if is_asked else Answer.CHANGED
    answered = order.given.answered_date if answer != Answer.NONE else None
    return (
        line.schedule_line_id,
        line.id,
        given.quantity,
        line.received,
        given.rejected_quantity,
        line.cancelled,
        given.requested_date,
        given.first_confirmed_date or given.confirmed_date,
        given.confirmed_date,
        given.confirmed_date or given.requested_date,
        given.received_date if line.received else None,
        answer,
        None if answered is None else instant(answered),
    )


def _receipts(order: TakenOrder) -> list[_Receipt]:
    """One per kind and day; receipts before returns."""
    found: dict[tuple[ReceiptKind, date], _Receipt] = {}

    def put(kind: ReceiptKind, day: date | None, line: TakenLine) -> UUID:
        if day is None:
            raise ValueError("what came or went has its day")
        receipt = found.setdefault((kind, day), _Receipt(new_id(), order, kind, day))
        receipt.lines.append((new_id(), line))
        return receipt.lines[-1][0]

    for line in order.lines:
        if line.received:
            line.receipt_line_id = put(ReceiptKind.RECEIPT, line.given.received_date, line)
    for line in order.lines:
        if line.given.rejected_quantity:
            day = line.given.rejected_date or line.given.received_date
            put(ReceiptKind.RETURN, day, line)
    return list(found.values())


def _movement(receipt: _Receipt) -> PastMovement | None:
    """The stock it moved; a receipt of services moved none."""
    kind, turn, _ = _KINDS[receipt.kind]
    order = receipt.order
    lines = [
        piece
        for _, line in receipt.lines
        if not line.item.is_service
        for piece in _pieces(receipt, line)
    ]
    if not lines:
        return None
    receipt.movement = PastMovement(
        id=new_id(),
        kind=kind,
        posting_date=receipt.day,
        turn=turn,
        source_type="purchase_order",
        source_id=order.id,
        source_number=order.number,
        reason_code=REJECTED if receipt.kind == ReceiptKind.RETURN else "",
        where="purchase_orders",
        row=order.row,
        lines=lines,
    )
    return receipt.movement


def _pieces(receipt: _Receipt, line: TakenLine) -> list[PastLine]:
    given = line.given
    quantity, serials = _moved(receipt, line)
    sign = 1 if receipt.kind == ReceiptKind.RECEIPT else -1
    return pieces(
        PastLine(
            line.item.id,
            receipt.order.given.site_id,
            sign * quantity,
            line.id,
            line.unit_cost,
            given.lot,
        ),
        serials,
    )


def _moved(receipt: _Receipt, line: TakenLine) -> tuple[Decimal, tuple[str, ...]]:
    """How much, and which pieces: those that went back are the last ones named."""
    given = line.given
    if receipt.kind == ReceiptKind.RECEIPT:
        return line.received, given.serial_numbers
    count = int(given.rejected_quantity) if given.serial_numbers else 0
    return given.rejected_quantity, given.serial_numbers[len(given.serial_numbers) - count :]


def _write_receipts(receipts: Sequence[_Receipt], *, by: Actor) -> None:
    numbers: dict[UUID, str] = {}
    for kind, (_, _, prefix) in _KINDS.items():
        of_kind = [receipt for receipt in receipts if receipt.kind == kind]
        drawn = draw_numbers_for(prefix, [receipt.day for receipt in of_kind])
        numbers.update(zip((receipt.id for receipt in of_kind), drawn, strict=True))
    company = {"company_id": by.company_id}
    rows = (_receipt_row(receipt, numbers[receipt.id]) for receipt in receipts)
    copy_rows(GoodsReceipt, _RECEIPT, rows, **company)
    lines = (row for receipt in receipts for row in _receipt_lines(receipt))
    copy_rows(GoodsReceiptLine, _RECEIPT_LINE, lines, **company)


def _receipt_row(receipt: _Receipt, number: str) -> tuple[Any, ...]:
    order = receipt.order
    return (
        receipt.id,
        number,
        receipt.kind,
        order.id,
        order.given.supplier_id,
        order.given.site_id,
        receipt.day,
        order.exchange_rate,
        receipt.day,
        REJECTED if receipt.kind == ReceiptKind.RETURN else "",
        None if receipt.movement is None else receipt.movement.id,
        instant(receipt.day),
    )


def _receipt_lines(receipt: _Receipt) -> Iterator[tuple[Any, ...]]:
    came = receipt.kind == ReceiptKind.RECEIPT
    for number, (line_id, line) in enumerate(receipt.lines, start=1):
        quantity, serials = _moved(receipt, line)
        yield (
            line_id,
            receipt.id,
            number,
            line.id,
            line.schedule_line_id,
            None if came else line.receipt_line_id,
            quantity,
            quantity,
            line.unit_cost,
            line.given.lot,
            serials,
            line.given.rejected_quantity if came else ZERO,
            line.kept if came and receipt.order.is_invoiced else ZERO,
        )


def _fact(order: TakenOrder) -> PurchaseOrderImported:
    given = order.given
    return PurchaseOrderImported(
        purchase_order_id=order.id,
        number=order.number,
        supplier_id=given.supplier_id,
        order_date=given.order_date,
        answered_date=given.answered_date,
        currency=order.currency,
        exchange_rate=order.exchange_rate,
        net_amount=order.net_amount,
        lines=tuple(
            ImportedPurchaseLine(
                purchase_order_line_id=line.id,
                line_number=line.number,
                item_id=line.item.id,
                site_id=given.site_id,
                quantity=line.given.quantity,
                received_quantity=line.received,
                rejected_quantity=line.given.rejected_quantity,
                unit=line.item.unit,
                unit_price=line.given.unit_price,
                requested_date=line.given.requested_date,
                confirmed_date=line.given.confirmed_date,
                received_date=line.given.received_date if line.received else None,
            )
            for line in order.lines
            if not line.item.is_service
        ),
    )
