"""What costing found out."""

from sanye.contracts.erp.finance import (
    StockValued,
)
from sanye.erp.ledger.commands import NewEntry
from sanye.erp.ledger.domain.entries import EntryLine, Money
from sanye.erp.ledger.handlers.cursor import ONE, Books, source_of
from sanye.stem.events.cursors import Recorded


def stock_valued(event: Recorded, _books: Books) -> NewEntry:
    """What costing found out, line by line."""
    fact: StockValued = event.data
    return NewEntry(
        source=source_of(
            event, fact.source_type, fact.valuation_id, fact.source_number, source_id=fact.source_id
        ),
        lines=[
            EntryLine(
                role=line.account_role,
                amount=line.amount,
                item_id=line.item_id,
                site_id=line.site_id,
                quantity=line.quantity,
            )
            for line in fact.lines
        ],
        money=Money(currency=fact.currency, exchange_rate=ONE, rate_date=fact.posting_date),
        document_date=fact.posting_date,
    )
