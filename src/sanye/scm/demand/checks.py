"""What must always be true of demand, proven on the live rows and the log."""

from uuid import UUID

from sanye.kernel.checks import Outcome, check
from sanye.stem.rows.checking import find_broken

_HANDLED = """
    WITH handled AS (
    SELECT event.* FROM stem_event AS event
      JOIN stem_cursor AS position
        ON position.company_id = event.company_id AND position.name = 'scm.demand.history'
     WHERE event.company_id = %(company)s
       AND (pg_visible_in_snapshot(event.xid, position.done::pg_snapshot)
            OR event.xid = pg_current_xact_id_if_assigned()
            OR position.target IS NOT NULL
               AND pg_visible_in_snapshot(event.xid, position.target::pg_snapshot)
               AND event.position <= position.page_position)
       AND NOT EXISTS (SELECT FROM stem_parked_event AS parked
                        WHERE parked.cursor_id = position.id
                          AND parked.position = event.position))
"""
"""Events that the history has seen."""

_ORDERED = """
    , newest AS (
        SELECT DISTINCT ON (key) type, data FROM handled
         WHERE type IN ('sanye.erp.sales_order.confirmed.v1', 'sanye.erp.sales_order.amended.v1',
                        'sanye.erp.sales_order.cancelled.v1', 'sanye.erp.sales_order.imported.v1')
         ORDER BY key, position DESC),
    told AS (
        SELECT (line->>'schedule_line_id')::uuid AS line_id,
               (line->>'quantity')::numeric AS quantity
          FROM newest CROSS JOIN jsonb_array_elements(
               CASE WHEN type = 'sanye.erp.sales_order.cancelled.v1' THEN '[]'::jsonb
                    ELSE data->'lines' END) AS line
         WHERE coalesce((data->>'is_cancelled')::boolean, false) = false
           AND (line->>'quantity')::numeric > 0),
    kept AS (
        SELECT line_id, quantity FROM scm_demand_entry
         WHERE company_id = %(company)s AND kind = 'ORDER')
    SELECT coalesce(kept.line_id, told.line_id) AS line_id, kept.quantity AS kept,
           told.quantity AS told
      FROM kept FULL JOIN told ON told.line_id = kept.line_id
     WHERE kept.quantity IS DISTINCT FROM told.quantity
"""

_RETURNED = """
    , imported AS (
        SELECT DISTINCT ON (key) key, data FROM handled
         WHERE type = 'sanye.erp.customer_return.imported.v1' ORDER BY key, position DESC),
    told AS (
        SELECT key, sum(quantity) AS quantity FROM (
            SELECT key, (line->>'quantity')::numeric AS quantity
              FROM handled CROSS JOIN jsonb_array_elements(data->'lines') AS line
             WHERE type = 'sanye.erp.customer_return.settled.v1'
            UNION ALL
            SELECT key, (line->>'received_quantity')::numeric
              FROM imported CROSS JOIN jsonb_array_elements(data->'lines') AS line
             WHERE coalesce(line->>'outcome', '') NOT IN ('REPLACE', 'REPAIR')) AS lines
         GROUP BY key),
    kept AS (
        SELECT source_id, sum(quantity) AS quantity FROM scm_demand_entry
         WHERE company_id = %(company)s AND kind = 'RETURN' GROUP BY source_id)
    SELECT coalesce(source_id, key) AS customer_return_id, kept.quantity AS kept,
           told.quantity AS told
      FROM kept FULL JOIN told ON key = source_id
     WHERE coalesce(kept.quantity, 0) <> coalesce(told.quantity, 0)
"""

_STOCKED = """
    , told AS (
        SELECT (line->>'item_id')::uuid AS item_id, (line->>'site_id')::uuid AS site_id,
               (data->>'posting_date')::date AS stock_date,
               sum((line->>'quantity')::numeric) AS quantity
          FROM handled CROSS JOIN jsonb_array_elements(data->'lines') AS line
         WHERE type = 'sanye.erp.stock.moved.v1'
           AND line->>'status' = 'AVAILABLE' AND line->>'owner_id' IS NULL
         GROUP BY 1, 2, 3),
    kept AS (
        SELECT item_id, site_id, stock_date, quantity FROM scm_stock_day
         WHERE company_id = %(company)s)
    SELECT coalesce(kept.item_id, told.item_id) AS item_id,
           coalesce(kept.site_id, told.site_id) AS site_id,
           coalesce(kept.stock_date, told.stock_date) AS stock_date,
           kept.quantity AS kept, told.quantity AS told
      FROM kept FULL JOIN told USING (item_id, site_id, stock_date)
     WHERE coalesce(kept.quantity, 0) <> coalesce(told.quantity, 0)
"""

