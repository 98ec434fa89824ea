"""What flows in and out of items day by day, read in one statement and so at one instant.

In: usable stock, open receipts, the plan's orders. Out: demand, what planned orders take, holds.
A confirmed order counts by its hold until the plan provides for it, by its demand from then on.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sanye.engines.mrp import NodeKey
from sanye.kernel.actors import Actor
from sanye.stem.postgresql.base import planned_once

GRACE = timedelta(seconds=60)
"""How much longer than it says a hold is kept, for a confirmation that is on its way."""

Flows = dict[NodeKey, list[tuple[date, Decimal]]]

_FLOWS = """
    WITH
    live AS (
        SELECT hold.id, hold.sales_order_id FROM scm_hold hold
        WHERE hold.company_id = %(company)s AND NOT hold.is_planned
          AND hold.id IS DISTINCT FROM %(replaced)s
          AND (hold.status = 'COMMITTED' OR hold.status = 'HELD' AND hold.expires_at > %(alive)s)
          AND NOT EXISTS (
              SELECT FROM scm_known_demand demand
              WHERE demand.company_id = hold.company_id AND demand.order_id = hold.sales_order_id
              HAVING bool_and(demand.is_planned)))
    SELECT item_id::text, site_id::text, greatest(flow_date, %(today)s), sum(quantity) FROM (
        SELECT item_id, site_id, %(today)s::date AS flow_date, quantity FROM scm_known_stock
        WHERE company_id = %(company)s AND item_id = ANY(%(items)s)
        UNION ALL
        SELECT item_id, site_id, due_date, quantity FROM scm_known_supply
        WHERE company_id = %(company)s AND item_id = ANY(%(items)s)
        UNION ALL
        SELECT item_id, site_id, due_date, quantity FROM scm_planned_order planned
        WHERE company_id = %(company)s AND item_id = ANY(%(items)s)
          AND status IN ('PLANNED', 'FIRMED', 'RELEASED')
          AND NOT EXISTS (
              SELECT FROM scm_known_supply supply
              WHERE supply.company_id = planned.company_id
                AND planned.id = ANY(supply.planned_order_ids))
        UNION ALL
        SELECT item_id, site_id, need_date, -quantity FROM scm_plan_requirement
        WHERE company_id = %(company)s AND item_id = ANY(%(items)s)
        UNION ALL
        SELECT item_id, site_id, due_date, -quantity FROM scm_known_demand demand
        WHERE company_id = %(company)s AND item_id = ANY(%(items)s)
          AND order_id IS DISTINCT FROM %(replaced_order)s
          AND NOT EXISTS (SELECT FROM live WHERE live.sales_order_id = demand.order_id)
        UNION ALL
        SELECT item_id, site_id, flow_date, quantity FROM scm_hold_flow flow
        WHERE company_id = %(company)s AND item_id = ANY(%(items)s)
          AND EXISTS (SELECT FROM live WHERE live.id = flow.hold_id)
    ) AS flow GROUP BY item_id, site_id, 3 HAVING sum(quantity) <> 0
"""


def load_flows(
    item_ids: Collection[UUID],
    *,
    today: date,
    by: Actor,
    at: datetime,
    replaced: tuple[UUID, UUID | None] | None = None,
) -> Flows:
    """Signed quantities by node and day, what is past as of today.

    `replaced`: a hold (and its order) whose supply may be used.
    """
    given: dict[str, Any] = {
        "company": by.company_id,
        "items": list(item_ids),
        "today": today,
        "alive": at - GRACE,
        "replaced": replaced[0] if replaced is not None else None,
        "replaced_order": replaced[1] if replaced is not None else None,
    }
    flows: Flows = defaultdict(list)
    with planned_once() as cursor:
        cursor.execute(_FLOWS, given)
        for item, site, on, quantity in cursor.fetchall():
            flows[NodeKey(item, site)].append((on, quantity))
    return flows
