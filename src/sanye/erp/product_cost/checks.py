"""What must always be true of product cost, proven on the live rows."""

from uuid import UUID

from sanye.kernel.checks import Outcome, check
from sanye.stem.rows.checking import find_broken

_WINDOWS = """
    SELECT cost.item_id, cost.as_of_date, cost.shipped_quantity, days.shipped,
           cost.service_amount + cost.return_amount + cost.repair_amount AS amount, days.amount
           AS in_days
      FROM erp_product_service_cost AS cost
      CROSS JOIN LATERAL (
           SELECT coalesce(sum(shipped_quantity), 0) AS shipped,
                  coalesce(sum(service_amount + return_amount + repair_amount), 0) AS amount
             FROM erp_product_cost_day AS day
            WHERE day.company_id = cost.company_id AND day.item_id = cost.item_id
              AND day.day <= cost.as_of_date AND day.day > cost.as_of_date - cost.window_days
      ) AS days
     WHERE cost.company_id = %(company)s
       AND (cost.shipped_quantity <> days.shipped
            OR cost.service_amount + cost.return_amount + cost.repair_amount <> days.amount)
"""

_LOG = """
    WITH told AS (
        SELECT (data->>'item_id')::uuid AS item_id, sum((data->>'amount')::numeric) AS amount
          FROM stem_event
         WHERE company_id = %(company)s AND type = 'sanye.crm.service_cost.reported.v1'
           AND data->>'item_id' IS NOT NULL
         GROUP BY data->>'item_id'
    ), kept AS (
        SELECT item_id, sum(service_amount) AS amount FROM erp_product_cost_day
         WHERE company_id = %(company)s GROUP BY item_id HAVING sum(service_amount) <> 0
    )
    SELECT item_id, told.amount AS reported, kept.amount AS kept
      FROM told FULL JOIN kept USING (item_id)
     WHERE coalesce(told.amount, 0) <> coalesce(kept.amount, 0)
"""

_RETURNS = """
    WITH told AS (
        SELECT (line->>'item_id')::uuid AS item_id,
               sum((line->>'cost_amount')::numeric) AS amount
          FROM stem_event, jsonb_array_elements(data->'lines') AS line
         WHERE company_id = %(company)s
           AND type IN ('sanye.erp.customer_return.settled.v1',
                        'sanye.erp.customer_return.imported.v1')
         GROUP BY line->>'item_id'
    ), kept AS (
        SELECT item_id, sum(return_amount) AS amount FROM erp_product_cost_day
         WHERE company_id = %(company)s GROUP BY item_id
    )
    SELECT item_id, told.amount AS settled, kept.amount AS kept
      FROM told FULL JOIN kept USING (item_id)
     WHERE coalesce(told.amount, 0) <> coalesce(kept.amount, 0)
"""


@check("erp.product_cost.costs_are_sums_of_days")
def costs_are_sums_of_days(company_id: UUID) -> Outcome:
    """What an item costs afterwards is the sum of the days in its window."""
    return find_broken("erp_product_service_cost", _WINDOWS, company_id)


@check("erp.product_cost.service_is_in_the_days")
def service_is_in_the_days(company_id: UUID) -> Outcome:
    """Every reported cost of service is in the days of its item."""
    return find_broken("erp_product_cost_day", _LOG, company_id)


@check("erp.product_cost.returns_are_in_the_days")
def returns_are_in_the_days(company_id: UUID) -> Outcome:
    """What settled returns cost is in the days of their items."""
    return find_broken("erp_product_cost_day", _RETURNS, company_id)
