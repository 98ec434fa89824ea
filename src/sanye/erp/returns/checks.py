"""What must always be true of returns, proven on the live rows."""

from uuid import UUID

from sanye.kernel.checks import Outcome, check
from sanye.stem.rows.checking import find_broken

_DELIVERED = """
    SELECT delivered.id AS delivery_line_id, delivered.shipped_quantity,
           delivered.returned_quantity, coalesce(returns.quantity, 0) AS on_returns
      FROM erp_delivery_line AS delivered
      LEFT JOIN (
           SELECT line.delivery_line_id,
                  sum(CASE WHEN header.status = 'OPEN' THEN line.quantity
                           ELSE line.received_quantity END) AS quantity
             FROM erp_customer_return_line AS line
             JOIN erp_customer_return AS header ON header.id = line.customer_return_id
            WHERE line.company_id = %(company)s AND line.delivery_line_id IS NOT NULL
            GROUP BY line.delivery_line_id) AS returns
        ON returns.delivery_line_id = delivered.id
     WHERE delivered.company_id = %(company)s
       AND (delivered.returned_quantity <> coalesce(returns.quantity, 0)
            OR delivered.returned_quantity > delivered.shipped_quantity)
"""

_STOCK = """
    SELECT line.id AS return_line_id, line.received_quantity,
           coalesce(moved.quantity, 0) AS moved
      FROM erp_customer_return_line AS line
      JOIN erp_customer_return AS header ON header.id = line.customer_return_id
      LEFT JOIN (
           SELECT ledger.source_line_id, sum(ledger.quantity) AS quantity
             FROM erp_stock_ledger AS ledger
             JOIN erp_stock_movement AS movement ON movement.id = ledger.movement_id
            WHERE ledger.company_id = %(company)s AND movement.kind = 'CUSTOMER_RETURN'
            GROUP BY ledger.source_line_id) AS moved
        ON moved.source_line_id = line.id
     WHERE line.company_id = %(company)s AND NOT header.is_imported
       AND line.received_quantity <> coalesce(moved.quantity, 0)
"""

_INSPECTED = """
    SELECT line.id AS return_line_id, line.received_quantity,
           coalesce(sum(inspection.quantity), 0) AS inspected
      FROM erp_customer_return_line AS line
      JOIN erp_customer_return AS header ON header.id = line.customer_return_id
      LEFT JOIN erp_inspection AS inspection ON inspection.source_line_id = line.id
     WHERE line.company_id = %(company)s AND NOT header.is_imported
     GROUP BY line.id
    HAVING line.received_quantity <> coalesce(sum(inspection.quantity), 0)
"""

_SETTLED = """
    SELECT line.id AS return_line_id, line.received_quantity, line.settled_quantity,
           coalesce(sum(settled.quantity), 0) AS on_settlements
      FROM erp_customer_return_line AS line
      JOIN erp_customer_return AS header ON header.id = line.customer_return_id
      LEFT JOIN erp_return_settlement_line AS settled ON settled.line_id = line.id
     WHERE line.company_id = %(company)s AND NOT header.is_imported
     GROUP BY line.id
    HAVING line.settled_quantity <> coalesce(sum(settled.quantity), 0)
        OR line.settled_quantity > line.received_quantity
"""

_AMOUNTS = """
    SELECT settlement.id AS settlement_id, settlement.credit_amount, settlement.cost_amount,
           sum(line.credit_amount) AS lines_credit, sum(line.cost_amount) AS lines_cost,
           note.net_amount AS credit_note
      FROM erp_return_settlement AS settlement
      JOIN erp_return_settlement_line AS line ON line.settlement_id = settlement.id
      LEFT JOIN erp_sales_invoice AS note ON note.id = settlement.credit_note_id
     WHERE settlement.company_id = %(company)s
     GROUP BY settlement.id, note.id
    HAVING settlement.credit_amount <> sum(line.credit_amount)
        OR settlement.cost_amount <> sum(line.cost_amount)
        OR (note.id IS NULL) <> (settlement.credit_amount = 0 AND note.id IS NULL)
        OR note.exchange_rate = 1 AND note.net_amount <> settlement.credit_amount
"""


@check("erp.returns.never_more_than_delivered")
def never_more_than_delivered(company_id: UUID) -> Outcome:
    """What stands on returns of a delivery line is what the line says, and at most what left."""
    return find_broken("erp_delivery_line", _DELIVERED, company_id)


@check("erp.returns.stock_took_what_came_back")
def stock_took_what_came_back(company_id: UUID) -> Outcome:
    """What a line received is what the stock ledger took in for it."""
    return find_broken("erp_customer_return_line", _STOCK, company_id)


@check("erp.returns.all_that_came_back_is_inspected")
def all_that_came_back_is_inspected(company_id: UUID) -> Outcome:
    """Everything that came back has its inspection."""
    return find_broken("erp_customer_return_line", _INSPECTED, company_id)


@check("erp.returns.settled_is_sum_of_settlements")
def settled_is_sum_of_settlements(company_id: UUID) -> Outcome:
    """What is settled of a line is the sum of its settlements, and at most what came."""
    return find_broken("erp_customer_return_line", _SETTLED, company_id)


@check("erp.returns.amounts_are_sums")
def amounts_are_sums(company_id: UUID) -> Outcome:
    """A settlement's amounts are those of its lines, its credit that of its credit note."""
    return find_broken("erp_return_settlement", _AMOUNTS, company_id)
