"""From our rows to our published events."""

from collections.abc import Sequence
from decimal import Decimal

from sanye.contracts.erp import sales as contract
from sanye.erp.invoicing.models import SalesInvoice, SalesInvoiceLine, SalesInvoiceLineTax
from sanye.stem.events.log import publish

Lines = Sequence[tuple[SalesInvoiceLine, Sequence[SalesInvoiceLineTax]]]


def publish_issued(invoice: SalesInvoice, lines: Lines) -> None:
    """The customer owes us."""
    publish(
        contract.SalesInvoiceIssued(
            invoice_id=invoice.id,
            number=invoice.number,
            customer_id=invoice.customer_id,
            currency=invoice.currency,
            exchange_rate=invoice.exchange_rate,
            rate_date=invoice.rate_date,
            posting_date=invoice.posting_date,
            due_date=invoice.due_date,
            net_amount=invoice.net_amount,
            tax_amount=invoice.tax_amount,
            gross_amount=invoice.gross_amount,
            lines=_lines(lines),
            taxes=tax_rows(lines),
        )
    )


def publish_credited(note: SalesInvoice, lines: Lines) -> None:
    """The customer owes us less."""
    publish(
        contract.CreditNoteIssued(
            credit_note_id=note.id,
            number=note.number,
            invoice_id=note.corrects_id,
            customer_id=note.customer_id,
            currency=note.currency,
            exchange_rate=note.exchange_rate,
            rate_date=note.rate_date,
            posting_date=note.posting_date,
            reason=note.reason,
            net_amount=note.net_amount,
            tax_amount=note.tax_amount,
            gross_amount=note.gross_amount,
            lines=_lines(lines),
            taxes=tax_rows(lines),
        )
    )


def _lines(lines: Lines) -> tuple[contract.InvoiceLine, ...]:
    """A line with several taxes names none: the document's rows tell them."""
    return tuple(
        contract.InvoiceLine(
            invoice_line_id=line.id,
            item_id=line.item_id,
            text=line.text,
            quantity=line.quantity,
            unit=line.unit,
            net_amount=line.net_amount,
            tax_amount=line.tax_amount,
            tax_code=taxes[0].tax_code if len(taxes) == 1 else None,
            sales_order_id=line.sales_order_id,
            order_line_id=line.order_line_id,
            delivery_line_id=line.delivery_line_id,
        )
        for line, taxes in lines
    )


def tax_rows(lines: Lines) -> tuple[contract.TaxRow, ...]:
    """One row per tax and rate, in the order in which they first appear."""
    sums: dict[tuple[str, Decimal], list[Decimal]] = {}
    for _, taxes in lines:
        for tax in taxes:
            row = sums.setdefault((tax.tax_code, tax.rate_ratio), [Decimal(0), Decimal(0)])
            row[0] += tax.base_amount
            row[1] += tax.tax_amount
    return tuple(
        contract.TaxRow(tax_code=code, ratio=ratio, base_amount=base, tax_amount=amount)
        for (code, ratio), (base, amount) in sums.items()
    )
