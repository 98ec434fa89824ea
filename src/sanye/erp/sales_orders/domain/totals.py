"""Amounts of an order's lines, through the one door for rounding."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sanye.kernel.money import Exact
from sanye.kernel.tax import DocumentTotals, LineInput, RoundingPolicy, TaxTerm, document_totals


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedLine:
    """What a line costs: `quantity` in its unit at `unit_price`, less its discount, taxed."""

    quantity: Exact
    unit_price: Decimal
    discount_ratio: Decimal
    taxes: tuple[TaxTerm, ...]


def combined_discount(line_ratio: Decimal, order_ratio: Decimal) -> Decimal:
    """The order's discount is taken from what the line's discount leaves."""
    return 1 - (1 - line_ratio) * (1 - order_ratio)


def order_totals(
    lines: Sequence[PricedLine],
    *,
    order_discount_ratio: Decimal,
    currency: str,
    rounding: RoundingPolicy,
) -> DocumentTotals:
    """Net, tax and gross of the order and of each line."""
    inputs = [
        LineInput(
            quantity=line.quantity,
            unit_price=line.unit_price,
            discount_ratio=combined_discount(line.discount_ratio, order_discount_ratio),
            taxes=line.taxes,
        )
        for line in lines
    ]
    return document_totals(inputs, currency, rounding)
