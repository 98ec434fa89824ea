"""From what was asked and what master data says to rows of an order."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from sanye.erp.sales_orders.domain.lines import NewLine
from sanye.erp.sales_orders.domain.states import PriceSource
from sanye.erp.sales_orders.domain.totals import PricedLine, order_totals
from sanye.erp.sales_orders.errors import ScheduleNotWhole
from sanye.erp.sales_orders.models import (
    SalesOrder,
    SalesOrderLine,
    SalesOrderLineTax,
    SalesScheduleLine,
)
from sanye.erp.sales_orders.queries.parts import OrderParts
from sanye.kernel.ids import new_id
from sanye.kernel.quantity import convert, round_quantity
from sanye.kernel.tax import LineTotals, RoundingPolicy
from sanye.stem.masterdata.queries import SaleLineTerms, SaleRequest
from sanye.stem.rows.bulk import insert_rows


def request_of(line: NewLine) -> SaleRequest:
    """The question to master data."""
    return SaleRequest(
        item_id=line.item_id,
        quantity=line.quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        is_tax_included=line.is_tax_included,
        tax_codes=line.tax_codes,
    )


def add_lines(
    parts: OrderParts, drafts: Sequence[NewLine], terms: Sequence[SaleLineTerms]
) -> list[SalesOrderLine]:
    """Append new lines in memory; amounts follow by `price_order`."""
    last = max((line.line_number for line in parts.lines), default=0)
    added = [
        make_line(parts, draft, term, last + row, row)
        for row, (draft, term) in enumerate(zip(drafts, terms, strict=True), start=1)
    ]
    parts.lines += added
    return added


def make_line(
    parts: OrderParts, draft: NewLine, terms: SaleLineTerms, line_number: int, row: int
) -> SalesOrderLine:
    """One line with its taxes and schedule, in memory."""
    order = parts.order
    line = SalesOrderLine(
        id=new_id(),
        company_id=order.company_id,
        order=order,
        line_number=line_number,
        over_delivery_ratio=draft.over_delivery_ratio,
        quotation_line_id=draft.quotation_line_id,
        net_amount=Decimal(0),
        tax_amount=Decimal(0),
    )
    set_terms(parts, line, draft, terms)
    parts.schedule[line.id] = _schedule(order, line, draft, terms, row)
    return line


def set_terms(
    parts: OrderParts, line: SalesOrderLine, draft: NewLine, terms: SaleLineTerms
) -> None:
    """Item, units, price and taxes of a line: new, or swapped."""
    line.item_id, line.is_service = terms.item_id, terms.is_service
    line.text = draft.text or terms.item_name
    line.quantity, line.unit = terms.quantity, terms.unit
    line.factor_numerator = terms.factor.numerator
    line.factor_denominator = terms.factor.denominator
    line.stock_quantity, line.stock_unit = terms.stock_quantity, terms.stock_unit
    line.unit_price, line.is_tax_included = terms.unit_price, terms.is_tax_included
    is_listed = draft.unit_price is None
    line.price_source = PriceSource.PRICE_LIST if is_listed else draft.price_source
    line.price_source_code = terms.price_list_code if is_listed else draft.price_source_code
    given = draft.discount_ratio
    line.discount_ratio = terms.promotion_ratio if given is None else given
    line.promotion_code = terms.promotion_code if given is None else ""
    parts.taxes[line.id] = [
        SalesOrderLineTax(
            id=new_id(),
            company_id=line.company_id,
            line=line,
            position=position,
            tax_code=term.code,
            rate_ratio=term.rate_ratio,
            is_included=term.is_included,
            is_reverse_charge=term.is_reverse_charge,
        )
        for position, term in enumerate(terms.taxes, start=1)
    ]


def _schedule(
    order: SalesOrder, line: SalesOrderLine, draft: NewLine, terms: SaleLineTerms, row: int
) -> list[SalesScheduleLine]:
    """Parts in the stock unit that sum to the line: each ends where the running sum, rounded to
    the unit's decimals, ends."""
    rows: list[SalesScheduleLine] = []
    asked = sent = Decimal(0)
    for position, part in enumerate(draft.parts, start=1):
        asked += part.quantity
        ends = round_quantity(convert(asked, terms.factor), terms.stock_decimals)
        if ends <= sent:
            raise ScheduleNotWhole(
                scheduled=part.quantity,
                quantity=terms.quantity,
                unit=terms.unit,
                field="schedule",
                row=row,
            )
        rows.append(
            SalesScheduleLine(
                id=new_id(),
                company_id=order.company_id,
                line=line,
                position=position,
                site_id=part.site_id or draft.site_id or order.site_id,
                quantity=ends - sent,
                requested_date=part.requested_date,
            )
        )
        sent = ends
    return rows


def price_order(parts: OrderParts, rounding: str) -> None:
    """Amounts of the order, its lines and their taxes, in memory."""
    order = parts.order
    totals = order_totals(
        [
            PricedLine(
                quantity=_active_quantity(line),
                unit_price=line.unit_price,
                discount_ratio=line.discount_ratio,
                taxes=parts.terms(line),
            )
            for line in parts.lines
        ],
        order_discount_ratio=order.order_discount_ratio,
        currency=order.currency,
        rounding=RoundingPolicy(rounding),
    )
    order.net_amount, order.tax_amount = totals.untaxed, totals.tax
    order.gross_amount = totals.total
    for line, amounts in zip(parts.lines, totals.lines, strict=True):
        _set_amounts(line, parts.taxes[line.id], amounts)


def _active_quantity(line: SalesOrderLine) -> Fraction:
    """What is not cancelled, in the line's unit, exactly."""
    active = Fraction(line.stock_quantity - line.cancelled_quantity)
    return Fraction(line.quantity) * active / Fraction(line.stock_quantity)


def _set_amounts(
    line: SalesOrderLine, taxes: Sequence[SalesOrderLineTax], amounts: LineTotals
) -> None:
    line.net_amount, line.tax_amount = amounts.net, amounts.tax
    for tax, row in zip(taxes, amounts.tax_rows, strict=True):
        tax.base_amount, tax.tax_amount = row.base, row.amount
        tax.self_assessed_amount = row.self_assessed


def insert_lines(added: Sequence[tuple[OrderParts, Sequence[SalesOrderLine]]]) -> None:
    """Store new lines of orders with their schedule and taxes: three statements."""
    pairs = [(parts, line) for parts, lines in added for line in lines]
    insert_rows([line for _, line in pairs])
    insert_rows([part for parts, line in pairs for part in parts.schedule[line.id]])
    insert_rows([tax for parts, line in pairs for tax in parts.taxes[line.id]])


def empty_parts(order: SalesOrder) -> OrderParts:
    """A new order without lines."""
    schedule: dict[UUID, list[SalesScheduleLine]] = {}
    parts = OrderParts(order, [], schedule)
    parts.start_without_taxes()
    return parts
