"""How much of each receipt is invoiced: written here, asked for by supplier invoices."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from sanye.erp.purchasing.commands.held import lock_orders_of
from sanye.erp.purchasing.domain.quantities import ZERO
from sanye.erp.purchasing.domain.states import ReceiptKind
from sanye.erp.purchasing.errors import MatchTooMuch
from sanye.erp.purchasing.models import GoodsReceiptLine, PurchaseOrderLine
from sanye.erp.purchasing.publishing import to_stock
from sanye.erp.purchasing.queries import uncleared
from sanye.kernel.actors import Actor
from sanye.kernel.money import round_money
from sanye.stem.commands import command
from sanye.stem.identity.fixed import fixed_of
from sanye.stem.rows.bulk import update_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedReceipt:
    """A part of a receipt; `value` is functional currency, as the receipt was valued.

    Parts of one receipt add up to its whole value to the cent, however it is divided.
    """

    purchase_order_line_id: UUID
    receipt_line_id: UUID
    quantity: Decimal
    value: Decimal


@command
def record_invoiced(
    *, quantities: Mapping[UUID, Decimal], credit: bool = False, by: Actor, at: datetime
) -> list[MatchedReceipt]:
    """Count quantities of order lines as invoiced, or as credited, the oldest receipts first.

    Raises MatchTooMuch for more than is received and not invoiced, or returned and not credited.
    """
    lines = lock_orders_of(quantities)
    currency = fixed_of(by).functional_currency
    receipts: dict[UUID, list[GoodsReceiptLine]] = defaultdict(list)
    for row in (
        GoodsReceiptLine.objects.filter(line_id__in=lines, receipt__kind=ReceiptKind.RECEIPT)
        .select_for_update(of=("self",))
        .order_by("id")
    ):
        receipts[row.line_id].append(row)
    matched: list[MatchedReceipt] = []
    for line_id, line in lines.items():
        matched += _match(line, receipts[line_id], quantities[line_id], currency, credit=credit)
    update_rows(list(lines.values()), ["invoiced_quantity"])
    changed = {part.receipt_line_id for part in matched}
    update_rows(
        [row for rows in receipts.values() for row in rows if row.id in changed],
        ["credited_quantity", "invoiced_quantity"],
    )
    return matched


def _match(
    line: PurchaseOrderLine,
    receipts: list[GoodsReceiptLine],
    quantity: Decimal,
    currency: str,
    *,
    credit: bool,
) -> list[MatchedReceipt]:
    sign = -1 if credit else 1
    found = []
    left = quantity
    for row in receipts:
        part = min(left, max(sign * uncleared(row), ZERO))
        if part <= 0:
            continue
        before = _value(line, row, currency)
        if credit:
            row.credited_quantity += part
        else:
            row.invoiced_quantity += part
        value = _value(line, row, currency) - before
        found.append(
            MatchedReceipt(
                purchase_order_line_id=line.id,
                receipt_line_id=row.id,
                quantity=part,
                value=abs(value),
            )
        )
        left -= part
    if left > 0:
        raise MatchTooMuch(quantity=quantity, unit=line.unit, most=quantity - left)
    line.invoiced_quantity += sign * quantity
    return found


def _value(line: PurchaseOrderLine, row: GoodsReceiptLine, currency: str) -> Decimal:
    """What of the receipt is invoiced and not credited, at its cost, rounded as a whole."""
    stock = to_stock(line, row.invoiced_quantity - row.credited_quantity)
    return round_money(Fraction(stock) * Fraction(row.unit_cost), currency)
