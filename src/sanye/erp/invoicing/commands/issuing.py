"""Invoices from what deliveries have shipped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from uuid import UUID

from sanye.erp.delivery.commands import lock_delivery_lines, record_invoiced
from sanye.erp.delivery.queries import DeliveryLine, get_delivery, list_lines_to_invoice
from sanye.erp.invoicing.commands.documents import Document, issue
from sanye.erp.invoicing.domain.states import InvoiceKind
from sanye.erp.invoicing.errors import DatesOutOfOrder, NothingToInvoice
from sanye.erp.invoicing.models import SalesInvoice, SalesInvoiceLine, SalesInvoiceLineTax
from sanye.erp.ledger.queries import get_functional_currency
from sanye.erp.sales_orders.commands import lock_sales_orders, record_invoicing
from sanye.erp.sales_orders.queries import (
    OrderParts,
    SalesOrder,
    SalesOrderLine,
    combined_discount,
)
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.money import round_money
from sanye.kernel.payment_terms import PaymentTerms, due_date
from sanye.kernel.quantity import round_quantity
from sanye.kernel.tax import LineInput, LineTotals, document_totals
from sanye.stem.commands import command
from sanye.stem.masterdata.queries import (
    get_business_date,
    get_exchange_rate,
    get_payment_term,
    get_tax_rounding,
)


@dataclass(frozen=True, slots=True)
class _Row:
    """A delivery's line with its order line, and what is to be invoiced of it.

    `stock_quantity` comes after `invoiced_before`, both in the item's stock unit.
    """

    shipped: DeliveryLine
    parts: OrderParts
    agreed: SalesOrderLine
    stock_quantity: Decimal
    invoiced_before: Decimal

    @property
    def quantity(self) -> Fraction:
        """What is to be invoiced in the order line's unit, exactly."""
        return self._in_unit(self.stock_quantity)

    @property
    def is_whole(self) -> bool:
        """The order line is invoiced at once: it costs what the order says."""
        ordered = self.agreed.stock_quantity - self.agreed.cancelled_quantity
        return not self.invoiced_before and self.stock_quantity == ordered

    @property
    def discount_ratio(self) -> Decimal:
        """Of line and order together."""
        order = self.parts.order
        return combined_discount(self.agreed.discount_ratio, order.order_discount_ratio)

    def to_input(self) -> LineInput:
        """What the line costs. Parts are rounded as a running sum, so that the last part makes
        the sum of all what the whole would have cost."""
        taxes = self.parts.terms(self.agreed)
        if self.is_whole:
            return LineInput(self.quantity, self.agreed.unit_price, self.discount_ratio, taxes)
        after = self._amount(self.invoiced_before + self.stock_quantity)
        return LineInput(1, after - self._amount(self.invoiced_before), taxes=taxes)

    def _amount(self, stock_quantity: Decimal) -> Decimal:
        price = Fraction(self.agreed.unit_price) * (1 - Fraction(self.discount_ratio))
        return round_money(self._in_unit(stock_quantity) * price, self.parts.order.currency)

    def _in_unit(self, stock_quantity: Decimal) -> Fraction:
        """As the order counts it, whose stock quantity is rounded."""
        share = Fraction(stock_quantity) / Fraction(self.agreed.stock_quantity)
        return Fraction(self.agreed.quantity) * share

    @property
    def group(self) -> tuple[str, str, str]:
        """One invoice has one customer, currency and payment term."""
        order = self.parts.order
        return (str(order.customer_id), order.currency, str(order.payment_term_id or ""))


@command
def issue_invoices(
    *,
    delivery_ids: Sequence[UUID],
    document_date: date | None = None,
    posting_date: date | None = None,
    by: Actor,
    at: datetime,
) -> list[SalesInvoice]:
    """Invoice what these deliveries shipped: one invoice per customer, currency and terms.

    Prices, discounts and taxes are the order's; the exchange rate is the posting day's. Opens the
    receivables and closes orders with nothing left. Raises DeliveryUnknown, NothingToInvoice,
    DatesOutOfOrder, RateMissing, PeriodClosed.
    """
    for delivery_id in delivery_ids:
        get_delivery(delivery_id=delivery_id, by=by)
    rows = _lock_rows(delivery_ids, by=by, at=at)
    if not rows:
        raise NothingToInvoice(field="delivery_ids")
    day = document_date or get_business_date(at=at, by=by)
    _check_day(rows, day)
    invoices = []
    for _, grouped in groupby(sorted(rows, key=lambda row: row.group), key=lambda row: row.group):
        document = _document(list(grouped), day, posting_date or day, by=by, at=at)
        invoices.append(issue(document, by=by, at=at))
    _report(rows, by=by, at=at)
    return invoices


