"""Promising stock to a demand, giving it back, shipping it.

Locks: the balances of the items wanted, in the order of their keys, then the allocations. Where
there is plenty, all else is written before the balances are locked: who wants the same waits only
for their change and the commit.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection, transaction

from sanye.contracts.erp.inventory import MovementKind
from sanye.erp.inventory.commands.allotting import Wanted, allot, allot_of_plenty, leaving_line
from sanye.erp.inventory.commands.balances import KEY_COLUMNS
from sanye.erp.inventory.commands.movements import post_movement
from sanye.erp.inventory.domain.allocation import AllocationLine
from sanye.erp.inventory.errors import NothingAllocated
from sanye.erp.inventory.models import StockAllocation, StockMovement
from sanye.erp.inventory.publishing import publish_allocated, publish_released
from sanye.erp.inventory.queries.masters import get_item_facts, get_sites
from sanye.kernel.actors import Actor
from sanye.stem.commands import command
from sanye.stem.rows.bulk import insert_rows
from sanye.stem.rows.kept import ask_what_changed

_KEY = ", ".join(f"balance.{column}" for column in KEY_COLUMNS.split(", "))
_LOCK_ALLOCATED = f"""
    SELECT balance.id FROM erp_stock_balance AS balance
     WHERE balance.company_id = %(company)s AND balance.id = ANY(ARRAY(
           SELECT balance_id FROM erp_stock_allocation
            WHERE company_id = %(company)s AND demand_type = %(demand_type)s
              AND demand_id = ANY(%(demands)s) AND open_quantity > 0
           UNION ALL
           SELECT heap.id FROM unnest(%(items)s::uuid[], %(sites)s::uuid[]) AS of (item_id, site_id)
             JOIN erp_stock_balance AS heap USING (item_id, site_id)
            WHERE heap.company_id = %(company)s AND heap.status = 'AVAILABLE'
              AND heap.owner_id IS NULL AND heap.on_hand > heap.allocated))
     ORDER BY {_KEY}
       FOR NO KEY UPDATE
"""  # noqa: S608 - constants

_CHANGE_ALLOCATED = f"""
    WITH changes AS (SELECT * FROM unnest(%s::uuid[], %s::numeric[]) AS given (id, change)),
         locked AS (
           SELECT balance.id, changes.change
             FROM erp_stock_balance AS balance JOIN changes ON changes.id = balance.id
            WHERE balance.on_hand >= balance.allocated + changes.change
            ORDER BY {_KEY}
              FOR NO KEY UPDATE OF balance)
    UPDATE erp_stock_balance AS balance SET allocated = balance.allocated + locked.change
      FROM locked WHERE balance.id = locked.id
