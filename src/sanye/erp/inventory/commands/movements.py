"""Posting to the stock ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import connection

from sanye.contracts.erp.inventory import MovementKind
from sanye.erp.inventory.commands.allotting import Wanted, allot, leaving_line
from sanye.erp.inventory.commands.balances import apply_changes, apply_serials, lock_heaps
from sanye.erp.inventory.domain.allocation import AllocationLine
from sanye.erp.inventory.domain.keys import StockStatus
from sanye.erp.inventory.domain.movements import (
    ItemFacts,
    MovementLine,
    changes_by_key,
    changes_by_serial,
    check_lines,
    refuse_on_the_way,
    with_locations,
    with_lot_status,
)
from sanye.erp.inventory.errors import (
    AlreadyReversed,
    DocumentUnknown,
    LinesMissing,
    OwnedByDocument,
)
from sanye.erp.inventory.models import StockAllocation, StockLedgerLine, StockMovement
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
from sanye.stem.masterdata.models import Site
from sanye.stem.numbering.commands import draw_numbers
from sanye.stem.rows.bulk import insert_rows
from sanye.stem.rows.kept import ask_what_changed

TRANSFER = "transfer_order"
OWN_SOURCES = frozenset({"opening_stock", "scrap", "status_change", "stock_move"})

ARRIVALS = frozenset(
    {
        MovementKind.OPENING,
        MovementKind.PURCHASE_RECEIPT,
        MovementKind.PRODUCTION_ISSUE,
        MovementKind.PRODUCTION_COMPLETION,
        MovementKind.CUSTOMER_RETURN,
        MovementKind.SCRAP,
    }
)

_LOT_STATUS = """
    SELECT item_id, number, status FROM erp_lot
     WHERE company_id = %s AND (item_id, number) IN
           (SELECT * FROM unnest(%s::uuid[], %s::text[]))
     ORDER BY item_id, number FOR SHARE
