"""Keying in what a supplier sent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from sanye.erp.purchasing.queries import list_order_lines
from sanye.erp.supplier_invoices.commands.lines import InvoiceLine, read_lines
from sanye.erp.supplier_invoices.commands.matching import match_invoice
from sanye.erp.supplier_invoices.domain.states import InvoiceKind, InvoiceStatus
from sanye.erp.supplier_invoices.errors import (
    AmountNegative,
    CurrencyDiffers,
    DateInFuture,
    InvoiceUnknown,
    LinesMissing,
    ReferenceMissing,
    ReferenceTaken,
)
from sanye.erp.supplier_invoices.models import (
    SupplierInvoice,
    SupplierInvoiceLine,
    SupplierInvoiceTax,
)
from sanye.erp.supplier_invoices.publishing import publish_blocked
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.payment_terms import PaymentTerms, due_date
from sanye.kernel.tax import (
    DocumentTotals,
    LineInput,
    RoundingPolicy,
    TaxTerm,
    document_totals,
)
from sanye.stem.commands import command
from sanye.stem.identity.queries import get_company
from sanye.stem.masterdata import queries as masters
from sanye.stem.masterdata.errors import CurrencyUnknown
from sanye.stem.masterdata.models import PartyCompany
from sanye.stem.rows.bulk import insert_rows

LONGEST_REFERENCE = 40
ZERO = Decimal(0)


@command
def enter_supplier_invoice(
    *,
    supplier_id: UUID,
    supplier_reference: str,
    document_date: date,
    lines: Sequence[InvoiceLine],
    currency: str | None = None,
    stated_gross_amount: Decimal | None = None,
    due_date: date | None = None,
    note: str = "",
    by: Actor,
    at: datetime,
) -> SupplierInvoice:
    """Enter an invoice and compare it line by line with order and receipt.

    It is MATCHED and may be posted, or BLOCKED with reason codes. Without a due date the terms
    with the supplier count. Refusals of a line name it as `row`.
    """
    head = _Head(
        kind=InvoiceKind.INVOICE,
        supplier_id=supplier_id,
        supplier_reference=supplier_reference,
        document_date=document_date,
        currency=currency,
        stated_gross_amount=stated_gross_amount,
        due_date=due_date,
        note=note,
    )
    return _enter(head, lines, by=by, at=at)


@command
def enter_supplier_credit(
    *,
    supplier_id: UUID,
    supplier_reference: str,
    document_date: date,
    lines: Sequence[InvoiceLine],
    corrects_id: UUID | None = None,
    currency: str | None = None,
    stated_gross_amount: Decimal | None = None,
    note: str = "",
    by: Actor,
    at: datetime,
) -> SupplierInvoice:
    """Enter a credit: for goods that went back, or (quantity 0) for their price.

    Its amounts are positive, as on the paper.
    """
    if corrects_id is not None and not _is_of(corrects_id, supplier_id):
        raise InvoiceUnknown(invoice=corrects_id, field="corrects_id")
    head = _Head(
        kind=InvoiceKind.CREDIT,
        supplier_id=supplier_id,
        supplier_reference=supplier_reference,
        document_date=document_date,
        currency=currency,
        stated_gross_amount=stated_gross_amount,
        due_date=document_date,
        note=note,
        corrects_id=corrects_id,
    )
    return _enter(head, lines, by=by, at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    kind: InvoiceKind
    supplier_id: UUID
    supplier_reference: str
    document_date: date
    currency: str | None
    stated_gross_amount: Decimal | None
    due_date: date | None
    note: str
    corrects_id: UUID | None = None


def payment_terms(terms: PartyCompany | None, by: Actor) -> PaymentTerms:
    """What we agreed with the supplier; without an agreement, due at once."""
    if terms is None or terms.payable_term_id is None:
        return PaymentTerms()
    found = masters.get_payment_term(payment_term_id=terms.payable_term_id, by=by)
    return PaymentTerms(
        net_days=found.net_days,
        is_from_month_end=found.is_from_month_end,
        discount_days=found.discount_days,
        discount_ratio=found.discount_ratio,
    )


def _enter(
    head: _Head, lines: Sequence[InvoiceLine], *, by: Actor, at: datetime
) -> SupplierInvoice:
    terms = _check_head(head, lines, by, at)
    ids = [line.purchase_order_line_id for line in lines if line.purchase_order_line_id]
    ordered = list_order_lines(line_ids=ids, by=by)
    is_credit = head.kind == InvoiceKind.CREDIT
    rows = read_lines(lines, ordered, supplier_id=head.supplier_id, is_credit=is_credit, by=by)
    currency = _currency(head, ordered.values(), terms)
    totals = _totals(rows, currency, by)
    for row, line_totals in zip(rows, totals.lines, strict=True):
        row.net_amount, row.tax_amount = line_totals.net, line_totals.tax
    invoice = _invoice(head, currency, totals, terms, by)
    match_invoice(invoice, rows, by, ordered=ordered)
    if not invoice.reason_codes:
        invoice.status = InvoiceStatus.MATCHED
    _insert(invoice, rows, totals)
    if invoice.status == InvoiceStatus.BLOCKED:
        publish_blocked(invoice)
    return invoice


def _check_head(head: _Head, lines: Sequence[InvoiceLine], by: Actor, at: datetime) -> PartyCompany:
    """The terms with the supplier, of whom this may be a paper."""
    if not 1 <= len(head.supplier_reference.strip()) <= LONGEST_REFERENCE:
        raise ReferenceMissing(field="supplier_reference")
    if not lines:
        raise LinesMissing(field="lines")
    terms = masters.get_party_company(party_id=head.supplier_id, by=by)
    if head.document_date > masters.get_business_date(at=at, by=by):
        raise DateInFuture(date=head.document_date, field="document_date")
    stated = head.stated_gross_amount
    if stated is not None and (not stated.is_finite() or stated < 0):
        raise AmountNegative(field="stated_gross_amount")
    reference_key = key_of(head.supplier_reference)
    taken = SupplierInvoice.objects.filter(
        supplier_id=head.supplier_id, reference_key=reference_key
    ).exclude(status=InvoiceStatus.CANCELLED)
    if taken.exists():
        raise ReferenceTaken(reference=head.supplier_reference, field="supplier_reference")
    return terms


def key_of(reference: str) -> str:
    """The reference as it is compared: without blanks, dashes and case."""
    return "".join(letter for letter in reference.casefold() if letter not in " \t-_/.")


def _currency(head: _Head, ordered: Iterable[Any], terms: PartyCompany) -> str:
    """The orders' currency; a credit or invoice without orders is in the supplier's."""
    currencies = {line.purchase_order.currency for line in ordered}
    currency = head.currency or min(currencies, default=terms.currency)
    differing = currencies - {currency}
    if differing:
        raise CurrencyDiffers(currency=currency, order_currency=min(differing), field="currency")
    return currency


def _totals(rows: Sequence[SupplierInvoiceLine], currency: str, by: Actor) -> DocumentTotals:
    inputs = [
        LineInput(
            quantity=row.quantity if row.quantity else Decimal(1),
            unit_price=row.unit_price,
            taxes=_terms_of(row),
        )
        for row in rows
    ]
    policy = RoundingPolicy(get_company(by=by).tax_rounding)
    try:
        return document_totals(inputs, currency, policy)
    except ValueError as error:
        raise CurrencyUnknown(currency=currency, field="currency") from error


def _terms_of(row: SupplierInvoiceLine) -> tuple[TaxTerm, ...]:
    if not row.tax_code:
        return ()
    term = TaxTerm(
        row.tax_code,
        row.tax_ratio,
        is_included=row.tax_is_included,
        is_reverse_charge=row.tax_is_reverse_charge,
    )
    return (term,)


def _invoice(
    head: _Head, currency: str, totals: DocumentTotals, terms: PartyCompany, by: Actor
) -> SupplierInvoice:
    return SupplierInvoice(
        id=new_id(),
        company_id=by.company_id,
        kind=head.kind,
        supplier_id=head.supplier_id,
        supplier_reference=head.supplier_reference.strip(),
        reference_key=key_of(head.supplier_reference),
        corrects_id=head.corrects_id,
        currency=currency,
        rate_date=head.document_date,
        document_date=head.document_date,
        tax_date=head.document_date,
        due_date=head.due_date or due_date(head.document_date, payment_terms(terms, by)),
        net_amount=totals.untaxed,
        tax_amount=totals.tax,
        gross_amount=totals.total,
        stated_gross_amount=head.stated_gross_amount,
        note=head.note,
        entered_by_id=by.user_id,
    )


def _insert(
    invoice: SupplierInvoice, rows: Sequence[SupplierInvoiceLine], totals: DocumentTotals
) -> None:
    try:
        invoice.save(force_insert=True)
    except IntegrityError as error:
        if "erp_supplier_invoice_reference" not in str(error):
            raise
        raise ReferenceTaken(
            reference=invoice.supplier_reference, field="supplier_reference"
        ) from error
    for row in rows:
        row.invoice = invoice
    insert_rows(rows)
    taxes = [
        SupplierInvoiceTax(
            company_id=invoice.company_id,
            invoice=invoice,
            tax_code=tax.code,
            ratio=tax.rate_ratio,
            base_amount=tax.base,
            tax_amount=tax.amount,
            self_assessed_amount=tax.self_assessed,
        )
        for tax in totals.tax_rows
    ]
    insert_rows(taxes)


def _is_of(invoice_id: UUID, supplier_id: UUID) -> bool:
    return bool(
        SupplierInvoice.objects.filter(
            id=invoice_id, supplier_id=supplier_id, status=InvoiceStatus.POSTED
        ).exists()
    )
