"""Invoices of finished orders of the past: one per order, of all that was delivered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sanye.contracts.erp.finance import AccountRole
from sanye.erp.invoicing.commands.documents import PREFIX
from sanye.erp.invoicing.domain.states import InvoiceKind
from sanye.erp.invoicing.models import SalesInvoice, SalesInvoiceLine, SalesInvoiceLineTax
from sanye.erp.ledger.commands.past import PastBooks, PastPosting
from sanye.erp.open_items.commands import Side
from sanye.erp.open_items.commands.past import PastClaim
from sanye.erp.past.queries import Checks, instant
from sanye.erp.sales_orders.commands.taking_over import TakenLine, TakenOrder, TakenPart
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.money import split
from sanye.stem.commands import command
from sanye.stem.numbering.commands import draw_numbers_for
from sanye.stem.rows.copying import copy_rows

KIND = "SALES_INVOICE"
_HEAD = (
    "id", "number", "customer_id", "document_date", "posting_date", "tax_date", "due_date",
    "payment_term_id", "currency", "exchange_rate", "rate_date", "net_amount", "tax_amount",
    "gross_amount", "issued_at", "posted_fact_id",
)  # fmt: skip
_LINE = (
    "id", "invoice_id", "line_number", "item_id", "text", "sales_order_id", "order_line_id",
    "delivery_line_id", "quantity", "unit", "stock_quantity", "unit_price", "discount_ratio",
    "net_amount", "tax_amount",
)  # fmt: skip
_TAX = ("id", "line_id", "tax_code", "rate_ratio", "base_amount", "tax_amount")


@dataclass(slots=True)
class _Taken:
    id: UUID
    order: TakenOrder
    day: date
    due_date: date
    lines: list["_Line"]


@dataclass(slots=True)
class _Line:
    id: UUID
    delivery_line_id: UUID
    line: TakenLine
    part: TakenPart
    net_amount: Decimal
    tax_amount: Decimal


def check_invoice_numbers(orders: Sequence[TakenOrder], checks: Checks, *, by: Actor) -> None:
    """No number of an invoice stands twice."""
    given = [(order.row, "invoice_number", order.given.invoice_number) for order in orders]
    checks.fresh(SalesInvoice, "number", given, by=by)


@command
def import_invoices(
    *, orders: Sequence[TakenOrder], books: PastBooks, by: Actor, at: datetime
) -> list[PastClaim]:
    """Write the invoices and put them into `books`; what they claim is returned.

    Numbers not given are drawn, without gaps, of the year of the invoice.
    """
    invoices = [
        _Taken(new_id(), order, order.invoiced_date, order.due_date, _lines(order))
        for order in orders
        if order.invoiced_date is not None and order.due_date is not None
    ]
    unnumbered = [invoice for invoice in invoices if not invoice.order.given.invoice_number]
    prefix = PREFIX[InvoiceKind.INVOICE]
    numbers = draw_numbers_for(prefix, [invoice.day for invoice in unnumbered], gapless=True)
    for invoice in invoices:
        invoice.order.invoice_number = invoice.order.given.invoice_number
    for invoice, number in zip(unnumbered, numbers, strict=True):
        invoice.order.invoice_number = number
    facts = [_post(invoice, books) for invoice in invoices]
    lines = [(invoice, n, line) for invoice in invoices for n, line in enumerate(invoice.lines, 1)]
    company = {"company_id": by.company_id}
    copy_rows(
        SalesInvoice,
        _HEAD,
        (_head(invoice, fact) for invoice, fact in zip(invoices, facts, strict=True)),
        kind=InvoiceKind.INVOICE,
        **company,
    )
    copy_rows(SalesInvoiceLine, _LINE, (_line_row(*line) for line in lines), **company)
    copy_rows(SalesInvoiceLineTax, _TAX, _tax_rows(invoices), position=1, **company)
    return [_claim(invoice) for invoice in invoices if invoice.order.gross_amount]


def _lines(order: TakenOrder) -> list[_Line]:
    """The delivery lines with their amounts; those of one order line add up to its amounts."""
    by_line: dict[UUID, list[tuple[UUID, TakenLine, TakenPart]]] = {}
    for place in order.invoice_lines:
        by_line.setdefault(place[1].id, []).append(place)
    return [line for places in by_line.values() for line in _shared(places, order.currency)]


def _shared(places: Sequence[tuple[UUID, TakenLine, TakenPart]], currency: str) -> Iterator[_Line]:
    line = places[0][1]
    nets, taxes = [line.net_amount], [line.tax_amount]
    if len(places) > 1:
        weights = [part.delivered for _, _, part in places]
        nets, taxes = (split(amount, weights, currency) for amount in (nets[0], taxes[0]))
    for (delivery_line_id, _, part), net, tax in zip(places, nets, taxes, strict=True):
        yield _Line(new_id(), delivery_line_id, line, part, net, tax)


def _head(invoice: _Taken, fact_id: UUID | None) -> tuple[Any, ...]:
    order = invoice.order
    return (
        invoice.id,
        order.invoice_number,
        order.given.customer_id,
        invoice.day,
        invoice.day,
        invoice.day,
        invoice.due_date,
        order.given.payment_term_id,
        order.currency,
        order.exchange_rate,
        invoice.day,
        order.net_amount,
        order.tax_amount,
        order.gross_amount,
        instant(invoice.day),
        fact_id,
    )


def _line_row(invoice: _Taken, number: int, line: _Line) -> tuple[Any, ...]:
    given, quantity = line.line.given, line.part.delivered
    return (
        line.id,
        invoice.id,
        number,
        line.line.item.id,
        given.text,
        invoice.order.id,
        line.line.id,
        line.delivery_line_id,
        quantity,
        line.line.item.unit,
        quantity,
        given.unit_price,
        given.discount_ratio,
        line.net_amount,
        line.tax_amount,
    )


def _tax_rows(invoices: Sequence[_Taken]) -> Iterator[tuple[Any, ...]]:
    for invoice in invoices:
        for line in invoice.lines:
            given = line.line.given
            if given.tax_code:
                yield (
                    new_id(),
                    line.id,
                    given.tax_code,
                    given.tax_ratio,
                    line.net_amount,
                    line.tax_amount,
                )


def _post(invoice: _Taken, books: PastBooks) -> UUID | None:
    """Receivable against revenue and output tax, as the ledger posts an issued invoice."""
    order = invoice.order
    customer_id = order.given.customer_id
    lines = [PastPosting(AccountRole.RECEIVABLE, order.gross_amount, party_id=customer_id)]
    for line in order.lines:
        code = line.given.tax_code
        if line.net_amount:
            revenue = PastPosting(
                AccountRole.REVENUE, -line.net_amount, None, line.item.id, customer_id, code
            )
            lines.append(revenue)
        if line.tax_amount:
            lines.append(PastPosting(AccountRole.OUTPUT_TAX, -line.tax_amount, tax_code=code))
    return books.add(KIND, invoice.day, lines, order.currency, order.exchange_rate)


def _claim(invoice: _Taken) -> PastClaim:
    order = invoice.order
    return PastClaim(
        side=Side.RECEIVABLE,
        document_type="sales_invoice",
        document_id=invoice.id,
        document_number=order.invoice_number,
        party_id=order.given.customer_id,
        currency=order.currency,
        amount=order.gross_amount,
        exchange_rate=order.exchange_rate,
        posting_date=invoice.day,
        due_date=invoice.due_date,
        paid_date=order.given.paid_date,
        paid_exchange_rate=order.given.paid_exchange_rate or order.exchange_rate,
        bank_account_code=order.given.bank_account_code,
    )
