"""Keeping the history of demand as the facts tell it; set-wise, the last word of a line wins."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection

from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.scm.demand.domain.states import EntryKind
from sanye.scm.demand.models import DemandEntry, StockDay
from sanye.scm.demand.publishing import Place, publish_used
from sanye.stem.commands import command
from sanye.stem.rows.bulk import insert_rows, update_rows

ORDERS = "ORDERS"


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedLine:
    """So much wanted on a day; quantity 0: nothing any more. `served_date`: nothing of it waits
    since that day, or since it was shipped, if that is known; None: some of it waits."""

    line_id: UUID
    order_line_id: UUID | None = None
    item_id: UUID
    site_id: UUID
    quantity: Decimal
    unit: str
    demand_date: date
    served_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """All lines of one document, as they are now."""

    kind: EntryKind
    source_type: str
    source_id: UUID
    number: str
    customer_id: UUID | None
    lines: Sequence[WantedLine]
    reason_code: str = ""


@command(logged=False)
def put_demand(*, documents: Sequence[Wanted], by: Actor, at: datetime) -> None:
    """Replace what is known of these documents; when a line was shipped in full stays known."""
    newest = {document.source_id: document for document in documents}
    known = DemandEntry.objects.filter(source_id__in=newest, kind__in=_kinds(newest.values()))
    before = {row.line_id: row for row in known}
    known.delete()
    rows = [
        _entry(document, line, line.served_date and _served(line, before.get(line.line_id)), by)
        for document in newest.values()
        for line in document.lines
        if line.quantity > 0
    ]
    insert_rows(rows)
    publish_used(ORDERS, _given_back(before, rows))


@command(logged=False)
def put_returns(*, documents: Sequence[Wanted], by: Actor, at: datetime) -> None:
    """Note what customers gave back, each line once, on the day on which it had been wanted."""
    lines = {line.line_id: (document, line) for document in documents for line in document.lines}
    DemandEntry.objects.filter(line_id__in=lines, kind=EntryKind.RETURN).delete()
    wanted = {line.order_line_id for _, line in lines.values() if line.order_line_id is not None}
    origins = {
        row.order_line_id: row
        for row in DemandEntry.objects.filter(
            order_line_id__in=wanted, kind=EntryKind.ORDER
        ).order_by("-demand_date", "-line_id")
    }
    rows = []
    for document, line in lines.values():
        if line.quantity <= 0:
            continue
        row = _entry(document, line, None, by)
        origin = origins.get(line.order_line_id)
        if origin is not None:
            row.site_id, row.demand_date = origin.site_id, origin.demand_date
        rows.append(row)
    insert_rows(rows)


@command(logged=False)
def end_demand(*, source_ids: Collection[UUID], by: Actor, at: datetime) -> None:
    """These orders are cancelled: they were no demand."""
    known = DemandEntry.objects.filter(source_id__in=source_ids, kind=EntryKind.ORDER)
    before = {row.line_id: row for row in known}
    known.delete()
    publish_used(ORDERS, _given_back(before, ()))


@command(logged=False)
def note_served(*, lines: Sequence[tuple[UUID, Decimal, date]], by: Actor, at: datetime) -> None:
    """What lines still lack after a shipment of a day: (line, open quantity, day)."""
    newest = {line_id: day if left <= 0 else None for line_id, left, day in lines}
    rows = list(DemandEntry.objects.filter(line_id__in=newest, kind=EntryKind.ORDER))
    for row in rows:
        row.served_date = newest[row.line_id]
    update_rows(rows, ["served_date"])


@command(logged=False)
def add_stock_days(
    *, changes: Sequence[tuple[UUID, UUID, date, Decimal]], by: Actor, at: datetime
) -> None:
    """Add signed quantities of usable stock: (item, site, day, quantity)."""
    sums: dict[tuple[UUID, UUID, date], Decimal] = {}
    for item_id, site_id, day, quantity in changes:
        key = (item_id, site_id, day)
        sums[key] = sums.get(key, Decimal(0)) + quantity
    rows = [(new_id(), *key, quantity) for key, quantity in sorted(sums.items())]
    if not rows:
        return
    columns = [list(column) for column in zip(*rows, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {StockDay._meta.db_table} AS known"  # noqa: S608, SLF001 - a name
            " (id, item_id, site_id, stock_date, quantity, company_id)"
            " SELECT *, %s::uuid FROM"
            " unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::date[], %s::numeric[])"
            " ON CONFLICT (company_id, item_id, site_id, stock_date)"
            " DO UPDATE SET quantity = known.quantity + excluded.quantity",
            [by.company_id, *columns],
        )


@command(logged=False)
def forget_history(*, by: Actor, at: datetime) -> None:
    """Empty the projection of the acting company; replay fills it again."""
    for table in (DemandEntry, StockDay):
        table.objects.filter(company_id=by.company_id).delete()


def _served(line: WantedLine, before: DemandEntry | None) -> date | None:
    """When it was shipped in full, if that was known before."""
    return line.served_date if before is None else before.served_date or line.served_date


def _given_back(before: Mapping[UUID, DemandEntry], rows: Sequence[DemandEntry]) -> set[Place]:
    """Places where order lines want less than before, or on another day: of what is more planning
    hears from the order itself, of this it may have heard while it still stood here."""
    after = {row.line_id: row for row in rows}
    places = set()
    for line_id, was in before.items():
        row = after.get(line_id)
        is_kept = row is not None and _where(row) == _where(was) and row.quantity >= was.quantity
        if was.kind == EntryKind.ORDER and not is_kept:
            places |= {_place(one) for one in (was, row) if one is not None}
    return places


def _place(row: DemandEntry) -> Place:
    return row.item_id, row.site_id


def _where(row: DemandEntry) -> tuple[Place, date]:
    return _place(row), row.demand_date


def _kinds(documents: Collection[Wanted]) -> set[EntryKind]:
    return {document.kind for document in documents}


def _entry(document: Wanted, line: WantedLine, served: date | None, by: Actor) -> DemandEntry:
    return DemandEntry(
        id=new_id(),
        company_id=by.company_id,
        kind=document.kind,
        source_type=document.source_type,
        source_id=document.source_id,
        source_number=document.number,
        line_id=line.line_id,
        order_line_id=line.order_line_id,
        customer_id=document.customer_id,
        item_id=line.item_id,
        site_id=line.site_id,
        quantity=line.quantity,
        unit=line.unit,
        demand_date=line.demand_date,
        served_date=served if document.kind == EntryKind.ORDER else None,
        reason_code=document.reason_code,
    )
