"""Valuations being made: lines gathered against balances, then written and published at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.contracts.erp.finance import AccountRole, StockValued, ValuedLine
from sanye.erp.costing.commands.keeping import Balances
from sanye.erp.costing.domain.averaging import Balance, Change
from sanye.erp.costing.models import ItemValue, Valuation, ValuationLine
from sanye.erp.ledger.commands import first_open_day
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.commands import command
from sanye.stem.events.log import publish
from sanye.stem.rows.bulk import insert_rows

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """The event that is valued, and the document it comes from.

    `role`: against which account, where it is not that of its kind.
    """

    kind: str
    source_type: str
    source_id: UUID
    source_number: str
    document_date: date
    movement_id: UUID | None = None
    event_id: UUID | None = None
    correlation_id: UUID | None = None
    text: str = ""
    role: AccountRole | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a line is about: an item, where it lies, the document's line that moves it."""

    item_id: UUID | None = None
    site_id: UUID | None = None
    source_line_id: UUID | None = None


@dataclass(slots=True)
class Draft:
    """Lines of one valuation; who adds to it sees to it that they come to zero."""

    cause: Cause
    currency: str
    balances: Balances
    lines: list[ValuationLine] = field(default_factory=list)

    def add(
        self, role: AccountRole, amount: Decimal, place: Place, *, quantity: Decimal = ZERO
    ) -> None:
        """One side; nothing is kept of a line without amount and quantity."""
        if amount or quantity:
            self.lines.append(
                ValuationLine(
                    role=role,
                    item_id=place.item_id,
                    site_id=place.site_id,
                    source_line_id=place.source_line_id,
                    quantity=quantity,
                    amount=amount,
                )
            )


@command
def write_valuations(
    *, drafts: Sequence[Draft], balances: Balances, by: Actor, at: datetime
) -> list[Valuation]:
    """Store balances and lines, and publish; those that have lines."""
    balances.store()
    kept = [draft for draft in drafts if draft.lines]
    if not kept:
        return []
    days = sorted({draft.cause.document_date for draft in kept})
    open_days = {day: first_open_day(day, by=by, at=at)[1] for day in days}
    valuations = [_row(draft, open_days[draft.cause.document_date], by) for draft in kept]
    for draft, valuation in zip(kept, valuations, strict=True):
        for line in draft.lines:
            line.company_id = by.company_id
            line.valuation = valuation
    insert_rows(valuations)
    insert_rows([line for draft in kept for line in draft.lines])
    publish(
        *map(_fact, valuations, kept),
        correlation_ids=[draft.cause.correlation_id for draft in kept],
    )
    return valuations


def _row(draft: Draft, posting_date: date, by: Actor) -> Valuation:
    cause = draft.cause
    return Valuation(
        id=new_id(),
        company_id=by.company_id,
        kind=cause.kind,
        source_type=cause.source_type,
        source_id=cause.source_id,
        source_number=cause.source_number,
        movement_id=cause.movement_id,
        document_date=cause.document_date,
        posting_date=posting_date,
        event_id=cause.event_id,
        text=cause.text,
    )


def _fact(valuation: Valuation, draft: Draft) -> StockValued:
    return StockValued(
        valuation_id=valuation.id,
        source_type=valuation.source_type,
        source_id=valuation.source_id,
        source_number=valuation.source_number,
        movement_id=valuation.movement_id,
        kind=valuation.kind,
        posting_date=valuation.document_date,
        currency=draft.currency,
        lines=tuple(
            ValuedLine(
                account_role=line.role,
                item_id=line.item_id,
                site_id=line.site_id,
                quantity=line.quantity,
                amount=line.amount,
            )
            for line in draft.lines
        ),
    )


def balance_of(row: ItemValue) -> Balance:
    """The row as the rules know it."""
    return Balance(quantity=row.quantity, value=row.value, unit_cost=row.unit_cost)


def keep(row: ItemValue, change: Change) -> None:
    """The balance after a change; stored with the valuation."""
    row.quantity = change.balance.quantity
    row.value = change.balance.value
    row.unit_cost = change.balance.unit_cost
