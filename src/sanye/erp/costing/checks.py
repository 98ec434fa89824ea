"""What must always be true of values, proven on the live rows."""

from uuid import UUID

from sanye.kernel.checks import Outcome, check
from sanye.stem.rows.checking import find_broken

_ZERO = """
    SELECT valuation.id, valuation.kind, sum(line.amount) AS difference
      FROM erp_valuation AS valuation
      LEFT JOIN erp_valuation_line AS line ON line.valuation_id = valuation.id
     WHERE valuation.company_id = %(company)s
     GROUP BY valuation.id HAVING coalesce(sum(line.amount), 0) <> 0 OR count(line.id) = 0
"""

_BALANCES = """
    WITH lines AS (
        SELECT item_id, site_id, sum(quantity) AS quantity, sum(amount) AS value
          FROM erp_valuation_line WHERE company_id = %(company)s AND role = 'STOCK'
         GROUP BY item_id, site_id
    ), balances AS (
        SELECT item_id, site_id, quantity, value FROM erp_item_value WHERE company_id = %(company)s
    )
    SELECT item_id, site_id, balances.quantity, lines.quantity AS in_lines, balances.value,
           lines.value AS value_in_lines
      FROM balances FULL JOIN lines USING (item_id, site_id)
     WHERE coalesce(balances.quantity, 0) <> coalesce(lines.quantity, 0)
        OR coalesce(balances.value, 0) <> coalesce(lines.value, 0)
"""

_STOCK = """
    WITH stock AS (
        SELECT item_id, site_id, sum(quantity) AS quantity FROM erp_stock_ledger
         WHERE company_id = %(company)s AND owner_id IS NULL GROUP BY item_id, site_id
    ), valued AS (
        SELECT item_id, site_id, quantity FROM erp_item_value WHERE company_id = %(company)s
    )
    SELECT item_id, site_id, stock.quantity AS on_hand, valued.quantity AS valued
      FROM stock FULL JOIN valued USING (item_id, site_id)
     WHERE coalesce(stock.quantity, 0) <> coalesce(valued.quantity, 0)
"""

_ACCOUNTS = """
    WITH valued AS (
        SELECT role, sum(amount) AS amount FROM erp_valuation_line
         WHERE company_id = %(company)s GROUP BY role
    ), posted AS (
        SELECT role, sum(debit - credit) AS amount FROM erp_posting
         WHERE company_id = %(company)s GROUP BY role
    )
    SELECT valued.role, valued.amount AS valued, posted.amount AS posted
      FROM valued FULL JOIN posted USING (role)
     WHERE role IN ('STOCK', 'STOCK_IN_TRANSIT', 'WORK_IN_PROCESS', 'COST_OF_GOODS_SOLD',
                    'PRODUCTION_VARIANCE', 'PURCHASE_PRICE_VARIANCE')
       AND coalesce(valued.amount, 0) <> coalesce(posted.amount, 0)
"""

_POSTED = """
    WITH unposted AS MATERIALIZED (
        SELECT valuation.id, valuation.kind, valuation.source_number, valuation.posted_fact_id
          FROM erp_valuation AS valuation
         WHERE valuation.company_id = %(company)s
           AND NOT EXISTS (SELECT 1 FROM erp_journal_entry AS entry
                            WHERE entry.company_id = valuation.company_id
                              AND entry.fact_id = coalesce(valuation.posted_fact_id, valuation.id))
    ), summed AS (
        SELECT DISTINCT valuation.posted_fact_id
          FROM erp_valuation AS valuation
          JOIN erp_valuation_line AS line ON line.valuation_id = valuation.id
         WHERE valuation.posted_fact_id IN (SELECT posted_fact_id FROM unposted)
         GROUP BY valuation.posted_fact_id, line.role HAVING sum(line.amount) <> 0
    )
    SELECT id, kind, source_number
      FROM unposted
     WHERE posted_fact_id IN (SELECT posted_fact_id FROM summed)
        OR posted_fact_id IS NULL
       AND EXISTS (SELECT 1 FROM erp_valuation_line AS line
                    WHERE line.valuation_id = unposted.id GROUP BY line.role, line.item_id,
                          line.site_id HAVING sum(line.amount) <> 0)
"""
"""Valuations of the past are posted in sums; those that come to nothing have no entry."""

_DAYS = """
    SELECT entry.number, valuation.posting_date AS valued, entry.posting_date AS posted
      FROM erp_valuation AS valuation
      JOIN erp_journal_entry AS entry
        ON entry.company_id = valuation.company_id
       AND entry.fact_id = coalesce(valuation.posted_fact_id, valuation.id)
     WHERE valuation.company_id = %(company)s AND entry.posting_date <> valuation.posting_date
"""

