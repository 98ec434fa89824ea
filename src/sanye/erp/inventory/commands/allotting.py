"""Finding the heaps that serve demands: what expires first goes first.

Heaps are locked as they are found, or, where there is plenty, only when they are changed.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from sanye.erp.inventory.commands.balances import KEY_COLUMNS
from sanye.erp.inventory.domain.allocation import AllocationLine, Candidate, spread
from sanye.erp.inventory.domain.keys import StockKey
from sanye.erp.inventory.domain.movements import ItemFacts, MovementLine, check_fineness
from sanye.erp.inventory.errors import NotEnoughStock, QuantityNotPositive
from sanye.erp.inventory.models import StockAllocation
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.identity.fixed import fixed_of
from sanye.stem.masterdata.models import Site

_KEY = ", ".join(f"balance.{column}" for column in KEY_COLUMNS.split(", "))
_CANDIDATES = f"""
    SELECT balance.id, balance.on_hand - balance.allocated, lot.expires_date, {_KEY}
      FROM erp_stock_balance AS balance
      LEFT JOIN erp_lot AS lot ON lot.company_id = balance.company_id
           AND lot.item_id = balance.item_id AND lot.number = balance.lot
     WHERE balance.company_id = %s AND balance.status = 'AVAILABLE' AND balance.owner_id IS NULL
       AND balance.on_hand > balance.allocated
       AND (balance.item_id, balance.site_id) IN
           (SELECT * FROM unnest(%s::uuid[], %s::uuid[]))
     ORDER BY {_KEY}
"""  # noqa: S608 - constants
_LOCKED = "FOR NO KEY UPDATE OF balance"


class Wanted(NamedTuple):
    """What demands of one type want, with the facts of its items and sites."""

    demand_type: str
    lines: Sequence[AllocationLine]
    items: Mapping[UUID, ItemFacts]
    sites: Mapping[UUID, Site]


class Heap(NamedTuple):
    balance_id: UUID
    key: StockKey


Candidates = dict[tuple[UUID, UUID], list[Candidate[Heap]]]
Allotted = list[tuple[StockAllocation, StockKey]]


def allot(wanted: Wanted, *, by: Actor, at: datetime) -> Allotted:
    """An allocation, to be stored by the caller, for each part of a heap that a line gets.

    The balances of the items wanted are locked. Raises NotEnoughStock.
    """
    _check_quantities(wanted)
    candidates = _find_candidates(wanted.lines, by.company_id, _LOCKED)
    return _allot(candidates, wanted, by=by, at=at)


def allot_of_plenty(wanted: Wanted, *, by: Actor, at: datetime) -> Allotted:
    """As `allot`, but nothing is locked; nothing is allotted where a heap would be emptied.

    Others may take of the heaps meanwhile: whoever changes them sees whether enough is left.
    """
    _check_quantities(wanted)
    candidates = _find_candidates(wanted.lines, by.company_id, "")
    try:
        allotted = _allot(candidates, wanted, by=by, at=at)
    except NotEnoughStock:
        return []
    left = [heap.available for heaps in candidates.values() for heap in heaps]
    return allotted if all(left) else []


def _allot(candidates: Candidates, wanted: Wanted, *, by: Actor, at: datetime) -> Allotted:
    allotted = []
    today = fixed_of(by).day_at(at)
    for row, line in enumerate(wanted.lines, start=1):
        item, site = wanted.items[line.item_id], wanted.sites[line.site_id]
        parts = _take(candidates, line, item, site, row, today)
        for heap, quantity in parts:
            allocation = StockAllocation(
                id=new_id(),
                company_id=by.company_id,
                demand_type=wanted.demand_type,
                demand_id=line.demand_id,
                balance_id=heap.balance_id,
                item_id=line.item_id,
                site_id=line.site_id,
                quantity=quantity,
                open_quantity=quantity,
                unit=item.unit,
                allocated_at=at,
            )
            allotted.append((allocation, heap.key))
    return allotted


def leaving_line(allocation: StockAllocation, key: StockKey) -> MovementLine:
    """The line by which what is allocated of a heap leaves for its demand."""
    return MovementLine.of(key, -allocation.open_quantity, source_line_id=allocation.demand_id)


def _check_quantities(wanted: Wanted) -> None:
    for row, line in enumerate(wanted.lines, start=1):
        if line.quantity <= 0:
            raise QuantityNotPositive(quantity=line.quantity, field="quantity", row=row)
        check_fineness(line.quantity, wanted.items[line.item_id], row=row)


def _find_candidates(lines: Sequence[AllocationLine], company_id: UUID, locked: str) -> Candidates:
    wanted = sorted({(line.item_id, line.site_id) for line in lines})
    found: Candidates = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            _CANDIDATES + locked, [company_id, [i for i, _ in wanted], [s for _, s in wanted]]
        )
        for balance_id, available, expires, *values in cursor.fetchall():
            key = StockKey(*values)
            candidate = Candidate(
                Heap(balance_id, key), available, expires, key.lot, key.serial_number
            )
            found[key.item_id, key.site_id].append(candidate)
    return found


def _take(
    candidates: Candidates,
    line: AllocationLine,
    item: ItemFacts,
    site: Site,
    row: int,
    today: date,
) -> list[tuple[Heap, Decimal]]:
    """Take one line's quantity out of the candidates, which are less by it afterwards."""
    heaps = candidates[line.item_id, line.site_id]
    if line.lot:
        fitting = [heap for heap in heaps if heap.lot == line.lot]
    else:
        fitting = [heap for heap in heaps if not heap.is_expired(today)]
    if line.serial_number:
        fitting = [heap for heap in fitting if heap.tie == line.serial_number]
    taken, missing = spread(fitting, line.quantity)
    if missing > 0:
        raise NotEnoughStock(
            item=item.code,
            site=site.code,
            lot=line.lot or line.serial_number or "-",
            status="AVAILABLE",
            needed=line.quantity,
            available=line.quantity - missing,
            field="quantity",
            row=row,
        )
    for part in taken:
        part.candidate.available -= part.quantity
    return [(part.heap, part.quantity) for part in taken]
