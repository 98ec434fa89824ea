"""What costing found out."""

from collections.abc import Sequence
from datetime import datetime

from sanye.contracts.erp.finance import (
    StockValued,
)
from sanye.erp.ledger.commands import post_entry
from sanye.erp.ledger.domain.entries import EntryLine, Money
from sanye.erp.ledger.handlers.cursor import ONE, posting, source_of
from sanye.kernel.actors import Actor
from sanye.stem.events.cursors import Recorded


@posting.on(StockValued)
def stock_valued(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """What costing found out, line by line."""
    for event in batch:
        fact: StockValued = event.data
        post_entry(
            source=source_of(
                event,
                fact.source_type,
                fact.valuation_id,
                fact.source_number,
                source_id=fact.source_id,
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
            by=by,
            at=at,
        )
