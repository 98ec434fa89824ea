"""The clearing of goods received not invoiced."""

from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from sanye.erp.costing.domain.clearing import Clearing, receipt_value
from sanye.erp.costing.models import ReceivedNotInvoiced
from sanye.kernel.actors import Actor


def lock_clearing(
    line_id: UUID, item_id: UUID, site_id: UUID | None, *, by: Actor
) -> ReceivedNotInvoiced:
    """The order line's clearing, locked, made empty if there is none."""
    ReceivedNotInvoiced.objects.bulk_create(
        [
            ReceivedNotInvoiced(
                company_id=by.company_id,
                purchase_order_line_id=line_id,
                item_id=item_id,
                site_id=site_id,
            )
        ],
        ignore_conflicts=True,
    )
    rows = ReceivedNotInvoiced.objects.select_for_update(of=("self",), no_key=True)
    row: ReceivedNotInvoiced = rows.get(purchase_order_line_id=line_id)
    return row


def clearing_of(row: ReceivedNotInvoiced) -> Clearing:
    """The row as the rules know it."""
    return Clearing(
        received_quantity=row.received_quantity,
        received_value=row.received_value,
        invoiced_quantity=row.invoiced_quantity,
        cleared_value=row.cleared_value,
    )


def clear_receipt(
    line_id: UUID,
    item_id: UUID,
    site_id: UUID,
    quantity: Decimal,
    unit_cost: Decimal | Fraction | None,
    currency: str,
    *,
    by: Actor,
) -> Decimal:
    """Add goods that came (or went back) on an order line; what they are worth, signed.

    Without a cost, what goes back is worth what came on the line on average.
    """
    row = lock_clearing(line_id, item_id, site_id, by=by)
    clearing = clearing_of(row)
    cost = unit_cost if unit_cost is not None else _average(clearing)
    value = receipt_value(clearing, quantity, cost, currency)
    row.received_quantity += quantity
    row.received_value += value
    row.site_id = row.site_id or site_id
    row.save(update_fields=["received_quantity", "received_value", "site"])
    return value


def _average(clearing: Clearing) -> Fraction:
    if clearing.received_quantity <= 0:
        return Fraction(0)
    return Fraction(clearing.received_value) / Fraction(clearing.received_quantity)
