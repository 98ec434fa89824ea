"""The three-way match: order, receipt and invoice, line by line; pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sanye.erp.supplier_invoices.domain.states import Difference
from sanye.kernel.money import round_money

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """What may differ unnoticed. Ratios are shares of the order's figure, amounts per line.

    A price difference passes if it is within the ratio or its amount over the line is within
    `price_amount` (invoice currency). `days`: how long before the receipt an invoice may be dated.
    """

    price_ratio: Decimal = ZERO
    price_amount: Decimal = ZERO
    quantity_ratio: Decimal = ZERO
    days: int = 0
    total_amount: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """One order line as it is now, in its unit: what may be matched and at what price.

    `matchable` is received and not invoiced yet; for a credit, returned and not credited yet.
    `first_receipt_date`: of the receipts not invoiced yet, None without any.
    """

    unit_price: Decimal
    matchable: Decimal
    first_receipt_date: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoiced:
    """One invoice line; quantity positive, price before tax per the order line's unit."""

    quantity: Decimal
    unit_price: Decimal
    document_date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """`matched_quantity` is never above what is matchable; amount at the order's price."""

    matched_quantity: Decimal
    matched_amount: Decimal
    differences: tuple[Difference, ...]


def match_line(invoiced: Invoiced, ordered: Ordered, tolerance: Tolerance, currency: str) -> Match:
    """Compare one line of an invoice with its order line."""
    matched = min(invoiced.quantity, ordered.matchable)
    found = [
        _price_difference(invoiced, ordered, tolerance),
        _quantity_difference(invoiced, ordered, tolerance),
        _date_difference(invoiced, ordered, tolerance),
    ]
    return Match(
        matched_quantity=matched,
        matched_amount=round_money(matched * ordered.unit_price, currency),
        differences=tuple(difference for difference in found if difference is not None),
    )


def match_credit(credited: Invoiced, ordered: Ordered, currency: str) -> Match:
    """Compare a credit's line with what went back; a price credit has quantity 0."""
    matched = min(credited.quantity, ordered.matchable)
    above = credited.quantity > ordered.matchable
    return Match(
        matched_quantity=matched,
        matched_amount=round_money(matched * ordered.unit_price, currency),
        differences=(Difference.CREDIT_ABOVE_RETURNED,) if above else (),
    )


def match_freight(net_amount: Decimal, accrued: Decimal, tolerance: Tolerance) -> Match:
    """Compare a carrier's line with the freight accrued, both in the invoice's currency.

    Nothing is received, so no quantity matches; the amount is all that was accrued.
    """
    one = Decimal(1)
    invoiced = Invoiced(quantity=one, unit_price=net_amount, document_date=date.min)
    ordered = Ordered(unit_price=accrued, matchable=one, first_receipt_date=None)
    difference = _price_difference(invoiced, ordered, tolerance)
    return Match(
        matched_quantity=ZERO,
        matched_amount=accrued,
        differences=() if difference is None else (difference,),
    )


def total_differs(stated: Decimal | None, computed: Decimal, tolerance: Tolerance) -> bool:
    """Whether the total on the supplier's paper is not what its lines add up to."""
    return stated is not None and abs(stated - computed) > tolerance.total_amount


def _price_difference(
    invoiced: Invoiced, ordered: Ordered, tolerance: Tolerance
) -> Difference | None:
    difference = invoiced.unit_price - ordered.unit_price
    in_ratio = abs(difference) <= ordered.unit_price * tolerance.price_ratio
    in_amount = abs(difference) * invoiced.quantity <= tolerance.price_amount
    if in_ratio or in_amount:
        return None
    return Difference.PRICE_ABOVE if difference > 0 else Difference.PRICE_BELOW


def _quantity_difference(
    invoiced: Invoiced, ordered: Ordered, tolerance: Tolerance
) -> Difference | None:
    most = ordered.matchable * (1 + tolerance.quantity_ratio)
    return Difference.QUANTITY_ABOVE if invoiced.quantity > most else None


def _date_difference(
    invoiced: Invoiced, ordered: Ordered, tolerance: Tolerance
) -> Difference | None:
    if ordered.first_receipt_date is None:
        return None
    earliest = ordered.first_receipt_date - timedelta(days=tolerance.days)
    return Difference.DATE_EARLY if invoiced.document_date < earliest else None
