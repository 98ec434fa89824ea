"""Reads of receivables."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from sanye.erp.open_items import queries as open_items
from sanye.erp.open_items.queries import (
    AgeingRow,
    OpenItem,
    PartyStatement,
    Payment,
    Position,
    Side,
)
from sanye.kernel.actors import Actor
from sanye.stem.commands import query


@query
def get_receivable_position(*, customer_id: UUID, as_of: date | None = None, by: Actor) -> Position:
    """What a customer owes in functional currency, and how much of it was due before `as_of`.

    Without a day it is the day of the running command, else today by the database's clock.
    """
    return open_items.get_position(side=Side.RECEIVABLE, party_id=customer_id, as_of=as_of, by=by)


@query
def list_receivables(
    *, customer_id: UUID | None = None, is_open: bool | None = None, by: Actor
) -> QuerySet[OpenItem]:
    """Open items of this side; `is_open` False lists the settled ones, None both."""
    return open_items.list_open_items(
        side=Side.RECEIVABLE, party_id=customer_id, is_open=is_open, by=by
    )


@query
def list_receipts(*, customer_id: UUID | None = None, by: Actor) -> QuerySet[Payment]:
    """Money from a customer."""
    return open_items.list_payments(side=Side.RECEIVABLE, party_id=customer_id, by=by)


@query
def get_receivable_ageing(
    *, as_of: date, customer_id: UUID | None = None, by: Actor
) -> tuple[AgeingRow, ...]:
    """What was open at the end of a day, past ones too, by party, currency and days overdue."""
    return open_items.get_ageing(side=Side.RECEIVABLE, as_of=as_of, party_id=customer_id, by=by)


@query
def get_customer_statement(
    *, customer_id: UUID, currency: str, from_date: date, to_date: date, by: Actor
) -> PartyStatement:
    """Opening balance, documents and settlements in a span of days, closing balance."""
    return open_items.get_statement(
        side=Side.RECEIVABLE,
        party_id=customer_id,
        currency=currency,
        from_date=from_date,
        to_date=to_date,
        by=by,
    )