def _lock_rows(delivery_ids: Sequence[UUID], *, by: Actor, at: datetime) -> list[_Row]:
    """Customers, orders, then delivery lines are locked; what is left of each to invoice."""
    waiting = list(list_lines_to_invoice(delivery_ids=delivery_ids, by=by))
    order_ids = sorted({line.sales_order_id for line in waiting})
    held = lock_sales_orders(order_ids=order_ids, by=by, at=at)
    orders = {parts.order.id: parts for parts in held}
    locked = lock_delivery_lines(delivery_line_ids=[line.id for line in waiting], by=by, at=at)
    locked.sort(key=lambda line: (line.delivery.number, line.line_number))
    rows = []
    running: dict[UUID, Decimal] = {}
    for line in locked:
        left = line.shipped_quantity - line.invoiced_quantity
        if left <= 0:
            continue
        parts = orders[line.sales_order_id]
        agreed = parts.line(line.order_line_id)
        before = running.get(agreed.id, agreed.invoiced_quantity)
        rows.append(_Row(line, parts, agreed, left, before))
        running[agreed.id] = before + left
    return rows


def _check_day(rows: Sequence[_Row], day: date) -> None:
    shipped = max(row.shipped.delivery.posting_date or day for row in rows)
    if day < shipped:
        raise DatesOutOfOrder(date=day, shipped_date=shipped, field="document_date")


def _document(
    rows: Sequence[_Row], day: date, posting_date: date, *, by: Actor, at: datetime
) -> Document:
    order = rows[0].parts.order
    terms = _terms(order, by)
    rate = get_exchange_rate(
        from_currency=order.currency,
        to_currency=get_functional_currency(by=by),
        on=posting_date,
        by=by,
    )
    totals = document_totals(
        [row.to_input() for row in rows], order.currency, get_tax_rounding(by=by)
    )
    invoice = SalesInvoice(
        id=new_id(),
        company_id=by.company_id,
        kind=InvoiceKind.INVOICE,
        customer_id=order.customer_id,
        document_date=day,
        posting_date=posting_date,
        tax_date=day,
        due_date=due_date(day, terms),
        payment_term_id=order.payment_term_id,
        currency=order.currency,
        exchange_rate=rate.rate,
        rate_date=rate.rate_date,
        net_amount=totals.untaxed,
        tax_amount=totals.tax,
        gross_amount=totals.total,
        issued_at=at,
    )
    lines = [
        _line(invoice, row, amounts, number)
        for number, (row, amounts) in enumerate(zip(rows, totals.lines, strict=True), start=1)
    ]
    return Document(invoice, lines, terms)


def _terms(order: SalesOrder, by: Actor) -> PaymentTerms:
    if order.payment_term_id is None:
        return PaymentTerms()
    term = get_payment_term(payment_term_id=order.payment_term_id, by=by)
    return PaymentTerms(
        net_days=term.net_days,
        is_from_month_end=term.is_from_month_end,
        discount_days=term.discount_days,
        discount_ratio=term.discount_ratio,
    )


def _line(
    invoice: SalesInvoice, row: _Row, amounts: LineTotals, number: int
) -> tuple[SalesInvoiceLine, list[SalesInvoiceLineTax]]:
    agreed = row.agreed
    line = SalesInvoiceLine(
        id=new_id(),
        company_id=invoice.company_id,
        invoice=invoice,
        line_number=number,
        item_id=agreed.item_id,
        text=agreed.text,
        sales_order_id=agreed.order_id,
        order_line_id=agreed.id,
        delivery_line_id=row.shipped.id,
        quantity=round_quantity(row.quantity),
        unit=agreed.unit,
        stock_quantity=row.stock_quantity,
        unit_price=agreed.unit_price,
        discount_ratio=round_quantity(row.discount_ratio),
        net_amount=amounts.net,
        tax_amount=amounts.tax,
    )
    taxes = [
        SalesInvoiceLineTax(
            id=new_id(),
            company_id=invoice.company_id,
            line=line,
            position=position,
            tax_code=tax.code,
            rate_ratio=tax.rate_ratio,
            base_amount=tax.base,
            tax_amount=tax.amount,
            self_assessed_amount=tax.self_assessed,
        )
        for position, tax in enumerate(amounts.tax_rows, start=1)
    ]
    return line, taxes


def _report(rows: Sequence[_Row], *, by: Actor, at: datetime) -> None:
    """Tell deliveries and orders what is invoiced."""
    lines = [row.shipped for row in rows]
    quantities = {row.shipped.id: row.stock_quantity for row in rows}
    record_invoiced(lines=lines, quantities=quantities, by=by, at=at)
    by_line: dict[UUID, Decimal] = {}
    for row in rows:
        line_id = row.shipped.order_line_id
        by_line[line_id] = by_line.get(line_id, Decimal(0)) + row.stock_quantity
    orders = {row.parts.order.id: row.parts for row in rows}
    record_invoicing(
        orders=[orders[id_] for id_ in sorted(orders)], quantities=by_line, by=by, at=at
    )
