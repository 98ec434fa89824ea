"""What the ledger posts when others report a fact: every event becomes one balanced entry.

Lines name account roles; the company's posting rules turn roles into accounts.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sanye.contracts.crm.service import ServiceCostReported
from sanye.contracts.erp.finance import (
    OpenItemsSettled,
    PaymentMade,
    PaymentReceived,
    PaymentReversed,
    StockValued,
)
from sanye.contracts.erp.purchasing import SupplierInvoicePosted
from sanye.contracts.erp.sales import CreditNoteIssued, SalesInvoiceIssued
from sanye.contracts.scm.transport import FreightAccrued
from sanye.erp.ledger.commands import EntrySource, NewEntry, post_entries, reverse_fact
from sanye.erp.ledger.domain.entries import EntryKind
from sanye.erp.ledger.handlers import payments, purchases, sales, service, stock
from sanye.erp.ledger.handlers.cursor import Books, posting
from sanye.kernel.actors import Actor
from sanye.stem.events.cursors import Recorded

_ENTRY: dict[Any, Callable[[Recorded, Books], NewEntry]] = {
    StockValued: stock.stock_valued,
    SalesInvoiceIssued: sales.sales_invoice_issued,
    CreditNoteIssued: sales.credit_note_issued,
    SupplierInvoicePosted: purchases.supplier_invoice_posted,
    FreightAccrued: purchases.freight_accrued,
    PaymentReceived: payments.payment_received,
    PaymentMade: payments.payment_made,
    OpenItemsSettled: payments.open_items_settled,
    ServiceCostReported: service.service_cost_reported,
}


@posting.on(*_ENTRY, together=True)
def facts_told(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """Post all facts of a batch together."""
    books = Books(batch, by)
    entries = [_ENTRY[type(event.data)](event, books) for event in batch]
    post_entries(entries=entries, by=by, at=at)


@posting.on(PaymentReversed)
def payment_reversed(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """The opposite of the payment's entry, or of its part in that of a day of the past."""
    books = Books(batch, by)
    for event in batch:
        fact: PaymentReversed = event.data
        source = EntrySource(
            kind=EntryKind.REVERSAL,
            type="payment",
            id=fact.payment_id,
            number=fact.number,
            fact_id=fact.payment_id,
            event_id=event.event_id,
            text=fact.reason,
        )
        if fact.past is None:
            reverse_fact(source=source, document_date=fact.posting_date, by=by, at=at)
        else:
            entry = payments.past_payment_reversed(fact, fact.past, source, books)
            post_entries(entries=[entry], by=by, at=at)
