"""Supplier invoices of finished orders of the past: one per order, of all that was kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from sanye.contracts.erp.finance import AccountRole
from sanye.erp.costing.commands.past import PastInvoice, PastInvoiced
from sanye.erp.ledger.commands.past import PastBooks, PastPosting
from sanye.erp.open_items.commands import Side
from sanye.erp.open_items.commands.past import PastClaim
from sanye.erp.past.queries import Checks, instant
from sanye.erp.purchasing.commands.taking_over import TakenLine, TakenOrder
from sanye.erp.supplier_invoices.commands.entering import key_of
from sanye.erp.supplier_invoices.domain.states import InvoiceKind, InvoiceStatus
from sanye.erp.supplier_invoices.models import (
    SupplierInvoice,
    SupplierInvoiceLine,
    SupplierInvoiceMatch,
    SupplierInvoiceTax,
)
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.money import round_money, round_product
from sanye.stem.commands import command
from sanye.stem.numbering.commands import draw_numbers_for
from sanye.stem.rows.copying import copy_rows

ZERO = Decimal(0)
KIND = "SUPPLIER_INVOICE"
PREFIX = "PI"
_HEAD = (
    "id", "number", "supplier_id", "supplier_reference", "reference_key", "currency",
    "exchange_rate", "rate_date", "document_date", "tax_date", "posting_date", "due_date",
    "net_amount", "tax_amount", "gross_amount", "posted_at", "posted_fact_id",
)  # fmt: skip
_LINE = (
    "id", "invoice_id", "line_number", "purchase_order_line_id", "item_id", "text", "quantity",
    "unit", "unit_price", "net_unit_price", "net_amount", "tax_amount", "tax_code", "tax_ratio",
    "matched_quantity", "matched_amount", "received_value",
)  # fmt: skip
_TAX = ("id", "invoice_id", "tax_code", "ratio", "base_amount", "tax_amount")
_MATCH = ("id", "invoice_line_id", "receipt_line_id", "quantity", "received_value")


@dataclass(slots=True)
class _Line:
    id: UUID
    ordered: TakenLine
    unit_price: Decimal
    net_amount: Decimal
    tax_amount: Decimal
    matched_amount: Decimal
    received_value: Decimal


@dataclass(slots=True)
class _Taken:
    id: UUID
    order: TakenOrder
    day: date
    lines: list[_Line]

    @property
    def net_amount(self) -> Decimal:
        return sum((line.net_amount for line in self.lines), ZERO)

    @property
    def tax_amount(self) -> Decimal:
        return sum((line.tax_amount for line in self.lines), ZERO)

    @property
    def gross_amount(self) -> Decimal:
        return self.net_amount + self.tax_amount


def check_invoices(orders: Sequence[TakenOrder], checks: Checks, *, by: Actor) -> None:
    """No number and no paper of a supplier stands twice."""
    invoiced = [order for order in orders if order.is_invoiced]
    given = [(order.row, "invoice_number", order.given.invoice_number) for order in invoiced]
    checks.fresh(SupplierInvoice, "number", given, by=by)
    by_supplier: dict[UUID, list[tuple[int, str, str]]] = {}
    for order in invoiced:
        key = key_of(order.given.invoice_reference or order.number)
        papers = by_supplier.setdefault(order.given.supplier_id, [])
        papers.append((order.row, "invoice_reference", key))
    known = SupplierInvoice.unscoped.filter(company_id=by.company_id, supplier_id__in=by_supplier)
    for supplier_id, papers in by_supplier.items():
        checks.fresh(known.filter(supplier_id=supplier_id), "reference_key", papers, by=by)


@command
def import_invoices(
    *, orders: Sequence[TakenOrder], books: PastBooks, by: Actor, at: datetime
) -> tuple[list[PastClaim], list[PastInvoice]]:
    """Write posted invoices and put them into `books`; what they claim, and what they cost.

    Numbers not given are drawn, without gaps, of the year of the invoice.
    """
    invoices = [
        _Taken(new_id(), order, order.given.invoiced_date, _lines(order, books.currency))
        for order in orders
        if order.is_invoiced and order.given.invoiced_date is not None
    ]
    _put_numbers(invoices)
    facts = [_post(invoice, books) for invoice in invoices]
    company = {"company_id": by.company_id}
    copy_rows(
        SupplierInvoice,
        _HEAD,
        (_head(invoice, fact) for invoice, fact in zip(invoices, facts, strict=True)),
        kind=InvoiceKind.INVOICE,
        status=InvoiceStatus.POSTED,
        **company,
    )
    lines = [(invoice, n, line) for invoice in invoices for n, line in enumerate(invoice.lines, 1)]
    copy_rows(SupplierInvoiceLine, _LINE, (_line_row(*line) for line in lines), **company)
    copy_rows(SupplierInvoiceTax, _TAX, _tax_rows(invoices), **company)
    copy_rows(SupplierInvoiceMatch, _MATCH, (_match_row(line) for _, _, line in lines), **company)
    claims = [_claim(invoice) for invoice in invoices if invoice.gross_amount]
    return claims, [_cost(invoice, books.currency) for invoice in invoices]


def _put_numbers(invoices: Sequence[_Taken]) -> None:
    for invoice in invoices:
        invoice.order.invoice_number = invoice.order.given.invoice_number
    unnumbered = [invoice for invoice in invoices if not invoice.order.invoice_number]
    numbers = draw_numbers_for(PREFIX, [invoice.day for invoice in unnumbered], gapless=True)
    for invoice, number in zip(unnumbered, numbers, strict=True):
        invoice.order.invoice_number = number


def _lines(order: TakenOrder, functional: str) -> list[_Line]:
    return [_line(line, order.currency, functional) for line in order.lines if line.kept]


def _line(ordered: TakenLine, currency: str, functional: str) -> _Line:
    given, kept = ordered.given, ordered.kept
    price = given.invoiced_unit_price
    price = given.unit_price if price is None else price
    net = round_product(kept, price, currency)
    tax = given.tax_amount
    if tax is None:
        tax = round_product(net, given.tax_ratio, currency) if given.tax_ratio else ZERO
    return _Line(
        id=new_id(),
        ordered=ordered,
        unit_price=price,
        net_amount=net,
        tax_amount=tax,
        matched_amount=round_product(kept, given.unit_price, currency),
        received_value=round_money(Fraction(kept) * Fraction(ordered.unit_cost), functional),
    )


def _head(invoice: _Taken, fact_id: UUID | None) -> tuple[Any, ...]:
    order, given = invoice.order, invoice.order.given
    reference = given.invoice_reference.strip() or order.number
    return (
        invoice.id,
        order.invoice_number,
        given.supplier_id,
        reference,
        key_of(reference),
        order.currency,
        order.exchange_rate,
        invoice.day,
        invoice.day,
        invoice.day,
        invoice.day,
        given.due_date or invoice.day,
        invoice.net_amount,
        invoice.tax_amount,
        invoice.gross_amount,
        instant(invoice.day),
        fact_id,
    )


def _line_row(invoice: _Taken, number: int, line: _Line) -> tuple[Any, ...]:
    ordered, kept = line.ordered, line.ordered.kept
    return (
        line.id,
        invoice.id,
        number,
        ordered.id,
        ordered.item.id,
        ordered.given.text,
        kept,
        ordered.item.unit,
        line.unit_price,
        line.unit_price,
        line.net_amount,
        line.tax_amount,
        ordered.given.tax_code,
        ordered.given.tax_ratio,
        kept,
        line.matched_amount,
        line.received_value,
    )


def _tax_rows(invoices: Sequence[_Taken]) -> Iterator[tuple[Any, ...]]:
    for invoice in invoices:
        sums: dict[tuple[str, Decimal], list[Decimal]] = {}
        for line in invoice.lines:
            given = line.ordered.given
            if given.tax_code:
                found = sums.setdefault((given.tax_code, given.tax_ratio), [ZERO, ZERO])
                found[0] += line.net_amount
                found[1] += line.tax_amount
        for (code, ratio), (base, tax) in sums.items():
            yield (new_id(), invoice.id, code, ratio, base, tax)


def _match_row(line: _Line) -> tuple[Any, ...]:
    ordered = line.ordered
    return (new_id(), line.id, ordered.receipt_line_id, ordered.kept, line.received_value)


def _post(invoice: _Taken, books: PastBooks) -> UUID | None:
    """Goods received not invoiced or expense, and input tax, against the payable."""
    order = invoice.order
    supplier_id = order.given.supplier_id
    lines = [PastPosting(AccountRole.PAYABLE, -invoice.gross_amount, party_id=supplier_id)]
    for line in invoice.lines:
        item, code = line.ordered.item, line.ordered.given.tax_code
        role = (
            AccountRole.PURCHASE_EXPENSE
            if item.is_service
            else AccountRole.GOODS_RECEIVED_NOT_INVOICED
        )
        lines.append(PastPosting(role, line.net_amount, None, item.id, supplier_id, code))
        if line.tax_amount:
            lines.append(PastPosting(AccountRole.INPUT_TAX, line.tax_amount, tax_code=code))
    return books.add(KIND, invoice.day, lines, order.currency, order.exchange_rate)


def _claim(invoice: _Taken) -> PastClaim:
    order, given = invoice.order, invoice.order.given
    return PastClaim(
        side=Side.PAYABLE,
        document_type="supplier_invoice",
        document_id=invoice.id,
        document_number=order.invoice_number,
        party_id=given.supplier_id,
        currency=order.currency,
        amount=invoice.gross_amount,
        exchange_rate=order.exchange_rate,
        posting_date=invoice.day,
        due_date=given.due_date or invoice.day,
        paid_date=given.paid_date,
        paid_exchange_rate=given.paid_exchange_rate or order.exchange_rate,
        bank_account_code=given.bank_account_code,
    )


def _cost(invoice: _Taken, functional: str) -> PastInvoice:
    """What the invoice says of the value of goods, in functional currency as the ledger has it."""
    order = invoice.order
    is_foreign = order.currency != functional
    return PastInvoice(
        id=invoice.id,
        number=order.invoice_number,
        day=invoice.day,
        lines=[
            PastInvoiced(
                line.ordered.id,
                line.ordered.item.id,
                line.ordered.kept,
                round_product(line.net_amount, order.exchange_rate, functional),
                round_product(line.matched_amount, order.exchange_rate, functional)
                if is_foreign
                else None,
            )
            for line in invoice.lines
            if not line.ordered.item.is_service
        ],
    )
