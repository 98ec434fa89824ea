"""What service costs that is not charged."""

from sanye.contracts.crm.service import ServiceCostReported
from sanye.contracts.erp.finance import AccountRole
from sanye.erp.ledger.commands import NewEntry
from sanye.erp.ledger.domain.entries import EntryLine, Money
from sanye.erp.ledger.handlers.cursor import ONE, Books, source_of
from sanye.stem.events.cursors import Recorded


def service_cost_reported(event: Recorded, _books: Books) -> NewEntry:
    """Warranty or service against the labour that is paid anyway, or what is still to be billed.

    A report that takes back another has the opposite amount, and so has its entry.
    """
    fact: ServiceCostReported = event.data
    expense = AccountRole.WARRANTY_EXPENSE if fact.is_in_warranty else AccountRole.SERVICE_EXPENSE
    source = (
        AccountRole.LABOR_ABSORBED if fact.kind == "LABOR" else AccountRole.SERVICE_COST_ACCRUED
    )
    return NewEntry(
        source=source_of(event, "case", fact.report_id, fact.case_number, source_id=fact.case_id),
        lines=[
            EntryLine(
                role=expense,
                amount=fact.amount,
                item_id=fact.item_id,
                party_id=fact.customer_id,
                text=fact.case_number,
            ),
            EntryLine(role=source, amount=-fact.amount, item_id=fact.item_id),
        ],
        money=Money(currency=fact.currency, exchange_rate=ONE, rate_date=fact.posting_date),
        document_date=fact.posting_date,
    )
