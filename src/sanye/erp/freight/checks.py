"""What must always be true of freight, proven on the live rows."""

from uuid import UUID

from sanye.kernel.checks import Outcome, check
from sanye.stem.rows.checking import find_broken

_REPORTED = """
    SELECT coalesce(accrual.shipment_id, told.shipment_id) AS shipment_id,
           accrual.accrued_amount, told.amount AS reported
      FROM (SELECT shipment_id, accrued_amount FROM erp_freight_accrual
             WHERE company_id = %(company)s) AS accrual
      FULL JOIN (
           SELECT key AS shipment_id, sum((data ->> 'amount')::numeric) AS amount
             FROM stem_event
            WHERE company_id = %(company)s AND type = 'sanye.scm.freight.accrued.v1'
            GROUP BY key) AS told ON told.shipment_id = accrual.shipment_id
     WHERE coalesce(accrual.accrued_amount, 0) <> coalesce(told.amount, 0)
"""

_CLEARED = """
    SELECT accrual.shipment_number, accrual.cleared_amount, coalesce(taken.amount, 0) AS taken
      FROM erp_freight_accrual AS accrual
      LEFT JOIN (
           SELECT line.shipment_id, sum(line.cleared_amount) AS amount
             FROM erp_supplier_invoice_line AS line
             JOIN erp_supplier_invoice AS invoice ON invoice.id = line.invoice_id
            WHERE line.company_id = %(company)s AND line.shipment_id IS NOT NULL
              AND invoice.status = 'POSTED'
            GROUP BY line.shipment_id) AS taken ON taken.shipment_id = accrual.shipment_id
     WHERE accrual.company_id = %(company)s
       AND accrual.cleared_amount <> coalesce(taken.amount, 0)
"""

_BOOKS = """
    SELECT open.amount AS open_amount, books.balance
      FROM (SELECT coalesce(sum(accrued_amount - cleared_amount), 0) AS amount
              FROM erp_freight_accrual WHERE company_id = %(company)s) AS open
     CROSS JOIN (SELECT coalesce(sum(credit - debit), 0) AS balance
              FROM erp_posting
             WHERE company_id = %(company)s AND role = 'FREIGHT_ACCRUED') AS books
     WHERE open.amount <> books.balance
"""


@check("erp.freight.accrued_is_reported")
def accrued_is_reported(company_id: UUID) -> Outcome:
    """Every shipment's accrued freight is the sum of what transport reported."""
    return find_broken("erp_freight_accrual", _REPORTED, company_id)


@check("erp.freight.cleared_is_invoiced")
def cleared_is_invoiced(company_id: UUID) -> Outcome:
    """What counts as cleared of a shipment is what posted invoice lines took."""
    return find_broken("erp_freight_accrual", _CLEARED, company_id)


@check("erp.freight.accruals_are_the_books")
def accruals_are_the_books(company_id: UUID) -> Outcome:
    """Open freight accruals are the balance of the accounts that accrue freight."""
    return find_broken("erp_freight_accrual", _BOOKS, company_id)
