"""Posting to the stock ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection

from sanye.contracts.erp.inventory import MovementKind
from sanye.erp.inventory.commands.balances import apply_changes, apply_serials
from sanye.erp.inventory.domain.keys import StockStatus
from sanye.erp.inventory.domain.movements import (
    ItemFacts,
    MovementLine,
    changes_by_key,
    changes_by_serial,
    check_line,
    with_locations,
    with_lot_status,
)
from sanye.erp.inventory.errors import (
    AlreadyReversed,
    DocumentUnknown,
    LinesMissing,
    OwnedByDocument,
)
from sanye.erp.inventory.models import Lot, StockLedgerLine, StockMovement
from sanye.erp.inventory.publishing import publish_stock_moved
from sanye.erp.inventory.queries.masters import (
    get_default_locations,
    get_item_facts,
    get_sites,
    refuse_foreign_locations,
)
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.commands import command
from sanye.stem.numbering.commands import draw_number

_LOT_COLUMNS = ("item_id", "number", "status")
OWN_SOURCES = frozenset({"opening_stock", "scrap", "status_change", "stock_move"})

ARRIVALS = frozenset(
    {
        MovementKind.OPENING,
        MovementKind.PURCHASE_RECEIPT,
        MovementKind.PRODUCTION_COMPLETION,
        MovementKind.CUSTOMER_RETURN,
    }
)

_ENSURE_LOTS = """
    INSERT INTO erp_lot (id, company_id, item_id, number, status, expires_date, made_date,
                         supplier_lot)
    SELECT id, %s, item_id, number, 'AVAILABLE', expires_date, %s, ''
      FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::date[])
           AS lots (id, item_id, number, expires_date)
     ORDER BY item_id, number
        ON CONFLICT (company_id, item_id, number) DO NOTHING
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The document a movement comes from."""

    type: str
    id: UUID | None = None
    number: str = ""


@command
def post_movement(
    *,
    kind: MovementKind,
    posting_date: date,
    lines: Sequence[MovementLine],
    source_type: str,
    source_id: UUID | None,
    source_number: str,
    reason_code: str = "",
    to_site_id: UUID | None = None,
    by: Actor,
    at: datetime,
) -> StockMovement:
    """Write the lines into the stock ledger and change the balances, in a constant number of
    statements.

    `to_site_id`: another site that the source lets an actor move stock with who sees one of the
    two only. Refuses what would make a heap negative or take what is allocated (NotEnoughStock),
    a serial number that would be in two places, and lines that do not fit their item.
    """
    source = Source(type=source_type, id=source_id, number=source_number)
    return _post(
        kind, posting_date, lines, source, reason_code, to_site_id=to_site_id, by=by, at=at
    )


@command
def reverse_movement(
    *, movement_id: UUID, posting_date: date, reason_code: str, by: Actor, at: datetime
) -> StockMovement:
    """Take back a movement that stock itself posted: opening, scrap, status change, move.

    Movements of other documents are corrected there (OwnedByDocument).
    """
    movement = _lock_movement(movement_id)
    if movement.source_type not in OWN_SOURCES:
        raise OwnedByDocument(
            number=movement.number, source=movement.source_number or movement.source_type
        )
    return _reverse(movement, posting_date, reason_code, by=by, at=at)


@command
def reverse_document_movement(
    *, movement_id: UUID, posting_date: date, reason_code: str, by: Actor, at: datetime
) -> StockMovement:
    """Take back a movement on behalf of the document that owns it; for neighbours."""
    return _reverse(_lock_movement(movement_id), posting_date, reason_code, by=by, at=at)


def _lock_movement(movement_id: UUID) -> StockMovement:
    rows = StockMovement.objects.select_for_update(of=("self",), no_key=True)
    movement: StockMovement | None = rows.filter(id=movement_id).first()
    if movement is None:
        raise DocumentUnknown(what="stock movement", id=movement_id)
    return movement


def _reverse(
    movement: StockMovement, posting_date: date, reason_code: str, *, by: Actor, at: datetime
) -> StockMovement:
    was_reversed = StockMovement.objects.filter(reverses=movement).exists()
    if was_reversed or movement.reverses_id is not None:
        raise AlreadyReversed(number=movement.number)
    lines = [
        MovementLine.of(
            line.key,
            -line.quantity,
            unit_cost=line.unit_cost,
            source_line_id=line.source_line_id,
        )
        for line in StockLedgerLine.unscoped.filter(movement=movement).order_by("id")
    ]
    source = Source(type=movement.source_type, id=movement.source_id, number=movement.source_number)
    kind = MovementKind(movement.kind)
    return _post(kind, posting_date, lines, source, reason_code, reverses=movement, by=by, at=at)


def _post(
    kind: MovementKind,
    posting_date: date,
    lines: Sequence[MovementLine],
    source: Source,
    reason_code: str,
    *,
    reverses: StockMovement | None = None,
    to_site_id: UUID | None = None,
    by: Actor,
    at: datetime,
) -> StockMovement:
    if not lines:
        raise LinesMissing(field="lines")
    items = get_item_facts(line.item_id for line in lines)
    sites = get_sites((line.site_id for line in lines), to_site_id=to_site_id)
    for row, line in enumerate(lines, start=1):
        check_line(line, items[line.item_id], row=row)
    refuse_foreign_locations(lines, sites)
    placed = with_locations(lines, get_default_locations(lines, sites))
    ensure_lots(placed, items, posting_date, by.company_id)
    if kind in ARRIVALS:
        placed = with_lot_status(placed, _lots_withheld(placed))
    apply_changes(by.company_id, changes_by_key(placed), sites)
    apply_serials(by.company_id, changes_by_serial(placed))
    movement: StockMovement = StockMovement.objects.create(
        id=new_id(),
        company_id=by.company_id,
        number=draw_number("SM", at=at),
        kind=kind,
        posting_date=posting_date,
        posted_at=at,
        source_type=source.type,
        source_id=source.id,
        source_number=source.number,
        reason_code=reason_code,
        reverses=reverses,
    )
    ledger = _write_ledger(movement, placed, items)
    publish_stock_moved(movement, ledger)
    return movement


def _write_ledger(
    movement: StockMovement, lines: Sequence[MovementLine], items: Mapping[UUID, ItemFacts]
) -> list[StockLedgerLine]:
    return list(
        StockLedgerLine.objects.bulk_create(
            [
                StockLedgerLine(
                    company_id=movement.company_id,
                    movement=movement,
                    **line.key._asdict(),
                    quantity=line.quantity,
                    unit=items[line.item_id].unit,
                    unit_cost=line.unit_cost,
                    source_line_id=line.source_line_id,
                    posted_at=movement.posted_at,
                )
                for line in lines
            ]
        )
    )


def ensure_lots(
    lines: Sequence[MovementLine],
    items: Mapping[UUID, ItemFacts],
    posting_date: date,
    company_id: UUID,
) -> None:
    """Lots that arrive for the first time exist from now on, expiring by the item's shelf life."""
    lots = sorted({(line.item_id, line.lot) for line in lines if line.lot and line.quantity > 0})
    if not lots:
        return
    expiries = [_expiry(items[item_id], posting_date) for item_id, _ in lots]
    ids = [new_id() for _ in lots]
    with connection.cursor() as cursor:
        cursor.execute(
            _ENSURE_LOTS,
            [company_id, posting_date, ids, [i for i, _ in lots], [n for _, n in lots], expiries],
        )


def _lots_withheld(lines: Sequence[MovementLine]) -> dict[tuple[UUID, str], str]:
    """The status of each lot of the lines that is not AVAILABLE."""
    numbers = {line.lot for line in lines if line.lot}
    if not numbers:
        return {}
    rows = Lot.objects.filter(number__in=numbers).exclude(status=StockStatus.AVAILABLE)
    return {(item, number): status for item, number, status in rows.values_list(*_LOT_COLUMNS)}


def _expiry(item: ItemFacts, made_date: date) -> date | None:
    if item.shelf_life_days is None:
        return None
    return made_date + timedelta(days=min(item.shelf_life_days, (date.max - made_date).days))
