"""Matching again, releasing, posting, cancelling."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.erp.freight.commands import clear_freight, lock_freight
from sanye.erp.payables.commands import open_payable
from sanye.erp.purchasing.commands import record_invoiced
from sanye.erp.purchasing.queries import list_order_lines
from sanye.erp.supplier_invoices.commands.entering import payment_terms
from sanye.erp.supplier_invoices.commands.matching import (
    hold_invoice,
    match_invoice,
    open_freight,
    settle_status,
    step,
)
from sanye.erp.supplier_invoices.domain.states import (
    NEVER_RELEASED,
    InvoiceKind,
    InvoiceStatus,
)
from sanye.erp.supplier_invoices.errors import (
    DateInFuture,
    NotReleasable,
    ReasonMissing,
    ReleaserEnteredIt,
    StillBlocked,
)
from sanye.erp.supplier_invoices.models import (
    SupplierInvoice,
    SupplierInvoiceLine,
    SupplierInvoiceMatch,
)
from sanye.erp.supplier_invoices.publishing import publish_posted
from sanye.kernel.actors import Actor
from sanye.kernel.payment_terms import discount_date
from sanye.stem.commands import command
from sanye.stem.identity.fixed import fixed_of
from sanye.stem.masterdata import queries as masters
from sanye.stem.numbering.commands import draw_number
from sanye.stem.rows.bulk import insert_rows, update_rows

_MATCHED = ["matched_quantity", "matched_amount", "reason_codes", "received_value"]
_POSTED = [*_MATCHED, "cleared_amount"]
_OPEN = (InvoiceStatus.BLOCKED, InvoiceStatus.MATCHED, InvoiceStatus.RELEASED)


@command
def match_supplier_invoice(*, invoice_id: UUID, by: Actor, at: datetime) -> SupplierInvoice:
    """Compare again: goods may have come, a policy or an order may have changed."""
    invoice, lines = hold_invoice(invoice_id)
    if invoice.status not in _OPEN:
        step(invoice, InvoiceStatus.MATCHED)
    _match_again(invoice, lines, by)
    return invoice


@command
def match_blocked_invoices(
    *, purchase_order_id: UUID, by: Actor, at: datetime
) -> list[SupplierInvoice]:
    """Compare again all blocked invoices that name the order."""
    ids = (
        SupplierInvoice.objects.filter(
            status=InvoiceStatus.BLOCKED,
            lines__purchase_order_line__purchase_order_id=purchase_order_id,
        )
        .order_by("id")
        .values_list("id", flat=True)
        .distinct()
    )
    return [match_supplier_invoice(invoice_id=invoice_id, by=by, at=at) for invoice_id in ids]


@command
def release_supplier_invoice(
    *, invoice_id: UUID, reason: str, by: Actor, at: datetime
) -> SupplierInvoice:
    """Let a blocked invoice pass with the differences it has now, under one's name.

    Raises NotReleasable for goods that did not come, ReleaserEnteredIt, ReasonMissing.
    """
    if not reason.strip():
        raise ReasonMissing(field="reason")
    invoice, _ = hold_invoice(invoice_id)
    step(invoice, InvoiceStatus.RELEASED)
    stuck = sorted(set(invoice.reason_codes) & NEVER_RELEASED)
    if stuck:
        raise NotReleasable(reasons=", ".join(stuck))
    if by.user_id is not None and by.user_id == invoice.entered_by_id:
        raise ReleaserEnteredIt
    invoice.released_by_id = by.user_id
    invoice.released_at = at
    invoice.release_reason = reason
    invoice.released_codes = invoice.reason_codes
    invoice.save()
    return invoice


@command
def cancel_supplier_invoice(
    *, invoice_id: UUID, reason: str, by: Actor, at: datetime
) -> SupplierInvoice:
    """Set aside an invoice that is not posted; its reference may be entered again."""
    if not reason.strip():
        raise ReasonMissing(field="reason")
    invoice, _ = hold_invoice(invoice_id)
    step(invoice, InvoiceStatus.CANCELLED)
    invoice.cancel_reason = reason
    invoice.save()
    return invoice


@command
def post_supplier_invoice(
    *, invoice_id: UUID, posting_date: date | None = None, by: Actor, at: datetime
) -> SupplierInvoice:
    """Owe it: count it as invoiced, open the payable, draw the gapless number.

    It is compared once more: what differs now and nobody released is refused (StillBlocked). The
    rate is that of the document's date.
    """
    invoice, lines = hold_invoice(invoice_id)
    step(invoice, InvoiceStatus.POSTED)
    _lock_freight(lines, by=by, at=at)
    line_ids = [line.purchase_order_line_id for line in lines if line.purchase_order_line_id]
    ordered = list_order_lines(line_ids=line_ids, by=by)
    match_invoice(invoice, lines, by, ordered=ordered)
    held = sorted(set(invoice.reason_codes) - set(invoice.released_codes))
    if held:
        raise StillBlocked(reference=invoice.supplier_reference, reasons=", ".join(held))
    today = masters.get_business_date(at=at, by=by)
    invoice.posting_date = posting_date or today
    if invoice.posting_date > today:
        raise DateInFuture(date=invoice.posting_date, field="posting_date")
    _put_rate(invoice, by)
    _count_as_invoiced(invoice, lines, by=by, at=at)
    _clear_freight(invoice, lines, by=by, at=at)
    invoice.posted_at = at
    update_rows(lines, _POSTED)
    prefix = "PC" if invoice.kind == InvoiceKind.CREDIT else "PI"
    invoice.number = draw_number(prefix, at=at, gapless=True)
    invoice.save()
    _open_payable(invoice, by=by, at=at)
    publish_posted(invoice, lines, list(invoice.taxes.order_by("tax_code", "ratio")), ordered)
    return invoice


def _match_again(invoice: SupplierInvoice, lines: Sequence[SupplierInvoiceLine], by: Actor) -> None:
    match_invoice(invoice, lines, by)
    update_rows(lines, _MATCHED)
    settle_status(invoice)


def _put_rate(invoice: SupplierInvoice, by: Actor) -> None:
    rate = masters.get_exchange_rate(
        from_currency=invoice.currency,
        to_currency=fixed_of(by).functional_currency,
        on=invoice.document_date,
        by=by,
    )
    invoice.exchange_rate, invoice.rate_date = rate.rate, rate.rate_date


def _count_as_invoiced(
    invoice: SupplierInvoice,
    lines: Sequence[SupplierInvoiceLine],
    *,
    by: Actor,
    at: datetime,
) -> None:
    by_order_line = {
        line.purchase_order_line_id: line
        for line in lines
        if line.purchase_order_line_id is not None and line.matched_quantity > 0
    }
    if not by_order_line:
        return
    parts = record_invoiced(
        quantities={key: line.matched_quantity for key, line in by_order_line.items()},
        credit=invoice.kind == InvoiceKind.CREDIT,
        by=by,
        at=at,
    )
    matches = []
    for part in parts:
        line = by_order_line[part.purchase_order_line_id]
        line.received_value = Decimal(line.received_value) + part.value
        matches.append(
            SupplierInvoiceMatch(
                company_id=invoice.company_id,
                invoice_line=line,
                receipt_line_id=part.receipt_line_id,
                quantity=part.quantity,
                received_value=part.value,
            )
        )
    insert_rows(matches)


def _lock_freight(lines: Sequence[SupplierInvoiceLine], *, by: Actor, at: datetime) -> None:
    """Two invoices of one shipment are compared one after the other."""
    ids = [line.shipment_id for line in lines if line.shipment_id is not None]
    if ids:
        lock_freight(shipment_ids=ids, by=by, at=at)


def _clear_freight(
    invoice: SupplierInvoice, lines: Sequence[SupplierInvoiceLine], *, by: Actor, at: datetime
) -> None:
    amounts = open_freight(invoice, lines, by)
    for line in lines:
        if line.shipment_id is not None:
            line.cleared_amount = amounts[line.shipment_id]
    if amounts:
        clear_freight(amounts=amounts, by=by, at=at)


def _open_payable(invoice: SupplierInvoice, *, by: Actor, at: datetime) -> None:
    if invoice.gross_amount == 0 or invoice.exchange_rate is None or invoice.posting_date is None:
        return
    is_credit = invoice.kind == InvoiceKind.CREDIT
    agreed = masters.find_party_company(party_id=invoice.supplier_id, by=by)
    terms = payment_terms(agreed, by)
    early = None if is_credit else discount_date(invoice.document_date, terms)
    open_payable(
        document_type="supplier_invoice",
        document_id=invoice.id,
        document_number=invoice.number,
        supplier_id=invoice.supplier_id,
        currency=invoice.currency,
        amount=-invoice.gross_amount if is_credit else invoice.gross_amount,
        exchange_rate=invoice.exchange_rate,
        rate_date=invoice.rate_date,
        posting_date=invoice.posting_date,
        due_date=invoice.due_date,
        discount_date=early,
        discount_ratio=terms.discount_ratio if early is not None else Decimal(0),
        by=by,
        at=at,
    )
