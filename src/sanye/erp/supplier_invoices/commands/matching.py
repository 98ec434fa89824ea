"""Comparing an invoice with its orders and receipts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from sanye.erp.freight.queries import get_open_freight
from sanye.erp.purchasing.queries import list_matchable, list_order_lines
from sanye.erp.supplier_invoices.domain.matching import (
    Invoiced,
    Match,
    Ordered,
    match_credit,
    match_freight,
    match_line,
    total_differs,
)
from sanye.erp.supplier_invoices.domain.states import (
    STEPS,
    Difference,
    InvoiceKind,
    InvoiceStatus,
)
from sanye.erp.supplier_invoices.errors import InvoiceUnknown
from sanye.erp.supplier_invoices.models import SupplierInvoice, SupplierInvoiceLine
from sanye.erp.supplier_invoices.publishing import publish_blocked
from sanye.erp.supplier_invoices.queries import Policy, get_match_policy
from sanye.kernel.actors import Actor
from sanye.kernel.money import round_money
from sanye.kernel.states import check_step
from sanye.stem.identity.fixed import fixed_of
from sanye.stem.masterdata.queries import get_exchange_rate

ZERO = Decimal(0)


def hold_invoice(invoice_id: UUID) -> tuple[SupplierInvoice, list[SupplierInvoiceLine]]:
    """The invoice under lock, with its lines. Raises InvoiceUnknown."""
    rows = SupplierInvoice.objects.select_for_update(of=("self",))
    invoice: SupplierInvoice | None = rows.filter(id=invoice_id).first()
    if invoice is None:
        raise InvoiceUnknown(invoice=invoice_id)
    lines = SupplierInvoiceLine.objects.filter(invoice=invoice).order_by("line_number")
    return invoice, list(lines)


def step(invoice: SupplierInvoice, to: InvoiceStatus) -> None:
    """Move the invoice to a state; raises StepNotAllowed."""
    from_ = InvoiceStatus(invoice.status)
    check_step(STEPS, from_, to, subject=f"supplier invoice {invoice.supplier_reference}")
    invoice.status = to


def match_invoice(
    invoice: SupplierInvoice,
    lines: Sequence[SupplierInvoiceLine],
    by: Actor,
    *,
    ordered: Mapping[UUID, Any] | None = None,
) -> None:
    """Set what each line matches and why the invoice differs; stores nothing.

    `ordered`: the order lines, where they were just read.
    """
    policy = get_match_policy(supplier_id=invoice.supplier_id, by=by)
    line_ids = [line.purchase_order_line_id for line in lines if line.purchase_order_line_id]
    if ordered is None:
        ordered = list_order_lines(line_ids=line_ids, by=by)
    known = _ordered(ordered, by, credit=invoice.kind == InvoiceKind.CREDIT)
    accrued = _accrued(invoice, lines, by)
    found: list[Difference] = []
    for line in lines:
        if line.shipment_id is not None:
            match = _match_freight(invoice, line, accrued[line.shipment_id], policy)
        else:
            match = _match(invoice, line, known, policy)
        line.matched_quantity = match.matched_quantity
        line.matched_amount = match.matched_amount
        line.reason_codes = [str(code) for code in match.differences]
        found += match.differences
    if total_differs(invoice.stated_gross_amount, invoice.gross_amount, policy.tolerance):
        found.append(Difference.TOTAL_DIFFERS)
    invoice.reason_codes = sorted({str(code) for code in found})


def settle_status(invoice: SupplierInvoice) -> None:
    """Blocked by differences that nobody released, else free to be posted; stores it, tells it."""
    held = set(invoice.reason_codes) - set(invoice.released_codes)
    if held:
        reached = InvoiceStatus.BLOCKED
    elif invoice.reason_codes:
        reached = InvoiceStatus.RELEASED
    else:
        reached = InvoiceStatus.MATCHED
    if invoice.status == reached:
        invoice.save()
        return
    step(invoice, reached)
    invoice.save()
    if reached == InvoiceStatus.BLOCKED:
        publish_blocked(invoice)


def _ordered(rows: Mapping[UUID, Any], by: Actor, *, credit: bool) -> dict[UUID, Ordered]:
    matchable = list_matchable(line_ids=rows, credit=credit, by=by)
    return {
        line_id: Ordered(
            unit_price=row.net_unit_price,
            matchable=sum((quantity for _, quantity in matchable.get(line_id, [])), ZERO),
            first_receipt_date=min((day for day, _ in matchable.get(line_id, [])), default=None),
        )
        for line_id, row in rows.items()
    }


def open_freight(
    invoice: SupplierInvoice, lines: Sequence[SupplierInvoiceLine], by: Actor
) -> dict[UUID, Decimal]:
    """What each shipment's line may clear, functional currency: an invoice clears what is owed,
    a credit what was owed too much."""
    ids = {line.shipment_id for line in lines if line.shipment_id is not None}
    if not ids:
        return {}
    is_credit = invoice.kind == InvoiceKind.CREDIT
    left = {
        key: Decimal(row.accrued_amount - row.cleared_amount)
        for key, row in get_open_freight(shipment_ids=ids, by=by).items()
    }
    return {key: min(left[key], ZERO) if is_credit else max(left[key], ZERO) for key in ids}


def _accrued(
    invoice: SupplierInvoice, lines: Sequence[SupplierInvoiceLine], by: Actor
) -> dict[UUID, Decimal]:
    """Open freight in the invoice's currency, at the rate of its document's day."""
    left = open_freight(invoice, lines, by)
    if not left:
        return {}
    rate = get_exchange_rate(
        from_currency=invoice.currency,
        to_currency=fixed_of(by).functional_currency,
        on=invoice.document_date,
        by=by,
    ).rate
    return {
        key: round_money(abs(Fraction(amount)) / Fraction(rate), invoice.currency)
        for key, amount in left.items()
    }


def _match_freight(
    invoice: SupplierInvoice, line: SupplierInvoiceLine, accrued: Decimal, policy: Policy
) -> Match:
    match = match_freight(line.net_amount, accrued, policy.tolerance)
    is_credit = invoice.kind == InvoiceKind.CREDIT
    return replace(match, differences=()) if is_credit else match


def _match(
    invoice: SupplierInvoice,
    line: SupplierInvoiceLine,
    ordered: dict[UUID, Ordered],
    policy: Policy,
) -> Match:
    if line.purchase_order_line_id is None:
        passes = line.net_amount <= policy.free_line_amount
        is_free = passes or invoice.kind == InvoiceKind.CREDIT
        return Match(
            matched_quantity=ZERO,
            matched_amount=ZERO,
            differences=() if is_free else (Difference.NO_ORDER,),
        )
    invoiced = Invoiced(
        quantity=line.quantity,
        unit_price=line.net_unit_price,
        document_date=invoice.document_date,
    )
    order_line = ordered[line.purchase_order_line_id]
    if invoice.kind == InvoiceKind.CREDIT:
        return match_credit(invoiced, order_line, invoice.currency)
    return match_line(invoiced, order_line, policy.tolerance, invoice.currency)
