"""What must always be true of open items, proven on the live rows."""

from uuid import UUID

from sanye.kernel.checks import Outcome, check
from sanye.stem.rows.checking import find_broken

_OPEN = """
    SELECT item.document_number, item.open_amount,
           item.amount - coalesce(sum(part.amount), 0) AS amount_left,
           item.open_functional_amount,
           item.functional_amount - coalesce(sum(part.functional_amount), 0) AS functional_left
      FROM erp_open_item AS item
      LEFT JOIN erp_settlement AS part ON part.open_item_id = item.id
     WHERE item.company_id = %(company)s
     GROUP BY item.id
    HAVING item.open_amount <> item.amount - coalesce(sum(part.amount), 0)
        OR item.open_functional_amount
           <> item.functional_amount - coalesce(sum(part.functional_amount), 0)
"""

_CONTROL = """
    WITH subledger AS (
        SELECT CASE WHEN kind <> 'PREPAYMENT' THEN side
                    WHEN side = 'RECEIVABLE' THEN 'CUSTOMER_PREPAYMENT'
                    ELSE 'SUPPLIER_PREPAYMENT' END AS role,
               sum(CASE side WHEN 'RECEIVABLE' THEN open_functional_amount
                             ELSE -open_functional_amount END) AS amount
          FROM erp_open_item WHERE company_id = %(company)s GROUP BY 1
    ), ledger AS (
        SELECT role, sum(debit - credit) AS amount FROM erp_posting
         WHERE company_id = %(company)s
           AND role IN ('RECEIVABLE', 'PAYABLE', 'CUSTOMER_PREPAYMENT', 'SUPPLIER_PREPAYMENT')
         GROUP BY role
    )
    SELECT coalesce(subledger.role, ledger.role) AS role,
           coalesce(subledger.amount, 0) AS open_items, coalesce(ledger.amount, 0) AS account
      FROM subledger FULL JOIN ledger ON ledger.role = subledger.role
     WHERE coalesce(subledger.amount, 0) <> coalesce(ledger.amount, 0)
"""

_PAID = """
    SELECT payment.number, payment.amount, payment.unapplied_amount,
           coalesce(sum(part.amount), 0) AS settled
      FROM erp_payment AS payment
      LEFT JOIN erp_settlement AS part
        ON part.settlement_id = payment.id AND part.reason = 'PAYMENT'
     WHERE payment.company_id = %(company)s
     GROUP BY payment.id
    HAVING payment.amount <> payment.unapplied_amount + coalesce(sum(part.amount), 0)
"""

_NETTED = """
    SELECT part.number, sum(part.amount) AS difference
      FROM erp_settlement AS part
     WHERE part.company_id = %(company)s AND part.reason IN ('NETTING', 'PREPAYMENT')
     GROUP BY part.settlement_id, part.number
    HAVING sum(part.amount) <> 0
"""


@check("erp.open_items.open_is_amount_less_settlements")
def open_is_amount_less_settlements(company_id: UUID) -> Outcome:
    """What is open of every item is its amount less all settlements, in both currencies."""
    return find_broken("erp_open_item", _OPEN, company_id)


@check("erp.open_items.control_accounts_are_open_items")
def control_accounts_are_open_items(company_id: UUID) -> Outcome:
    """Receivables, payables and prepayments in the ledger are the sums of their open items."""
    return find_broken("erp_open_item", _CONTROL, company_id)


@check("erp.open_items.payments_are_settled_or_unapplied")
def payments_are_settled_or_unapplied(company_id: UUID) -> Outcome:
    """Every payment is what it settled and what it left unapplied."""
    return find_broken("erp_payment", _PAID, company_id)


@check("erp.open_items.nettings_come_to_zero")
def nettings_come_to_zero(company_id: UUID) -> Outcome:
    """Items that settled one another lost amounts that add up to zero."""
    return find_broken("erp_settlement", _NETTED, company_id)
