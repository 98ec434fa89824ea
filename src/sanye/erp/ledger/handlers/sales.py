"""What customers are invoiced and credited."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from sanye.contracts.erp.finance import AccountRole
from sanye.contracts.erp.sales import CreditNoteIssued, InvoiceLine, SalesInvoiceIssued
from sanye.erp.ledger.commands import NewEntry
from sanye.erp.ledger.domain.entries import EntryLine
from sanye.erp.ledger.handlers.cursor import ONE, Books, money_of, source_of, tax_lines
from sanye.stem.events.cursors import Recorded


def sales_invoice_issued(event: Recorded, _books: Books) -> NewEntry:
    """Receivable against revenue and output tax."""
    fact: SalesInvoiceIssued = event.data
    lines = [
        EntryLine(
            role=AccountRole.RECEIVABLE,
            amount=fact.gross_amount,
            party_id=fact.customer_id,
            text=fact.number,
        ),
        *_sales_lines(fact.lines, AccountRole.REVENUE, fact.customer_id, sign=-ONE),
        *tax_lines(fact.taxes, AccountRole.OUTPUT_TAX, sign=-ONE),
    ]
    return NewEntry(
        source=source_of(event, "sales_invoice", fact.invoice_id, fact.number),
        lines=lines,
        money=money_of(fact),
        document_date=fact.posting_date,
    )


def credit_note_issued(event: Recorded, _books: Books) -> NewEntry:
    """Sales returns and output tax against the receivable."""
    fact: CreditNoteIssued = event.data
    lines = [
        EntryLine(
            role=AccountRole.RECEIVABLE,
            amount=-fact.gross_amount,
            party_id=fact.customer_id,
            text=fact.number,
        ),
        *_sales_lines(fact.lines, AccountRole.SALES_RETURNS, fact.customer_id, sign=ONE),
        *tax_lines(fact.taxes, AccountRole.OUTPUT_TAX, sign=ONE),
    ]
    return NewEntry(
        source=source_of(event, "credit_note", fact.credit_note_id, fact.number),
        lines=lines,
        money=money_of(fact),
        document_date=fact.posting_date,
    )


def _sales_lines(
    lines: Sequence[InvoiceLine], role: AccountRole, customer_id: UUID, *, sign: Decimal
) -> list[EntryLine]:
    return [
        EntryLine(
            role=role,
            amount=sign * line.net_amount,
            item_id=line.item_id,
            party_id=customer_id,
            quantity=line.quantity,
            tax_code=line.tax_code or "",
        )
        for line in lines
    ]
