"""Goods that turned out bad go back to whoever sold them to us."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.erp.inventory.commands import MovementLine, lock_stock
from sanye.erp.purchasing.commands.held import lock_orders
from sanye.erp.purchasing.commands.receiving import GoingBack, return_goods
from sanye.erp.purchasing.domain.quantities import ZERO
from sanye.erp.purchasing.errors import NotBought
from sanye.erp.purchasing.models import GoodsReceipt, GoodsReceiptLine
from sanye.erp.purchasing.publishing import from_stock, to_stock
from sanye.erp.purchasing.queries import list_returnable_lines
from sanye.kernel.actors import Actor
from sanye.stem.commands import command
from sanye.stem.masterdata.queries import get_item


@command
def return_stock(
    *,
    item_id: UUID,
    site_id: UUID,
    stock_quantity: Decimal,
    stock_status: str,
    reason_code: str,
    receipt_line_id: UUID | None = None,
    lot: str = "",
    serial_number: str = "",
    location_id: UUID | None = None,
    replacement: bool = False,
    posting_date: date | None = None,
    by: Actor,
    at: datetime,
) -> list[GoodsReceipt]:
    """Return a quantity of the item's stock unit against the receipts it came on.

    The receipt line named, else the latest ones of the item, lot and serial number at the site.
    Raises NotBought when they do not cover the quantity, and what `return_goods` refuses. Locks
    all their orders before any stock, as who receives goods does.
    """
    came = list(
        list_returnable_lines(
            item_id=item_id,
            site_id=site_id,
            receipt_line_id=receipt_line_id,
            lot=lot,
            serial_number=serial_number,
            by=by,
        )
    )
    parts = _spread(came, stock_quantity)
    if sum((quantity for _, quantity in parts), ZERO) < stock_quantity:
        item = get_item(item_id=item_id, by=by)
        raise NotBought(item=item.code, quantity=stock_quantity, field="disposition")
    goods = MovementLine(
        item_id=item_id,
        site_id=site_id,
        quantity=-stock_quantity,
        location_id=location_id,
        lot=lot,
        serial_number=serial_number,
        status=stock_status,
    )
    orders = _of_orders(parts, goods)
    lock_orders(orders)
    lock_stock(lines=[goods], by=by, at=at)
    return [
        return_goods(
            purchase_order_id=order_id,
            lines=orders[order_id],
            reason_code=reason_code,
            replacement=replacement,
            posting_date=posting_date,
            by=by,
            at=at,
        )
        for order_id in sorted(orders)
    ]


def _of_orders(
    parts: Sequence[tuple[GoodsReceiptLine, Decimal]], goods: MovementLine
) -> dict[UUID, list[GoingBack]]:
    orders: dict[UUID, list[GoingBack]] = {}
    for line, quantity in parts:
        going = GoingBack(
            receipt_line_id=line.id,
            quantity=from_stock(line.line, quantity),
            serial_numbers=(goods.serial_number,) if goods.serial_number else (),
            stock_status=goods.status,
            location_id=goods.location_id,
        )
        orders.setdefault(line.receipt.purchase_order_id, []).append(going)
    return orders


def _spread(
    came: Sequence[GoodsReceiptLine], quantity: Decimal
) -> list[tuple[GoodsReceiptLine, Decimal]]:
    parts = []
    for line in came:
        left = to_stock(line.line, line.quantity - line.returned_quantity)
        part = min(left, quantity)
        if part > 0:
            parts.append((line, part))
            quantity -= part
    return parts
