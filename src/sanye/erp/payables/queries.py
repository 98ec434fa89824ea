"""Reads of payables."""

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
def get_payable_position(*, supplier_id: UUID, as_of: date | None = None, by: Actor) -> Position:
    """What we owe a supplier in functional currency, and how much of it was due before `as_of`."""
    return open_items.get_position(side=Side.PAYABLE, party_id=supplier_id, as_of=as_of, by=by)


@query
def list_payables(
    *, supplier_id: UUID | None = None, is_open: bool | None = None, by: Actor
) -> QuerySet[OpenItem]:
    """Open items of this side; `is_open` False lists the settled ones, None both."""
    return open_items.list_open_items(
        side=Side.PAYABLE, party_id=supplier_id, is_open=is_open, by=by
    )


@query
def list_payments(*, supplier_id: UUID | None = None, by: Actor) -> QuerySet[Payment]:
    """Money to a supplier."""
    return open_items.list_payments(side=Side.PAYABLE, party_id=supplier_id, by=by)


@query
def get_payable_ageing(
    *, as_of: date, supplier_id: UUID | None = None, by: Actor
) -> tuple[AgeingRow, ...]:
    """What was open at the end of a day, past ones too, by party, currency and days overdue."""
    return open_items.get_ageing(side=Side.PAYABLE, as_of=as_of, party_id=supplier_id, by=by)


@query
def get_supplier_statement(
    *, supplier_id: UUID, currency: str, from_date: date, to_date: date, by: Actor
) -> PartyStatement:
    """Opening balance, documents and settlements in a span of days, closing balance."""
    return open_items.get_statement(
        side=Side.PAYABLE,
        party_id=supplier_id,
        currency=currency,
        from_date=from_date,
        to_date=to_date,
        by=by,
    )