"""
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
class Movement:
    """What a document moves: its lines, or what is wanted of available stock for demands of one
    type, first expiry first."""

    kind: MovementKind
    posting_date: date
    source_type: str
    source_id: UUID | None
    source_number: str
    reason_code: str = ""
    lines: Sequence[MovementLine] = ()
    demand_type: str = ""
    wanted: Sequence[AllocationLine] = ()
    reverses: StockMovement | None = None


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
    movement = Movement(
        kind=kind,
        posting_date=posting_date,
        source_type=source_type,
        source_id=source_id,
        source_number=source_number,
        reason_code=reason_code,
        lines=lines,
    )
    (posted,) = _post([movement], to_site_id=to_site_id, by=by, at=at)
    return posted


@command
def post_movements(
    *, movements: Sequence[Movement], by: Actor, at: datetime
) -> list[StockMovement]:
    """As post_movement, one after the other; what is wanted is allocated and leaves at once."""
    return _post(movements, by=by, at=at)


@command
def lock_stock(*, lines: Sequence[MovementLine], by: Actor, at: datetime) -> None:
    """Before goods change by several movements: hold all heaps of these goods, of whatever status
    and place, in the order in which everybody locks them. Documents are locked before."""
    lock_heaps(by.company_id, lines, ())


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
    rows = StockMovement.objects.select_for_update(of=("self",))
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
    reversal = Movement(
        kind=MovementKind(movement.kind),
        posting_date=posting_date,
        source_type=movement.source_type,
        source_id=movement.source_id,
        source_number=movement.source_number,
        reason_code=reason_code,
        lines=lines,
        reverses=movement,
    )
    (posted,) = _post([reversal], by=by, at=at)
    return posted


def _post(
    movements: Sequence[Movement], *, to_site_id: UUID | None = None, by: Actor, at: datetime
) -> list[StockMovement]:
    items, sites = _masters(movements, to_site_id)
    allocations: list[StockAllocation] = []
    moved: list[list[MovementLine]] = []
    for movement, placed in _held(movements, items, sites, by.company_id):
        if movement.wanted:
            wanted = Wanted(movement.demand_type, movement.wanted, items, sites)
            allotted = allot(wanted, by=by, at=at)
            allocations += [allocation for allocation, _ in allotted]
            lines = [leaving_line(allocation, key) for allocation, key in allotted]
            check_lines(lines, items)
        else:
            lines = placed
        apply_changes(by.company_id, changes_by_key(lines), sites)
        apply_serials(by.company_id, changes_by_serial(lines))
        moved.append(lines)
    for allocation in allocations:
        allocation.open_quantity, allocation.closed_at = Decimal(0), at
    insert_rows(allocations)
    posted = _documents(movements, by=by, at=at)
    insert_rows(posted)
    ledger = [_ledger(*document, items) for document in zip(posted, moved, strict=True)]
    StockLedgerLine.objects.bulk_create([row for rows in ledger for row in rows])
    publish_stock_moved(list(zip(posted, ledger, strict=True)), allocations)
    return posted


def _held(
    movements: Sequence[Movement],
    items: Mapping[UUID, ItemFacts],
    sites: dict[UUID, Site],
    company_id: UUID,
) -> list[tuple[Movement, list[MovementLine]]]:
    """Each movement with its lines, if it names them. Of several, all heaps are locked from now on:
    components and what is made of them are changed one after the other, counts change them
    together."""
    placed = [
        (one, [] if one.wanted else _placed(one, items, sites, company_id)) for one in movements
    ]
    if len(placed) > 1:
        moved = [line for _, lines in placed for line in lines]
        lock_heaps(company_id, moved, [line for one in movements for line in one.wanted])
    return placed


def _masters(
    movements: Sequence[Movement], to_site_id: UUID | None
) -> tuple[dict[UUID, ItemFacts], dict[UUID, Site]]:
    named: list[MovementLine | AllocationLine] = []
    for movement in movements:
        named += movement.lines or movement.wanted
    moment = ask_what_changed()
    items = get_item_facts((line.item_id for line in named), moment)
    return items, get_sites((line.site_id for line in named), moment, to_site_id=to_site_id)


def _placed(
    movement: Movement,
    items: Mapping[UUID, ItemFacts],
    sites: dict[UUID, Site],
    company_id: UUID,
) -> list[MovementLine]:
    """The movement's lines, checked, each with its location; their lots exist from now on."""
    if not movement.lines:
        raise LinesMissing(field="lines")
    check_lines(movement.lines, items)
    if movement.source_type != TRANSFER:
        refuse_on_the_way(movement.lines)
    refuse_foreign_locations(movement.lines, sites)
    lines = with_locations(movement.lines, get_default_locations(movement.lines, sites))
    ensure_lots(lines, items, movement.posting_date, company_id)
    if movement.kind in ARRIVALS or any(map(_ends_transit, lines)):
        lines = with_lot_status(lines, _lots_withheld(lines, company_id))
    return lines


def _ends_transit(line: MovementLine) -> bool:
    """Goods on the way have no status of their own: they take their lot's when they are there."""
    return line.status == StockStatus.IN_TRANSIT and line.quantity < 0


def _documents(movements: Sequence[Movement], *, by: Actor, at: datetime) -> list[StockMovement]:
    numbers = draw_numbers("SM", len(movements), at=at)
    return [
        StockMovement(
            id=new_id(),
            company_id=by.company_id,
            number=number,
            kind=movement.kind,
            posting_date=movement.posting_date,
            posted_at=at,
            source_type=movement.source_type,
            source_id=movement.source_id,
            source_number=movement.source_number,
            reason_code=movement.reason_code,
            reverses=movement.reverses,
        )
        for number, movement in zip(numbers, movements, strict=True)
    ]


def _ledger(
    movement: StockMovement, lines: Sequence[MovementLine], items: Mapping[UUID, ItemFacts]
) -> list[StockLedgerLine]:
    return [
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


def _lots_withheld(lines: Sequence[MovementLine], company_id: UUID) -> dict[tuple[UUID, str], str]:
    """The status of each lot that arrives and is not AVAILABLE; nobody gives them another before
    the lines are on hand."""
    lots = sorted({(line.item_id, line.lot) for line in lines if line.lot and line.quantity > 0})
    if not lots:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_LOT_STATUS, [company_id, [i for i, _ in lots], [n for _, n in lots]])
        rows = cursor.fetchall()
    return {
        (item, number): status for item, number, status in rows if status != StockStatus.AVAILABLE
    }


def _expiry(item: ItemFacts, made_date: date) -> date | None:
    if item.shelf_life_days is None:
        return None
    return made_date + timedelta(days=min(item.shelf_life_days, (date.max - made_date).days))