"""  # noqa: S608 - constants


@command
def allocate(
    *,
    demand_type: str,
    demand_id: UUID,
    item_id: UUID,
    site_id: UUID,
    quantity: Decimal,
    lot: str = "",
    serial_number: str = "",
    by: Actor,
    at: datetime,
) -> list[StockAllocation]:
    """Promise available stock to a demand, first expiry first. Raises NotEnoughStock.

    Of a lot that has expired only those get something who ask for it by name.
    """
    line = AllocationLine(
        demand_id=demand_id,
        item_id=item_id,
        site_id=site_id,
        quantity=quantity,
        lot=lot,
        serial_number=serial_number,
    )
    return allocate_lines(demand_type=demand_type, lines=[line], by=by, at=at)


@command
def allocate_lines(
    *, demand_type: str, lines: Sequence[AllocationLine], by: Actor, at: datetime
) -> list[StockAllocation]:
    """Promise stock to many demands at once: all of them or, by NotEnoughStock, none."""
    moment = ask_what_changed()
    items = get_item_facts((line.item_id for line in lines), moment)
    sites = get_sites((line.site_id for line in lines), moment)
    wanted = Wanted(demand_type, lines, items, sites)
    if plenty := [allocation for allocation, _ in allot_of_plenty(wanted, by=by, at=at)]:
        before = transaction.savepoint()
        if _store(plenty):
            return plenty
        transaction.savepoint_rollback(before)
    allocations = [allocation for allocation, _ in allot(wanted, by=by, at=at)]
    _store(allocations)
    return allocations


def _store(allocations: Sequence[StockAllocation]) -> bool:
    """Write and tell them; False where, of balances not locked before, others left too little."""
    insert_rows(allocations)
    publish_allocated(allocations)
    return _change_allocated((row.balance_id, row.quantity) for row in allocations)


def _change_allocated(parts: Iterable[tuple[UUID, Decimal]]) -> bool:
    """Add to what is allocated of balances, which are locked from now on; False, where one of them
    has too little on hand and is left as it is."""
    changes: dict[UUID, Decimal] = defaultdict(Decimal)
    for balance_id, change in parts:
        changes[balance_id] += change
    with connection.cursor() as cursor:
        cursor.execute(_CHANGE_ALLOCATED, [list(changes), list(changes.values())])
        return bool(cursor.rowcount == len(changes))


@command
def release_allocations(
    *, demand_type: str, demand_ids: Sequence[UUID], by: Actor, at: datetime
) -> list[StockAllocation]:
    """Give back what the demands have not taken yet; without any, nothing happens."""
    allocations = take_allocations(demand_type, demand_ids, by=by, at=at)
    publish_released(allocations)
    return allocations


@command
def ship_allocated(
    *,
    demand_type: str,
    demand_ids: Sequence[UUID],
    kind: MovementKind,
    posting_date: date,
    source_type: str,
    source_id: UUID,
    source_number: str,
    reason_code: str = "",
    by: Actor,
    at: datetime,
) -> StockMovement:
    """Let everything that the demands have allocated leave in one movement.

    The ledger lines carry the demand's id as `source_line_id`. Raises NothingAllocated.
    """
    allocations = take_allocations(demand_type, demand_ids, by=by, at=at)
    if not allocations:
        raise NothingAllocated(demand_type=demand_type)
    lines = [leaving_line(allocation, allocation.balance.key) for allocation in allocations]
    return post_movement(
        kind=kind,
        posting_date=posting_date,
        lines=lines,
        source_type=source_type,
        source_id=source_id,
        source_number=source_number,
        reason_code=reason_code,
        by=by,
        at=at,
    )


@command
def lock_allocated(
    *,
    demand_type: str,
    demand_ids: Sequence[UUID],
    wanted: Collection[AllocationLine] = (),
    by: Actor,
    at: datetime,
) -> None:
    """Before what several demands have allocated leaves one after the other, or is given back for
    what is `wanted`: hold all these heaps, in the order in which everybody locks them."""
    with connection.cursor() as cursor:
        cursor.execute(
            _LOCK_ALLOCATED,
            {
                "company": by.company_id,
                "demand_type": demand_type,
                "demands": list(demand_ids),
                "items": [line.item_id for line in wanted],
                "sites": [line.site_id for line in wanted],
            },
        )


def take_allocations(
    demand_type: str, demand_ids: Sequence[UUID], *, by: Actor, at: datetime
) -> list[StockAllocation]:
    """Close the demands' open allocations and free their balances.

    The rows returned still carry, in memory, the quantity that was open.
    """
    ids = list(demand_ids)
    lock_allocated(demand_type=demand_type, demand_ids=ids, by=by, at=at)
    rows = StockAllocation.objects.filter(
        demand_type=demand_type, demand_id__in=ids, open_quantity__gt=0
    )
    allocations = list(
        rows.select_related("balance").order_by("id").select_for_update(of=("self",))
    )
    if allocations:
        _change_allocated((row.balance_id, -row.open_quantity) for row in allocations)
        chosen = StockAllocation.objects.filter(id__in=[row.id for row in allocations])
        chosen.update(open_quantity=0, closed_at=at)
    return allocations
