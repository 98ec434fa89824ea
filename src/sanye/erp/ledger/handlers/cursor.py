"""The cursor that posts, and what every entry of it has."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Protocol
from uuid import UUID

from sanye.contracts.erp.finance import AccountRole
from sanye.contracts.erp.purchasing import SupplierInvoicePosted
from sanye.contracts.erp.sales import TaxRow
from sanye.erp.ledger.commands import POSTING_CURSOR, EntrySource
from sanye.erp.ledger.domain.entries import EntryKind, EntryLine, Money
from sanye.erp.ledger.queries import get_bank_account, get_functional_currency
from sanye.kernel.actors import Actor
from sanye.stem.events.cursors import Cursor, Recorded
from sanye.stem.masterdata.queries import get_items

ONE = Decimal(1)
posting = Cursor(POSTING_CURSOR, kind="REACTION", on_failure="HALT")


class Books:
    """What facts are posted with: read once for a batch, and only if one of them needs it."""

    def __init__(self, batch: Sequence[Recorded], by: Actor) -> None:
        self._batch = batch
        self.by = by
        self.functional_currency = get_functional_currency(by=by)
        self._banks: dict[tuple[str, str], str] = {}

    def account_of_bank(self, code: str, currency: str) -> str:
        """The code of the ledger account of a bank account, or of the currency's, if there is one.
        Raises what `get_bank_account` raises."""
        key = code, currency
        if key not in self._banks:
            bank = get_bank_account(code=code, currency=currency, by=self.by)
            self._banks[key] = bank.account.code if bank else ""
        return self._banks[key]

    @cached_property
    def stocked(self) -> set[UUID]:
        """Those items that were ordered from suppliers and that stock keeps."""
        ids = {
            line.item_id
            for event in self._batch
            if isinstance(event.data, SupplierInvoicePosted)
            for line in event.data.lines
            if line.item_id and line.purchase_order_line_id
        }
        items = get_items(item_ids=ids, by=self.by)
        return {item.id for item in items.values() if item.kind != "SERVICE"}


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
        correlation_id=event.correlation_id,
    )


def tax_lines(taxes: Sequence[TaxRow], role: AccountRole, *, sign: Decimal) -> list[EntryLine]:
    """One line for each tax of a document."""
    return [
        EntryLine(role=role, amount=sign * tax.tax_amount, tax_code=tax.tax_code) for tax in taxes
    ]
