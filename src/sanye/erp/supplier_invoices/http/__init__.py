"""`/supplier-invoices` and `/match-policies`."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from sanye.erp.supplier_invoices import commands, queries
from sanye.stem.http import Page, Router, Schema, actor_of, now, page_of
from sanye.stem.http.types import Many

invoices = Router(tags=["supplier invoices"])
policies = Router(tags=["match policies"])


Quantity = Annotated[Decimal, Field(max_digits=20, decimal_places=6)]
Amount = Annotated[Decimal, Field(max_digits=20, decimal_places=4)]
Ratio = Annotated[Decimal, Field(max_digits=9, decimal_places=6)]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]
Code = Annotated[str, Field(max_length=40)]
Reason = Annotated[str, Field(max_length=200)]


class LineIn(Schema):
    unit_price: Quantity
    quantity: Quantity = Decimal(1)
    purchase_order_line_id: UUID | None = None
    unit: Code = ""
    text: Reason = ""
    tax_code: Code | None = None
    shipment_number: Code = ""


class PaperIn(Schema):
    supplier_id: UUID
    supplier_reference: Code
    document_date: Day
    lines: Many[LineIn]
    currency: Code | None = None
    stated_gross_amount: Amount | None = None
    note: str = ""


class InvoiceIn(PaperIn):
    due_date: Day | None = None


class CreditIn(PaperIn):
    corrects_id: UUID | None = None


class ReasonIn(Schema):
    reason: Reason


class PostingIn(Schema):
    posting_date: Day | None = None


class PolicyIn(Schema):
    supplier_id: UUID | None = None
    price_tolerance_ratio: Ratio = Decimal(0)
    price_tolerance_amount: Amount = Decimal(0)
    quantity_tolerance_ratio: Ratio = Decimal(0)
    date_tolerance_days: int = 7
    total_tolerance_amount: Amount = Decimal("0.05")
    free_line_amount: Amount = Decimal(0)


class PolicyOut(PolicyIn):
    id: UUID


class LineOut(Schema):
    id: UUID
    line_number: int
    purchase_order_line_id: UUID | None
    item_id: UUID | None
    text: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    net_amount: Decimal
    tax_amount: Decimal
    tax_code: str
    matched_quantity: Decimal
    matched_amount: Decimal
    shipment_id: UUID | None
    shipment_number: str
    cleared_amount: Decimal
    reason_codes: list[str]


class TaxOut(Schema):
    tax_code: str
    ratio: Decimal
    base_amount: Decimal
    tax_amount: Decimal
    self_assessed_amount: Decimal


class InvoiceRowOut(Schema):
    id: UUID
    number: str
    kind: str
    status: str
    supplier_id: UUID
    supplier_code: str
    supplier_reference: str
    currency: str
    document_date: date
    posting_date: date | None
    due_date: date
    net_amount: Decimal
    tax_amount: Decimal
    gross_amount: Decimal
    reason_codes: list[str]

    @staticmethod
    def resolve_supplier_code(row: Any) -> str:
        return str(row.supplier.code)


class InvoiceOut(InvoiceRowOut):
    corrects_id: UUID | None
    exchange_rate: Decimal | None
    rate_date: date
    tax_date: date
    stated_gross_amount: Decimal | None
    released_at: datetime | None
    release_reason: str
    released_codes: list[str]
    posted_at: datetime | None
    cancel_reason: str
    note: str
    lines: list[LineOut]
    taxes: list[TaxOut]


def _shown(request: HttpRequest, invoice_id: UUID) -> object:
    return queries.get_supplier_invoice(invoice_id=invoice_id, by=actor_of(request))


def _given(body: PaperIn) -> dict[str, Any]:
    return body.dict() | {"lines": [commands.InvoiceLine(**line.dict()) for line in body.lines]}


@invoices.get("", response=Page[InvoiceRowOut])
def list_supplier_invoices(
    request: HttpRequest,
    status: str | None = None,
    supplier_id: UUID | None = None,
    reason_code: str | None = None,
    purchase_order_id: UUID | None = None,
    reference: str | None = None,
    shipment_id: UUID | None = None,
) -> HttpResponse:
    """Invoices and credits; `status=BLOCKED&sort=due_date` is the worklist."""
    rows = queries.list_supplier_invoices(
        status=status,
        supplier_id=supplier_id,
        reason_code=reason_code,
        purchase_order_id=purchase_order_id,
        reference=reference,
        shipment_id=shipment_id,
        by=actor_of(request),
    )
    return page_of(request, rows, InvoiceRowOut, sortable=["due_date", "document_date"])


@invoices.post("", response={201: InvoiceOut})
def enter_supplier_invoice(request: HttpRequest, body: InvoiceIn) -> object:
    """Enter an invoice; it is matched or blocked at once."""
    invoice = commands.enter_supplier_invoice(**_given(body), by=actor_of(request), at=now())
    return _shown(request, invoice.id)


@invoices.post("/credits", response={201: InvoiceOut})
def enter_supplier_credit(request: HttpRequest, body: CreditIn) -> object:
    """Enter a supplier's credit; amounts are positive."""
    invoice = commands.enter_supplier_credit(**_given(body), by=actor_of(request), at=now())
    return _shown(request, invoice.id)


@invoices.get("/{uuid:invoice_id}", response=InvoiceOut)
def get_supplier_invoice(request: HttpRequest, invoice_id: UUID) -> object:
    """One invoice with lines and taxes."""
    return _shown(request, invoice_id)


@invoices.post("/{uuid:invoice_id}/match", response=InvoiceOut)
def match_supplier_invoice(request: HttpRequest, invoice_id: UUID) -> object:
    """Compare it again with orders and receipts."""
    commands.match_supplier_invoice(invoice_id=invoice_id, by=actor_of(request), at=now())
    return _shown(request, invoice_id)


@invoices.post("/{uuid:invoice_id}/release", response=InvoiceOut)
def release_supplier_invoice(request: HttpRequest, invoice_id: UUID, body: ReasonIn) -> object:
    """Let it pass with its differences."""
    commands.release_supplier_invoice(
        invoice_id=invoice_id, reason=body.reason, by=actor_of(request), at=now()
    )
    return _shown(request, invoice_id)


@invoices.post("/{uuid:invoice_id}/post", response=InvoiceOut)
def post_supplier_invoice(request: HttpRequest, invoice_id: UUID, body: PostingIn) -> object:
    """Owe it, under a number of ours."""
    commands.post_supplier_invoice(
        invoice_id=invoice_id, posting_date=body.posting_date, by=actor_of(request), at=now()
    )
    return _shown(request, invoice_id)


@invoices.post("/{uuid:invoice_id}/cancel", response=InvoiceOut)
def cancel_supplier_invoice(request: HttpRequest, invoice_id: UUID, body: ReasonIn) -> object:
    """Set it aside before it is posted."""
    commands.cancel_supplier_invoice(
        invoice_id=invoice_id, reason=body.reason, by=actor_of(request), at=now()
    )
    return _shown(request, invoice_id)


@policies.get("", response=Page[PolicyOut])
def list_match_policies(request: HttpRequest) -> HttpResponse:
    """What invoices may differ; the row without a supplier is the company's."""
    return page_of(request, queries.list_match_policies(by=actor_of(request)), PolicyOut)


@policies.put("", response=PolicyOut)
def put_match_policy(request: HttpRequest, body: PolicyIn) -> object:
    """Set the policy of a supplier, or of the company."""
    return commands.put_match_policy(**body.dict(), by=actor_of(request), at=now())


routers: list[tuple[str, Router]] = [
    ("/supplier-invoices", invoices),
    ("/match-policies", policies),
]
