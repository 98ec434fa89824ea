"""What must always be true of documents that were taken over, proven on the live rows."""

from uuid import UUID

from sanye.kernel.checks import Outcome, check
from sanye.stem.rows.checking import find_broken

_POSTED = """
    WITH documents AS (
        SELECT posted_fact_id AS fact_id, 'RECEIVABLE' AS role, sum(gross_amount) AS amount
          FROM erp_sales_invoice
         WHERE company_id = %(company)s AND posted_fact_id IS NOT NULL GROUP BY 1
         UNION ALL
        SELECT posted_fact_id, 'PAYABLE', -sum(gross_amount) FROM erp_supplier_invoice
         WHERE company_id = %(company)s AND posted_fact_id IS NOT NULL GROUP BY 1
         UNION ALL
        SELECT posted_fact_id, 'BANK',
               sum(CASE side WHEN 'RECEIVABLE' THEN amount ELSE -amount END)
          FROM erp_payment
         WHERE company_id = %(company)s AND posted_fact_id IS NOT NULL GROUP BY 1
    ), posted AS (
        SELECT entry.fact_id, posting.role, sum(posting.amount) AS amount
          FROM erp_journal_entry AS entry
          JOIN erp_posting AS posting ON posting.journal_entry_id = entry.id
         WHERE entry.company_id = %(company)s AND entry.source_type = 'history'
           AND entry.source_number IN
               ('SALES_INVOICE', 'SUPPLIER_INVOICE', 'PAYMENT_RECEIVED', 'PAYMENT_MADE')
         GROUP BY 1, 2
    )
    SELECT documents.fact_id, documents.role, documents.amount AS documents, posted.amount
      FROM documents
      LEFT JOIN posted ON posted.fact_id = documents.fact_id AND posted.role = documents.role
     WHERE documents.amount <> coalesce(posted.amount, 0)
    UNION ALL
    SELECT DISTINCT posted.fact_id, 'no document', 0, 0
      FROM posted LEFT JOIN documents ON documents.fact_id = posted.fact_id
     WHERE documents.fact_id IS NULL
"""

_TOLD = """
    SELECT told.type, told.key FROM (
        SELECT type, key FROM stem_event
         WHERE company_id = %(company)s
           AND type IN ('sanye.erp.sales_order.imported.v1', 'sanye.erp.purchase_order.imported.v1',
                        'sanye.erp.production_order.imported.v1')) AS told
      LEFT JOIN erp_sales_order AS sold
        ON sold.id = told.key AND sold.status IN ('CLOSED', 'CANCELLED')
      LEFT JOIN erp_purchase_order AS bought
        ON bought.id = told.key AND bought.status IN ('CLOSED', 'CANCELLED')
      LEFT JOIN erp_production_order AS made ON made.id = told.key AND made.status = 'CLOSED'
     WHERE coalesce(sold.id, bought.id, made.id) IS NULL
"""

_RUNNING = """
    SELECT item_id, site_id, day, held FROM (
        SELECT item_id, site_id, day,
               sum(quantity) OVER (PARTITION BY item_id, site_id, location_id, lot, serial_number,
                                                status, owner_id, handling_unit
                                       ORDER BY day) AS held
          FROM (SELECT item_id, site_id, location_id, lot, serial_number, status, owner_id,
                       handling_unit, posted_at::date AS day, sum(quantity) AS quantity
                  FROM erp_stock_ledger WHERE company_id = %(company)s
                 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9) AS days) AS running
      JOIN stem_site AS site ON site.id = running.site_id AND site.negative_stock = 'FORBIDDEN'
     WHERE held < 0
       AND day <= (SELECT max((data ->> 'last_date')::date) FROM stem_event
                    WHERE company_id = %(company)s AND type = 'sanye.erp.stock.imported.v1')
"""


@check("erp.history.summed_entries_are_their_documents")
def summed_entries_are_their_documents(company_id: UUID) -> Outcome:
    """An entry that sums invoices or payments of the past has what they add up to."""
    return find_broken("erp_journal_entry", _POSTED, company_id)


@check("erp.history.what_was_told_is_here")
def what_was_told_is_here(company_id: UUID) -> Outcome:
    """Every order told as taken over is here and finished."""
    return find_broken("stem_event", _TOLD, company_id)


@check("erp.history.stock_was_never_negative")
def stock_was_never_negative(company_id: UUID) -> Outcome:
    """At the end of no day taken over was a heap below zero, where the site forbids it."""
    return find_broken("erp_stock_ledger", _RUNNING, company_id)
