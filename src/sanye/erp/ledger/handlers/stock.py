"""What costing found out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sanye.contracts.erp.finance import (
    StockValued,
)
from sanye.erp.ledger.commands import NewEntry, post_entries
from sanye.erp.ledger.domain.entries import EntryLine, Money
from sanye.erp.ledger.handlers.cursor import ONE, posting, source_of
from sanye.kernel.actors import Actor
from sanye.stem.events.cursors import Recorded


@posting.on(StockValued, together=True)
def stock_valued(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """What costing found out, line by line."""
    post_entries(entries=[_entry(event) for event in batch], by=by, at=at)


def _entry(event: Recorded) -> NewEntry:
    fact: StockValued = event.data
    source = source_of(
        event, fact.source_type, fact.valuation_id, fact.source_number, source_id=fact.source_id
    )
    return NewEntry(
        source=replace(source, correlation_id=event.correlation_id),
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
