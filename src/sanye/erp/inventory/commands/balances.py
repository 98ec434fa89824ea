"""Keeping the balance: one statement per movement, rows locked in the order of their keys."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from sanye.erp.inventory.domain.allocation import AllocationLine
from sanye.erp.inventory.domain.keys import StockKey
from sanye.erp.inventory.domain.movements import MovementLine, SerialChange
from sanye.erp.inventory.errors import NotEnoughStock, SerialNumberElsewhere
from sanye.erp.inventory.queries.masters import get_codes
from sanye.kernel.ids import new_id
from sanye.stem.masterdata.models import Site

KEY_COLUMNS = ", ".join(StockKey._fields)

# A heap that may not be negative takes a change only if what is allocated stays on hand. A row
# that the WHERE refuses is locked but not returned; a new row of a refused change stays at zero.
_APPLY = f"""
    INSERT INTO erp_stock_balance AS balance
           (id, company_id, {KEY_COLUMNS}, on_hand, allocated, last_change, may_be_negative)
    SELECT id, %s, {KEY_COLUMNS},
           CASE WHEN may_be_negative THEN change ELSE greatest(change, 0) END,
           0, change, may_be_negative
      FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::text[], %s::text[],
                  %s::text[], %s::uuid[], %s::text[], %s::numeric[], %s::boolean[])
           AS changes (id, {KEY_COLUMNS}, change, may_be_negative)
     ORDER BY {KEY_COLUMNS}
        ON CONFLICT (company_id, {KEY_COLUMNS}) DO UPDATE
       SET on_hand = balance.on_hand + EXCLUDED.last_change,
           last_change = EXCLUDED.last_change,
           may_be_negative = EXCLUDED.may_be_negative
                             OR balance.on_hand + EXCLUDED.last_change < 0
     WHERE EXCLUDED.last_change > 0
        OR balance.on_hand + EXCLUDED.last_change >= balance.allocated
        OR (EXCLUDED.may_be_negative AND balance.allocated = 0)
    RETURNING {KEY_COLUMNS}, (xmax = 0 AND last_change < 0 AND NOT may_be_negative) AS refused
"""  # noqa: S608 - constants

_AVAILABLE = """
    SELECT coalesce(sum(on_hand - allocated), 0) FROM erp_stock_balance
     WHERE company_id = %s AND item_id = %s AND site_id = %s AND location_id = %s AND lot = %s
       AND serial_number = %s AND status = %s AND owner_id IS NOT DISTINCT FROM %s
       AND handling_unit = %s
"""

_LOCK = f"""
    SELECT FROM erp_stock_balance
     WHERE id IN (
           SELECT heap.id FROM erp_stock_balance AS heap
             JOIN unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[])
                  AS moved (item_id, site_id, lot, serial_number)
                  USING (item_id, site_id, lot, serial_number)
            WHERE heap.company_id = %s
            UNION ALL
           SELECT heap.id FROM erp_stock_balance AS heap
             JOIN unnest(%s::uuid[], %s::uuid[]) AS wanted (item_id, site_id)
                  USING (item_id, site_id)
            WHERE heap.company_id = %s AND heap.status = 'AVAILABLE'
              AND heap.on_hand > heap.allocated)
     ORDER BY {KEY_COLUMNS}
       FOR NO KEY UPDATE
"""  # noqa: S608 - constants

_APPLY_SERIALS = """
    INSERT INTO erp_serial_number AS serial
           (id, company_id, item_id, number, lot, on_hand, last_change, site_id, location_id,
            status)
    SELECT id, %s, item_id, number, lot, (site_id IS NOT NULL)::int, change, site_id, location_id,
           status
      FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::int[], %s::uuid[],
                  %s::uuid[], %s::text[])
           AS changes (id, item_id, number, lot, change, site_id, location_id, status)
     ORDER BY item_id, number
        ON CONFLICT (company_id, item_id, number) DO UPDATE
       SET on_hand = serial.on_hand + EXCLUDED.last_change,
           last_change = EXCLUDED.last_change,
           lot = CASE WHEN EXCLUDED.lot = '' THEN serial.lot ELSE EXCLUDED.lot END,
           site_id = EXCLUDED.site_id,
           location_id = EXCLUDED.location_id,
           status = EXCLUDED.status
     WHERE serial.on_hand + EXCLUDED.last_change BETWEEN 0 AND 1
    RETURNING item_id, number, (xmax = 0 AND last_change <> 1) AS refused
"""


def lock_heaps(
    company_id: UUID, moved: Sequence[MovementLine], wanted: Sequence[AllocationLine]
) -> None:
    """For what changes heaps by more than one statement: hold all of them, in their order."""
    lines = sorted({(one.item_id, one.site_id, one.lot, one.serial_number) for one in moved})
    items = sorted({(one.item_id, one.site_id) for one in wanted})
    columns = [[line[place] for line in lines] for place in range(4)]
    with connection.cursor() as cursor:
        cursor.execute(
            _LOCK,
            [*columns, company_id, [i for i, _ in items], [s for _, s in items], company_id],
        )


def apply_changes(
    company_id: UUID, changes: Mapping[StockKey, Decimal], sites: Mapping[UUID, Site]
) -> None:
    """Add each change to its heap. Raises NotEnoughStock for the first heap that refuses."""
    if not changes:
        return
    keys = list(changes)
    columns: list[list[Any]] = [[new_id() for _ in keys]]
    columns += [list(column) for column in zip(*keys, strict=True)]
    columns += [
        list(changes.values()),
        [may_be_negative(key, sites[key.site_id]) for key in keys],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_APPLY, [company_id, *columns])
        applied = {StockKey(*row[:-1]) for row in cursor.fetchall() if not row[-1]}
    _refuse_missing(company_id, changes, applied, sites)


def may_be_negative(key: StockKey, site: Site) -> bool:
    """Whether the site's policy lets this heap fall below zero; a serial number never may."""
    return site.negative_stock != "FORBIDDEN" and not key.serial_number


def _refuse_missing(
    company_id: UUID,
    changes: Mapping[StockKey, Decimal],
    applied: Collection[StockKey],
    sites: Mapping[UUID, Site],
) -> None:
    for key, change in changes.items():
        if key in applied:
            continue
        with connection.cursor() as cursor:
            cursor.execute(_AVAILABLE, [company_id, *key])
            available = cursor.fetchone()[0]
        raise NotEnoughStock(
            item=get_codes([key.item_id])[key.item_id],
            site=sites[key.site_id].code,
            lot=key.lot or key.serial_number or "-",
            status=key.status,
            needed=-change,
            available=available,
            field="quantity",
        )


def apply_serials(company_id: UUID, serials: Sequence[SerialChange]) -> None:
    """Move each serial number. Raises SerialNumberElsewhere unless it is then in 0 or 1 places."""
    if not serials:
        return
    places = [serial.place for serial in serials]
    columns: list[list[Any]] = [
        [new_id() for _ in serials],
        [serial.item_id for serial in serials],
        [serial.number for serial in serials],
        [place.lot if place else "" for place in places],
        [serial.change for serial in serials],
        [place.site_id if place else None for place in places],
        [place.location_id if place else None for place in places],
        [place.status if place else "" for place in places],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_APPLY_SERIALS, [company_id, *columns])
        applied = {(row[0], row[1]) for row in cursor.fetchall() if not row[2]}
    for serial in serials:
        if (serial.item_id, serial.number) not in applied:
            raise SerialNumberElsewhere(
                serial_number=serial.number,
                item=get_codes([serial.item_id])[serial.item_id],
                field="serial_number",
            )