_SUMMED = """
    WITH valued AS (
        SELECT valuation.posted_fact_id AS fact_id, line.role, sum(line.amount) AS amount
          FROM erp_valuation AS valuation
          JOIN erp_valuation_line AS line ON line.valuation_id = valuation.id
         WHERE valuation.company_id = %(company)s AND valuation.posted_fact_id IS NOT NULL
         GROUP BY 1, 2
    ), posted AS (
        SELECT entry.fact_id, posting.role, sum(posting.debit - posting.credit) AS amount
          FROM erp_journal_entry AS entry
          JOIN erp_posting AS posting ON posting.journal_entry_id = entry.id
         WHERE entry.company_id = %(company)s
           AND entry.fact_id IN (SELECT fact_id FROM valued)
         GROUP BY 1, 2
    )
    SELECT fact_id, role, valued.amount AS valued, posted.amount AS posted
      FROM valued FULL JOIN posted USING (fact_id, role)
     WHERE coalesce(valued.amount, 0) <> coalesce(posted.amount, 0)
"""

_IN_PROCESS = """
    WITH orders AS (
        SELECT production_order_id AS order_id, number,
               material_amount + conversion_amount - completed_amount - variance_amount AS amount
          FROM erp_work_in_process WHERE company_id = %(company)s
    ), lines AS (
        SELECT valuation.source_id AS order_id, sum(line.amount) AS amount
          FROM erp_valuation_line AS line JOIN erp_valuation AS valuation
            ON valuation.id = line.valuation_id
         WHERE line.company_id = %(company)s AND line.role = 'WORK_IN_PROCESS'
         GROUP BY valuation.source_id
    )
    SELECT order_id, orders.number, orders.amount AS in_process, lines.amount AS in_lines
      FROM orders FULL JOIN lines USING (order_id)
     WHERE coalesce(orders.amount, 0) <> coalesce(lines.amount, 0)
"""

_RECEIVED = """
    WITH received AS (
        SELECT coalesce(sum(received_value - cleared_value), 0) AS amount
          FROM erp_received_not_invoiced WHERE company_id = %(company)s
    ), posted AS (
        SELECT coalesce(sum(credit - debit), 0) AS amount FROM erp_posting
         WHERE company_id = %(company)s AND role = 'GOODS_RECEIVED_NOT_INVOICED'
    )
    SELECT received.amount AS received_not_invoiced, posted.amount AS account
      FROM received, posted WHERE received.amount <> posted.amount
"""


@check("erp.costing.valuations_come_to_zero")
def valuations_come_to_zero(company_id: UUID) -> Outcome:
    """The lines of every valuation add up to zero."""
    return find_broken("erp_valuation", _ZERO, company_id)


@check("erp.costing.balances_are_sums_of_lines")
def balances_are_sums_of_lines(company_id: UUID) -> Outcome:
    """Quantity and value of every item at every site are the sums of its valuation lines."""
    return find_broken("erp_item_value", _BALANCES, company_id)


@check("erp.costing.stock_is_valued")
def stock_is_valued(company_id: UUID) -> Outcome:
    """Our own stock in the stock ledger is the quantity that costing has valued."""
    return find_broken("erp_item_value", _STOCK, company_id)


@check("erp.costing.accounts_are_valuations")
def accounts_are_valuations(company_id: UUID) -> Outcome:
    """Stock, work in process, cost of goods sold and variances in the ledger are valuations."""
    return find_broken("erp_valuation_line", _ACCOUNTS, company_id)


@check("erp.costing.every_valuation_is_posted")
def every_valuation_is_posted(company_id: UUID) -> Outcome:
    """Every valuation with an amount has its journal entry."""
    return find_broken("erp_valuation", _POSTED, company_id)


@check("erp.costing.summed_entries_are_their_valuations")
def summed_entries_are_their_valuations(company_id: UUID) -> Outcome:
    """An entry that sums valuations of the past has, role by role, what they add up to."""
    return find_broken("erp_valuation", _SUMMED, company_id)


@check("erp.costing.work_in_process_is_open_orders")
def work_in_process_is_open_orders(company_id: UUID) -> Outcome:
    """What is in process is what open orders took in and did not give out; of closed ones none."""
    return find_broken("erp_work_in_process", _IN_PROCESS, company_id)


@check("erp.costing.clearing_is_received_not_invoiced")
def clearing_is_received_not_invoiced(company_id: UUID) -> Outcome:
    """The clearing account is what was received on order lines and not invoiced yet."""
    return find_broken("erp_received_not_invoiced", _RECEIVED, company_id)


@check("erp.costing.valuations_are_posted_on_their_day")
def valuations_are_posted_on_their_day(company_id: UUID) -> Outcome:
    """The entry of a valuation is of the same day: stock of a day is what the books say of it."""
    return find_broken("erp_valuation", _DAYS, company_id)
