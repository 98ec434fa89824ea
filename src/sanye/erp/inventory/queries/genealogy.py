"""Where a lot or serial number came from and where it went, in one query."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from django.db import connection

from sanye.kernel.actors import Actor
from sanye.stem.commands import query


class Direction(StrEnum):
    """UP to what it was made of, DOWN to what was made of it."""

    UP = "UP"
    DOWN = "DOWN"


@dataclass(frozen=True, slots=True)
class GenealogyStep:
    """One production order between a parent and a child of the genealogy; depth from 1.

    UP: (item, lot, serial number) went into what was asked for; DOWN: it came out of it.
    """

    depth: int
    order_id: UUID
    order_number: str
    item_id: UUID
    item_code: str
    lot: str
    serial_number: str
    quantity: Decimal


# An order's issues and completions per item, lot and serial number; what was returned is taken off.
_STEPS = """
    WITH RECURSIVE flow AS (
        SELECT movement.source_id, movement.source_number, movement.kind, line.item_id, line.lot,
               line.serial_number, sum(line.quantity) AS quantity
          FROM erp_stock_ledger AS line
          JOIN erp_stock_movement AS movement ON movement.id = line.movement_id
         WHERE line.company_id = %(company)s AND movement.source_type = 'production_order'
         GROUP BY 1, 2, 3, 4, 5, 6
        HAVING sum(line.quantity) <> 0
    ), walk AS (
        SELECT 0 AS depth, NULL::uuid AS source_id, ''::text AS source_number,
               %(item)s::uuid AS item_id, %(lot)s::text AS lot, %(serial)s::text AS serial_number,
               0::numeric AS quantity
        UNION ALL
        SELECT walk.depth + 1, far.source_id, far.source_number::text, far.item_id, far.lot::text,
               far.serial_number::text, abs(far.quantity)
          FROM walk
          JOIN flow AS near ON near.item_id = walk.item_id AND near.lot = walk.lot
               AND near.serial_number = walk.serial_number AND near.kind = %(near)s
          JOIN flow AS far ON far.source_id = near.source_id AND far.kind = %(far)s
         WHERE walk.lot <> '' OR walk.serial_number <> ''
    ) CYCLE item_id, lot, serial_number SET is_cycle USING path
    SELECT walk.depth, walk.source_id, walk.source_number, walk.item_id, item.code, walk.lot,
           walk.serial_number, walk.quantity
      FROM walk JOIN stem_item AS item ON item.id = walk.item_id
     WHERE walk.depth > 0 AND NOT walk.is_cycle
     ORDER BY walk.depth, walk.source_number, item.code, walk.lot, walk.serial_number
"""


@query
def get_genealogy(
    *, item_id: UUID, lot: str = "", serial_number: str = "", direction: Direction, by: Actor
) -> list[GenealogyStep]:
    """All steps from a lot or serial number, nearest first.

    What carries neither lot nor serial number is named, but not followed further.
    """
    issues, completions = "PRODUCTION_ISSUE", "PRODUCTION_COMPLETION"
    near, far = (completions, issues) if direction == Direction.UP else (issues, completions)
    with connection.cursor() as cursor:
        cursor.execute(
            _STEPS,
            {
                "company": by.company_id,
                "item": item_id,
                "lot": lot,
                "serial": serial_number,
                "near": near,
                "far": far,
            },
        )
        return [GenealogyStep(*row) for row in cursor.fetchall()]
