"""Keying in what a supplier sent."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from sanye.erp.purchasing.queries import list_order_lines
from sanye.erp.supplier_invoices.commands.matching import match_invoice
from sanye.erp.supplier_invoices.domain.states import InvoiceKind, InvoiceStatus
from sanye.erp.supplier_invoices.errors import (
    AmountNegative,
    CurrencyDiffers,
    DateInFuture,
    InvoiceUnknown,
    LinesMissing,
    OrderLineTwice,
    OrderLineUnknown,
    QuantityNotPositive,
    ReferenceMissing,
    ReferenceTaken,
    TextMissing,
    UnitDiffers,
)
from sanye.erp.supplier_invoices.models import (
    SupplierInvoice,
    SupplierInvoiceLine,
    SupplierInvoiceTax,
)
from sanye.erp.supplier_invoices.publishing import publish_blocked
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal
from sanye.kernel.ids import new_id
from sanye.kernel.money import round_unit_price
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

LONGEST_REFERENCE = 40
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceLine:
    """A line of the paper. Against an order line: quantity and price per that line's unit, with
    the tax that the order expects unless another is named. Without one: a text and an amount.
    A credit for price alone has quantity 0 and its amount as `unit_price`.
    """

    unit_price: Decimal
    quantity: Decimal = Decimal(1)
    purchase_order_line_id: UUID | None = None
    unit: str = ""
    text: str = ""
    tax_code: str | None = None


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


def payment_terms(supplier_id: UUID, by: Actor) -> PaymentTerms:
    """What we agreed with the supplier; without an agreement, due at once."""
    terms = masters.find_party_company(party_id=supplier_id, by=by)
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
    _check_head(head, lines, by, at)
    ids = [line.purchase_order_line_id for line in lines if line.purchase_order_line_id]
    ordered = list_order_lines(line_ids=ids, by=by)
    rows = _rows(head, lines, ordered, by)
    currency = _currency(head, ordered.values(), by)
    totals = _totals(rows, currency, by)
    for row, line_totals in zip(rows, totals.lines, strict=True):
        row.net_amount, row.tax_amount = line_totals.net, line_totals.tax
    invoice = _invoice(head, currency, totals, by)
    match_invoice(invoice, rows, by)
    if not invoice.reason_codes:
        invoice.status = InvoiceStatus.MATCHED
    _insert(invoice, rows, totals)
    if invoice.status == InvoiceStatus.BLOCKED:
        publish_blocked(invoice)
    return invoice


def _check_head(head: _Head, lines: Sequence[InvoiceLine], by: Actor, at: datetime) -> None:
    if not 1 <= len(head.supplier_reference.strip()) <= LONGEST_REFERENCE:
        raise ReferenceMissing(field="supplier_reference")
    if not lines:
        raise LinesMissing(field="lines")
    masters.get_party_company(party_id=head.supplier_id, by=by)
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


def key_of(reference: str) -> str:
    """The reference as it is compared: without blanks, dashes and case."""
    return "".join(letter for letter in reference.casefold() if letter not in " \t-_/.")


def _rows(
    head: _Head, lines: Sequence[InvoiceLine], ordered: Mapping[UUID, Any], by: Actor
) -> list[SupplierInvoiceLine]:
    rows: list[SupplierInvoiceLine] = []
    seen: set[UUID] = set()
    for number, line in enumerate(lines, start=1):
        try:
            _check_amounts(head, line)
            row = _row(head, line, ordered, seen, by)
        except Refusal as refusal:
            refusal.row = number
            raise
        row.line_number = number
        rows.append(row)
    return rows


def _check_amounts(head: _Head, line: InvoiceLine) -> None:
    if not line.unit_price.is_finite() or line.unit_price < 0:
        raise AmountNegative(field="unit_price")
    is_price_credit = head.kind == InvoiceKind.CREDIT and line.quantity == 0
    if not line.quantity.is_finite() or (line.quantity <= 0 and not is_price_credit):
        raise QuantityNotPositive(quantity=line.quantity, field="quantity")


def _row(
    head: _Head,
    line: InvoiceLine,
    ordered: Mapping[UUID, Any],
    seen: set[UUID],
    by: Actor,
) -> SupplierInvoiceLine:
    row = SupplierInvoiceLine(
        id=new_id(),
        company_id=by.company_id,
        quantity=line.quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        text=line.text,
    )
    if line.purchase_order_line_id is None:
        if not line.text.strip():
            raise TextMissing(field="text")
        _put_tax(row, None if line.tax_code is None else _tax(line.tax_code, by))
    else:
        order_line = ordered.get(line.purchase_order_line_id)
        if order_line is None or order_line.purchase_order.supplier_id != head.supplier_id:
            raise OrderLineUnknown(line=line.purchase_order_line_id, field="purchase_order_line_id")
        if order_line.id in seen:
            raise OrderLineTwice(line=order_line.line_number, field="purchase_order_line_id")
        seen.add(order_line.id)
        _from_order(row, line, order_line, by)
    return row


def _from_order(row: SupplierInvoiceLine, line: InvoiceLine, order_line: Any, by: Actor) -> None:
    if line.unit not in {"", order_line.unit}:
        raise UnitDiffers(expected=order_line.unit, unit=line.unit, field="unit")
    row.purchase_order_line_id = order_line.id
    row.item_id = order_line.item_id
    row.unit = order_line.unit
    row.text = line.text or order_line.text
    if line.tax_code is not None:
        _put_tax(row, _tax(line.tax_code, by))
        return
    row.tax_code = order_line.tax_code
    row.tax_ratio = order_line.tax_ratio
    row.tax_is_included = order_line.tax_is_included
    row.tax_is_reverse_charge = order_line.tax_is_reverse_charge
    _put_net_price(row)


def _tax(code: str, by: Actor) -> Any:
    try:
        return masters.get_tax(code=code, by=by) if code else None
    except Refusal as refusal:
        refusal.field = "tax_code"
        raise


def _put_tax(row: SupplierInvoiceLine, tax: Any) -> None:
    if tax is not None:
        row.tax_code = tax.code
        row.tax_ratio = tax.rate_ratio
        row.tax_is_included = tax.is_included
        row.tax_is_reverse_charge = tax.is_reverse_charge
    _put_net_price(row)


def _put_net_price(row: SupplierInvoiceLine) -> None:
    included = row.tax_ratio if row.tax_is_included else ZERO
    row.net_unit_price = round_unit_price(Fraction(row.unit_price) / (1 + Fraction(included)))


def _currency(head: _Head, ordered: Iterable[Any], by: Actor) -> str:
    """The orders' currency; a credit or invoice without orders is in the supplier's."""
    currencies = {line.purchase_order.currency for line in ordered}
    company_terms = masters.get_party_company(party_id=head.supplier_id, by=by)
    currency = head.currency or min(currencies, default=company_terms.currency)
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


def _invoice(head: _Head, currency: str, totals: DocumentTotals, by: Actor) -> SupplierInvoice:
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
        due_date=head.due_date or due_date(head.document_date, payment_terms(head.supplier_id, by)),
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
        with transaction.atomic():
            invoice.save(force_insert=True)
    except IntegrityError as error:
        if "erp_supplier_invoice_reference" not in str(error):
            raise
        raise ReferenceTaken(
            reference=invoice.supplier_reference, field="supplier_reference"
        ) from error
    for row in rows:
        row.invoice = invoice
    SupplierInvoiceLine.objects.bulk_create(rows)
    SupplierInvoiceTax.objects.bulk_create(
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
    )


def _is_of(invoice_id: UUID, supplier_id: UUID) -> bool:
    return bool(
        SupplierInvoice.objects.filter(
            id=invoice_id, supplier_id=supplier_id, status=InvoiceStatus.POSTED
        ).exists()
    )
