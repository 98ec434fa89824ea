"""What is asked to be quoted, and what a quotation line is worth."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sanye.crm.quoting.domain.states import LineKind
from sanye.crm.quoting.errors import (
    DateInThePast,
    DiscountOutOfRange,
    LinesMissing,
    PriceNegative,
)
from sanye.kernel.tax import DocumentTotals, LineInput, RoundingPolicy, TaxTerm, document_totals

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineAsked:
    """One line to quote. Without a unit the item's sales unit, without a price the customer's,
    without tax codes the customer's or else the item's tax."""

    item_id: UUID
    quantity: Decimal
    requested_date: date
    unit: str = ""
    text: str = ""
    unit_price: Decimal | None = None
    is_tax_included: bool = False
    discount_ratio: Decimal = ZERO
    tax_codes: tuple[str, ...] | None = None
    kind: LineKind = LineKind.NORMAL


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedLine:
    """Costs per unit in the document's currency, None where unknown; `unit_service_cost` is what
    a sold piece costs afterwards."""

    quantity: Decimal
    unit_price: Decimal
    discount_ratio: Decimal
    taxes: tuple[TaxTerm, ...]
    unit_cost: Decimal | None
    is_chosen: bool
    unit_service_cost: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """Totals of the chosen lines, what each line is worth alone, and what approval looks at."""

    chosen: DocumentTotals
    nets: tuple[Decimal, ...]
    taxes: tuple[Decimal, ...]
    highest_discount: Decimal
    margin_ratio: Decimal | None
    margin_after_service_ratio: Decimal | None


def check_asked(lines: Sequence[LineAsked], order_discount: Decimal, today: date) -> None:
    """Raises LinesMissing, or with the row DiscountOutOfRange, PriceNegative, DateInThePast."""
    if not lines:
        raise LinesMissing(field="lines")
    if not 0 <= order_discount <= 1:
        raise DiscountOutOfRange(value=order_discount, field="order_discount_ratio")
    for row, line in enumerate(lines, start=1):
        if not 0 <= line.discount_ratio <= 1:
            raise DiscountOutOfRange(value=line.discount_ratio, field="discount_ratio", row=row)
        if line.unit_price is not None and line.unit_price < 0:
            raise PriceNegative(value=line.unit_price, field="unit_price", row=row)
        if line.requested_date < today:
            raise DateInThePast(
                date=line.requested_date, today=today, field="requested_date", row=row
            )


def combined_discount(line_ratio: Decimal, order_ratio: Decimal) -> Decimal:
    """The order's discount is taken from what the line's discount leaves."""
    return 1 - (1 - line_ratio) * (1 - order_ratio)


def worth_of(
    lines: Sequence[PricedLine],
    *,
    order_discount: Decimal,
    currency: str,
    rounding: RoundingPolicy,
) -> Worth:
    """What the lines come to; optional and alternative lines count when chosen."""
    chosen = [line for line in lines if line.is_chosen]
    totals = document_totals([_input(line, order_discount) for line in chosen], currency, rounding)
    of_chosen = iter(totals.lines)
    alone = [
        next(of_chosen)
        if line.is_chosen
        else document_totals([_input(line, order_discount)], currency, rounding).lines[0]
        for line in lines
    ]
    discounts = [combined_discount(line.discount_ratio, order_discount) for line in chosen]
    return Worth(
        chosen=totals,
        nets=tuple(line.net for line in alone),
        taxes=tuple(line.tax for line in alone),
        highest_discount=max(discounts, default=ZERO),
        margin_ratio=_margin([line.unit_cost for line in chosen], chosen, totals),
        margin_after_service_ratio=_margin([_full_cost(line) for line in chosen], chosen, totals),
    )


def _input(line: PricedLine, order_discount: Decimal) -> LineInput:
    return LineInput(
        quantity=line.quantity,
        unit_price=line.unit_price,
        discount_ratio=combined_discount(line.discount_ratio, order_discount),
        taxes=line.taxes,
    )


def _full_cost(line: PricedLine) -> Decimal | None:
    if line.unit_cost is None or line.unit_service_cost is None:
        return None
    return line.unit_cost + line.unit_service_cost


def _margin(
    costs: Sequence[Decimal | None], lines: Sequence[PricedLine], totals: DocumentTotals
) -> Decimal | None:
    """(net - cost) / net over the lines whose cost is known."""
    known = [
        (amounts.net, cost * line.quantity)
        for cost, line, amounts in zip(costs, lines, totals.lines, strict=True)
        if cost is not None
    ]
    net = sum((amount for amount, _ in known), ZERO)
    if not net:
        return None
    cost = sum((amount for _, amount in known), ZERO)
    return ((net - cost) / net).quantize(Decimal("0.000001"))
