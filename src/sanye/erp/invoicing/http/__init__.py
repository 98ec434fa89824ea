"""Doors of sales invoices and credit notes."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from sanye.erp.invoicing import commands, queries
from sanye.stem.http import Page, Router, Schema, actor_of, now, page_of
from sanye.stem.http.types import Day, Many, Quantity

router = Router(tags=["sales invoices"])
routers: list[tuple[str, Router]] = [("/sales-invoices", router)]


class InvoicesIn(Schema):
    delivery_ids: Many[UUID]
    document_date: Day | None = None
    posting_date: Day | None = None


class CreditLineIn(Schema):
    """A quantity in the line's unit or a net amount; neither credits all that is left."""

    invoice_line_id: UUID
    quantity: Quantity | None = None
    net_amount: Decimal | None = None


class CreditNoteIn(Schema):
    """Without lines all that is left of the invoice."""

    reason: str
    lines: Many[CreditLineIn] | None = None
    document_date: Day | None = None
    posting_date: Day | None = None


class TaxOut(Schema):
    tax_code: str
    rate_ratio: Decimal
    base_amount: Decimal
    tax_amount: Decimal
    self_assessed_amount: Decimal


class LineOut(Schema):
    id: UUID
    line_number: int
    item_id: UUID
    item_code: str = Field(alias="item.code")
    text: str
    sales_order_id: UUID
    sales_order_number: str = Field(alias="sales_order.number")
    order_line_id: UUID
    delivery_line_id: UUID
    quantity: Decimal
    unit: str
    unit_price: Decimal
    discount_ratio: Decimal
    net_amount: Decimal
    tax_amount: Decimal
    credited_quantity: Decimal
    credited_net_amount: Decimal
    taxes: list[TaxOut]


class InvoiceRowOut(Schema):
    id: UUID
    kind: str
    number: str
    customer_id: UUID
    customer_code: str = Field(alias="customer.code")
    document_date: date
    posting_date: date
    due_date: date
    currency: str
    net_amount: Decimal
    tax_amount: Decimal
    gross_amount: Decimal


class InvoiceOut(InvoiceRowOut):
    corrects_id: UUID | None
    reason: str
    tax_date: date
    exchange_rate: Decimal
    rate_date: date
    issued_at: datetime
    lines: list[LineOut]


def _shown(request: HttpRequest, invoice_id: UUID) -> object:
    return queries.get_invoice(invoice_id=invoice_id, by=actor_of(request))


@router.get("", response=Page[InvoiceRowOut])
def list_invoices(
    request: HttpRequest,
    kind: str | None = None,
    customer_id: UUID | None = None,
    order_id: UUID | None = None,
    number: str | None = None,
) -> HttpResponse:
    """Invoices and credit notes the caller may see; a customer sees own ones."""
    rows = queries.list_invoices(
        kind=kind, customer_id=customer_id, order_id=order_id, number=number, by=actor_of(request)
    )
    sortable = ["number", "document_date", "due_date"]
    return page_of(request, rows, InvoiceRowOut, sortable=sortable)


@router.post("", response={201: list[InvoiceOut]})
def issue_invoices(request: HttpRequest, body: InvoicesIn) -> object:
    """Invoice what deliveries shipped: one per customer, currency and payment term."""
    issued = commands.issue_invoices(**body.dict(), by=actor_of(request), at=now())
    return [_shown(request, invoice.id) for invoice in issued]


@router.get("/{uuid:invoice_id}", response=InvoiceOut)
def get_invoice(request: HttpRequest, invoice_id: UUID) -> object:
    """One invoice or credit note with lines and taxes."""
    return _shown(request, invoice_id)


@router.post("/{uuid:invoice_id}/credit", response={201: InvoiceOut})
def issue_credit_note(request: HttpRequest, invoice_id: UUID, body: CreditNoteIn) -> object:
    """Take back quantities or amounts of an invoice."""
    lines = body.lines
    note = commands.issue_credit_note(
        invoice_id=invoice_id,
        lines=None if lines is None else [commands.CreditLine(**line.dict()) for line in lines],
        reason=body.reason,
        document_date=body.document_date,
        posting_date=body.posting_date,
        by=actor_of(request),
        at=now(),
    )
    return _shown(request, note.id)
