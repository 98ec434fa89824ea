"""The clearing of goods received not invoiced."""

from decimal import Decimal
from fractions import Fraction

from sanye.erp.costing.commands.writing import Draft, Place
from sanye.erp.costing.domain.clearing import Clearing, receipt_value
from sanye.erp.costing.models import ReceivedNotInvoiced


def clearing_of(row: ReceivedNotInvoiced) -> Clearing:
    """The row as the rules know it."""
    return Clearing(
        received_quantity=row.received_quantity,
        received_value=row.received_value,
        invoiced_quantity=row.invoiced_quantity,
        cleared_value=row.cleared_value,
    )


def clear_receipt(
    draft: Draft,
    place: Place,
    quantity: Decimal,
    unit_cost: Decimal | Fraction | None,
) -> Decimal:
    """Add goods that came (or went back) on an order line; what they are worth, signed.

    Without a cost, what goes back is worth what came on the line on average.
    """
    line_id = place.source_line_id or place.item_id
    if line_id is None:
        raise ValueError("goods come on an order line, or at least of an item")
    row = draft.balances.clearings.get(line_id, item_id=place.item_id, site_id=place.site_id)
    clearing = clearing_of(row)
    cost = unit_cost if unit_cost is not None else _average(clearing)
    value = receipt_value(clearing, quantity, cost, draft.currency)
    row.received_quantity += quantity
    row.received_value += value
    row.site_id = row.site_id or place.site_id
    return value


def _average(clearing: Clearing) -> Fraction:
    if clearing.received_quantity <= 0:
        return Fraction(0)
    return Fraction(clearing.received_value) / Fraction(clearing.received_quantity)
