"""A document with its lines in memory, and how it is stored, told and owed."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from sanye.erp.invoicing.domain.states import InvoiceKind
from sanye.erp.invoicing.models import SalesInvoice, SalesInvoiceLine, SalesInvoiceLineTax
from sanye.erp.invoicing.publishing import publish_credited, publish_issued
from sanye.erp.receivables.commands import open_receivable
from sanye.kernel.actors import Actor
from sanye.kernel.payment_terms import PaymentTerms, discount_date
from sanye.stem.numbering.commands import draw_number
from sanye.stem.rows.bulk import insert_rows

PREFIX = {InvoiceKind.INVOICE: "SI", InvoiceKind.CREDIT_NOTE: "CN"}
DOCUMENT_TYPE = {InvoiceKind.INVOICE: "sales_invoice", InvoiceKind.CREDIT_NOTE: "credit_note"}


@dataclass(slots=True)
class Document:
    """An invoice or credit note with lines and their taxes; amounts are set."""

    invoice: SalesInvoice
    lines: list[tuple[SalesInvoiceLine, list[SalesInvoiceLineTax]]] = field(default_factory=list)
    terms: PaymentTerms = field(default_factory=PaymentTerms)


def issue(document: Document, *, by: Actor, at: datetime) -> SalesInvoice:
    """Number the document (gapless, so as late as can be), store it, open the receivable, tell."""
    invoice = document.invoice
    kind = InvoiceKind(invoice.kind)
    invoice.number = draw_number(PREFIX[kind], at=at, gapless=True)
    invoice.save(force_insert=True)
    insert_rows([line for line, _ in document.lines])
    insert_rows([tax for _, taxes in document.lines for tax in taxes])
    if kind is InvoiceKind.INVOICE:
        publish_issued(invoice, document.lines)
    else:
        publish_credited(invoice, document.lines)
    _owe(document, kind, by=by, at=at)
    return invoice


def _owe(document: Document, kind: InvoiceKind, *, by: Actor, at: datetime) -> None:
    """Nothing is owed of a free delivery."""
    invoice = document.invoice
    if invoice.gross_amount == 0:
        return
    is_invoice = kind is InvoiceKind.INVOICE
    early = _early(document) if is_invoice else None
    open_receivable(
        document_type=DOCUMENT_TYPE[kind],
        document_id=invoice.id,
        document_number=invoice.number,
        customer_id=invoice.customer_id,
        currency=invoice.currency,
        amount=invoice.gross_amount if is_invoice else -invoice.gross_amount,
        exchange_rate=invoice.exchange_rate,
        rate_date=invoice.rate_date,
        posting_date=invoice.posting_date,
        due_date=invoice.due_date,
        discount_date=early,
        discount_ratio=document.terms.discount_ratio if early is not None else Decimal(0),
        by=by,
        at=at,
    )


def _early(document: Document) -> date | None:
    return discount_date(document.invoice.document_date, document.terms)