_LOST = """
    SELECT lost.id AS lost_demand_id, lost.quantity, entry.quantity AS kept
      FROM scm_lost_demand AS lost
      JOIN handled ON handled.type = 'sanye.scm.demand.lost.v1' AND handled.key = lost.id
      LEFT JOIN scm_demand_entry AS entry
        ON entry.company_id = lost.company_id AND entry.kind = 'LOST' AND entry.line_id = lost.id
     WHERE lost.company_id = %(company)s AND entry.quantity IS DISTINCT FROM lost.quantity
"""

_LINES = """
    SELECT series.id AS series_id, version.period_count, count(line.id) AS lines
      FROM scm_forecast_series AS series
      JOIN scm_forecast_version AS version ON version.id = series.version_id
      LEFT JOIN scm_forecast_line AS line
        ON line.version_id = series.version_id AND line.item_id = series.item_id
       AND line.site_id = series.site_id
     WHERE series.company_id = %(company)s
     GROUP BY series.id, version.period_count, series.method
    HAVING count(line.id) <> CASE WHEN series.method = 'NONE' THEN 0
                                  ELSE version.period_count END
"""

_OVERRIDES = """
    SELECT override.id AS override_id, override.quantity, line.quantity AS held
      FROM scm_forecast_override AS override
      JOIN scm_forecast_version AS version
        ON version.id = override.version_id AND version.status <> 'SUPERSEDED'
      LEFT JOIN scm_forecast_line AS line
        ON line.version_id = override.version_id AND line.item_id = override.item_id
       AND line.site_id = override.site_id AND line.period_date = override.period_date
     WHERE override.company_id = %(company)s AND override.ended_at IS NULL
       AND line.quantity IS DISTINCT FROM override.quantity
"""

_VINTAGES = """
    SELECT id AS vintage_id, expected_quantity, open_quantity FROM scm_pipeline_vintage
     WHERE company_id = %(company)s AND expected_quantity > open_quantity
"""


@check("scm.demand.history_is_what_was_ordered")
def history_is_what_was_ordered(company_id: UUID) -> Outcome:
    """Ordered demand equals the lines of the newest state of each order up to the cursor."""
    return find_broken("scm_demand_entry", _HANDLED + _ORDERED, company_id)


@check("scm.demand.returns_count_once")
def returns_count_once(company_id: UUID) -> Outcome:
    """What was settled of each return is off demand, once."""
    return find_broken("scm_demand_entry", _HANDLED + _RETURNED, company_id)


@check("scm.demand.losses_are_in_the_history")
def losses_are_in_the_history(company_id: UUID) -> Outcome:
    """Each recorded loss stands in the history with its quantity."""
    return find_broken("scm_lost_demand", _HANDLED + _LOST, company_id)


@check("scm.demand.stock_days_are_what_was_moved")
def stock_days_are_what_was_moved(company_id: UUID) -> Outcome:
    """What each day changed of usable stock equals the movements up to the cursor."""
    return find_broken("scm_stock_day", _HANDLED + _STOCKED, company_id)


@check("scm.demand.every_series_has_its_periods")
def every_series_has_its_periods(company_id: UUID) -> Outcome:
    """A forecast item at a site has a line for every period of its version."""
    return find_broken("scm_forecast_series", _LINES, company_id)


@check("scm.demand.overrides_hold")
def overrides_hold(company_id: UUID) -> Outcome:
    """A change by hand that is in force is the number of its period."""
    return find_broken("scm_forecast_override", _OVERRIDES, company_id)


@check("scm.demand.pipeline_is_weighted")
def pipeline_is_weighted(company_id: UUID) -> Outcome:
    """No vintage expects more than is open."""
    return find_broken("scm_pipeline_vintage", _VINTAGES, company_id)
