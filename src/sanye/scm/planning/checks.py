"""What must always be true of planning, proven on the live rows."""

from uuid import UUID

from sanye.kernel.checks import Outcome, check
from sanye.stem.rows.checking import find_broken

_TOLD = """
    SELECT coalesce(known.item_id, told.item_id) AS item_id,
           coalesce(known.site_id, told.site_id) AS site_id,
           coalesce(known.quantity, 0) AS known, coalesce(told.quantity, 0) AS told
      FROM (SELECT item_id, site_id, quantity FROM scm_known_stock
             WHERE company_id = %(company)s) AS known
      FULL JOIN (
           SELECT (line->>'item_id')::uuid AS item_id, (line->>'site_id')::uuid AS site_id,
                  sum((line->>'quantity')::numeric) AS quantity
             FROM stem_event AS event
             JOIN stem_cursor AS position
               ON position.company_id = event.company_id
              AND position.name = 'scm.planning.supply_demand'
             CROSS JOIN jsonb_array_elements(event.data->'lines') AS line
            WHERE event.company_id = %(company)s
              AND event.type IN ('sanye.erp.stock.moved.v1', 'sanye.erp.stock.imported.v1')
              AND line->>'status' = 'AVAILABLE' AND line->>'owner_id' IS NULL
              AND (pg_visible_in_snapshot(event.xid, position.done::pg_snapshot)
                   OR event.xid = pg_current_xact_id_if_assigned()
                   OR position.target IS NOT NULL
                      AND pg_visible_in_snapshot(event.xid, position.target::pg_snapshot)
                      AND event.position <= position.page_position)
              AND NOT EXISTS (SELECT FROM stem_parked_event AS parked
                               WHERE parked.cursor_id = position.id
                                 AND parked.position = event.position)
            GROUP BY 1, 2) AS told
        ON told.item_id = known.item_id AND told.site_id = known.site_id
     WHERE coalesce(known.quantity, 0) <> coalesce(told.quantity, 0)
"""

_PEGGED_TWICE = """
    SELECT planned.id AS planned_order_id, planned.quantity, sum(peg.quantity) AS pegged
      FROM scm_planned_order AS planned
      JOIN scm_plan_peg AS peg
        ON peg.company_id = planned.company_id AND peg.supply_id = planned.id
     WHERE planned.company_id = %(company)s AND planned.status <> 'HANDED_OVER'
     GROUP BY planned.id HAVING sum(peg.quantity) > planned.quantity
"""

_NOT_SERVED = """
    SELECT demand.line_id, demand.quantity, coalesce(sum(peg.quantity), 0) AS pegged
      FROM scm_known_demand AS demand
      LEFT JOIN scm_plan_peg AS peg
        ON peg.company_id = demand.company_id AND peg.need_id = demand.line_id
     WHERE demand.company_id = %(company)s AND demand.is_planned
       AND demand.demand_type = 'sales_order'
       AND EXISTS (SELECT FROM stem_item_site AS planned
                    WHERE planned.company_id = demand.company_id AND planned.is_planned
                      AND planned.item_id = demand.item_id AND planned.site_id = demand.site_id)
       AND NOT EXISTS (SELECT FROM scm_net_change AS change
                        WHERE change.company_id = demand.company_id)
       AND EXISTS (SELECT FROM scm_planning_run AS run
                    WHERE run.company_id = demand.company_id
                      AND demand.due_date <= run.as_of_date + 365)
     GROUP BY demand.id HAVING coalesce(sum(peg.quantity), 0) <> demand.quantity
"""

_STUCK = """
    SELECT id AS planned_order_id, released_at FROM scm_planned_order
     WHERE company_id = %(company)s AND status = 'RELEASED' AND kind = 'MAKE'
       AND released_at < now() - interval '1 hour'
"""


@check("scm.planning.known_stock_is_what_was_told")
def known_stock_is_what_was_told(company_id: UUID) -> Outcome:
    """Known stock equals the sum of stock moved and taken over up to the cursor's position."""
    return find_broken("scm_known_stock", _TOLD, company_id)


@check("scm.planning.nothing_pegged_twice")
def nothing_pegged_twice(company_id: UUID) -> Outcome:
    """No planned order serves more than its quantity."""
    return find_broken("scm_plan_peg", _PEGGED_TWICE, company_id)


@check("scm.planning.every_demand_is_served")
def every_demand_is_served(company_id: UUID) -> Outcome:
    """Every planned sales line is pegged in full to stock, receipts or planned orders."""
    return find_broken("scm_known_demand", _NOT_SERVED, company_id)


@check("scm.planning.released_orders_are_taken_over")
def released_orders_are_taken_over(company_id: UUID) -> Outcome:
    """A planned order released to be made has become a production order within the hour."""
    return find_broken("scm_planned_order", _STUCK, company_id)
