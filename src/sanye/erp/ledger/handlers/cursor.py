"""The cursor that posts, and what every entry of it has."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from sanye.contracts.erp.finance import AccountRole
from sanye.contracts.erp.sales import TaxRow
from sanye.erp.ledger.commands import EntrySource
from sanye.erp.ledger.domain.entries import EntryKind, EntryLine, Money
from sanye.stem.events.cursors import Cursor, Recorded

ONE = Decimal(1)
posting = Cursor("erp.ledger.posting", kind="REACTION", on_failure="HALT")


class _Priced(Protocol):
    @property
    def currency(self) -> str: ...
    @property
    def exchange_rate(self) -> Decimal: ...
    @property
    def rate_date(self) -> date: ...


def money_of(fact: _Priced) -> Money:
    """The currency of a fact with its rate and the rate's day."""
    return Money(currency=fact.currency, exchange_rate=fact.exchange_rate, rate_date=fact.rate_date)


def source_of(event: Recorded, type_: str, fact_id: UUID, number: str, **more: UUID) -> EntrySource:
    """What the entry is posted for; `source_id` if the document is not the fact itself."""
    return EntrySource(
        kind=EntryKind.AUTOMATIC,
        type=type_,
        id=more.get("source_id", fact_id),
        number=number,
        fact_id=fact_id,
        event_id=event.event_id,
    )


def tax_lines(taxes: Sequence[TaxRow], role: AccountRole, *, sign: Decimal) -> list[EntryLine]:
    """One line for each tax of a document."""
    return [
        EntryLine(role=role, amount=sign * tax.tax_amount, tax_code=tax.tax_code) for tax in taxes
    ]
