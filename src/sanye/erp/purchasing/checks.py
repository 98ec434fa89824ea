"""What must always be true of purchasing, proven on the live rows."""

from uuid import UUID

from sanye.kernel.checks import Outcome, check
from sanye.stem.rows.checking import find_broken

_QUANTITIES = """
    SELECT line.id AS line_id, line.quantity, sum(schedule.quantity) AS scheduled,
           line.received_quantity, line.returned_quantity, line.cancelled_quantity,
           sum(schedule.open_quantity) AS open_quantity
      FROM erp_purchase_order_line AS line
      LEFT JOIN erp_purchase_schedule_line AS schedule ON schedule.line_id = line.id
     WHERE line.company_id = %(company)s
     GROUP BY line.id
    HAVING line.quantity <> coalesce(sum(schedule.quantity), 0)
        OR line.received_quantity <> coalesce(sum(schedule.received_quantity), 0)
        OR line.returned_quantity <> coalesce(sum(schedule.returned_quantity), 0)
        OR line.cancelled_quantity <> coalesce(sum(schedule.cancelled_quantity), 0)
        OR line.quantity > line.received_quantity - line.returned_quantity
                           + line.cancelled_quantity + sum(schedule.open_quantity)
"""

_RECEIPTS = """
    SELECT schedule.id AS schedule_line_id, schedule.received_quantity,
           schedule.returned_quantity, coalesce(came.quantity, 0) AS in_receipts,
           coalesce(went.quantity, 0) AS in_returns
      FROM erp_purchase_schedule_line AS schedule
      LEFT JOIN (
           SELECT row.schedule_line_id, sum(row.quantity) AS quantity
             FROM erp_goods_receipt_line AS row
             JOIN erp_goods_receipt AS receipt ON receipt.id = row.receipt_id
            WHERE row.company_id = %(company)s AND receipt.kind = 'RECEIPT'
            GROUP BY row.schedule_line_id) AS came ON came.schedule_line_id = schedule.id
      LEFT JOIN (
           SELECT row.schedule_line_id, sum(row.quantity) AS quantity
             FROM erp_goods_receipt_line AS row
             JOIN erp_goods_receipt AS receipt ON receipt.id = row.receipt_id
            WHERE row.company_id = %(company)s AND receipt.kind = 'RETURN'
            GROUP BY row.schedule_line_id) AS went ON went.schedule_line_id = schedule.id
     WHERE schedule.company_id = %(company)s
       AND (schedule.received_quantity <> coalesce(came.quantity, 0)
            OR schedule.returned_quantity <> coalesce(went.quantity, 0))
"""

_LEDGER = """
    SELECT coalesce(receipts.line_id, ledger.source_line_id) AS line_id,
           receipts.quantity AS in_receipts, ledger.quantity AS in_ledger
      FROM (SELECT row.line_id, sum(CASE receipt.kind WHEN 'RETURN' THEN -row.stock_quantity
                                         ELSE row.stock_quantity END) AS quantity
              FROM erp_goods_receipt_line AS row
              JOIN erp_goods_receipt AS receipt ON receipt.id = row.receipt_id
             WHERE row.company_id = %(company)s AND receipt.movement_id IS NOT NULL
               AND EXISTS (SELECT FROM erp_purchase_order_line AS line
                             JOIN stem_item AS item ON item.id = line.item_id
                            WHERE line.id = row.line_id AND item.kind <> 'SERVICE')
             GROUP BY row.line_id) AS receipts
      FULL JOIN (
           SELECT stock.source_line_id, sum(stock.quantity) AS quantity
             FROM erp_stock_ledger AS stock
             JOIN erp_stock_movement AS movement ON movement.id = stock.movement_id
            WHERE stock.company_id = %(company)s
              AND movement.kind IN ('PURCHASE_RECEIPT', 'SUPPLIER_RETURN')
              AND movement.source_type = 'purchase_order'
            GROUP BY stock.source_line_id) AS ledger ON ledger.source_line_id = receipts.line_id
     WHERE receipts.quantity IS DISTINCT FROM ledger.quantity
"""

_PLANNED = """
    SELECT schedule.id AS schedule_line_id, claimed.planned_order_id,
           requisition.planned_order_id AS asked_by
      FROM erp_purchase_schedule_line AS schedule
     CROSS JOIN LATERAL unnest(
           array_append(schedule.further_planned_order_ids, schedule.planned_order_id))
           AS claimed (planned_order_id)
      LEFT JOIN erp_purchase_requisition AS requisition
        ON requisition.company_id = schedule.company_id
       AND requisition.planned_order_id = claimed.planned_order_id
       AND requisition.status = 'ORDERED'
       AND EXISTS (SELECT FROM erp_purchase_schedule_line AS first
                    WHERE first.id = requisition.schedule_line_id
                      AND first.line_id = schedule.line_id)
     WHERE schedule.company_id = %(company)s AND claimed.planned_order_id IS NOT NULL
       AND requisition.id IS NULL
"""

_REQUISITIONS = """
    SELECT requisition.id AS requisition_id, requisition.planned_order_id
      FROM erp_purchase_requisition AS requisition
      LEFT JOIN erp_purchase_schedule_line AS schedule
        ON schedule.id = requisition.schedule_line_id
     WHERE requisition.company_id = %(company)s AND requisition.status = 'ORDERED'
       AND (requisition.planned_order_id = ANY(array_append(
            schedule.further_planned_order_ids, schedule.planned_order_id))) IS NOT TRUE
"""

_ORDERS = """
    SELECT purchase.number, purchase.status, purchase.net_amount,
           sum(line.net_amount) AS net_of_lines, sum(open.quantity) AS open_quantity
      FROM erp_purchase_order AS purchase
      LEFT JOIN erp_purchase_order_line AS line ON line.purchase_order_id = purchase.id
      LEFT JOIN (SELECT line_id, sum(open_quantity) AS quantity
                   FROM erp_purchase_schedule_line WHERE company_id = %(company)s
                  GROUP BY line_id) AS open ON open.line_id = line.id
     WHERE purchase.company_id = %(company)s
     GROUP BY purchase.id
    HAVING purchase.net_amount <> coalesce(sum(line.net_amount), 0)
        OR purchase.tax_amount <> coalesce(sum(line.tax_amount), 0)
        OR (purchase.status IN ('CLOSED', 'CANCELLED')) <> (coalesce(sum(open.quantity), 0) = 0)
"""

_INVOICED = """
    SELECT line.id AS line_id, line.invoiced_quantity,
           coalesce(sum(row.invoiced_quantity - row.credited_quantity), 0) AS in_receipts
      FROM erp_purchase_order_line AS line
      LEFT JOIN erp_goods_receipt_line AS row ON row.line_id = line.id
     WHERE line.company_id = %(company)s
     GROUP BY line.id
    HAVING line.invoiced_quantity <>
           coalesce(sum(row.invoiced_quantity - row.credited_quantity), 0)
        OR line.invoiced_quantity > line.received_quantity
"""


@check("erp.purchasing.ordered_is_received_open_and_cancelled")
def ordered_is_received_open_and_cancelled(company_id: UUID) -> Outcome:
    """What was ordered on a line was received and kept, is open, or was cancelled."""
    return find_broken("erp_purchase_order_line", _QUANTITIES, company_id)


@check("erp.purchasing.received_is_in_receipts")
def received_is_in_receipts(company_id: UUID) -> Outcome:
    """What a schedule line has received and returned is what its documents say."""
    return find_broken("erp_purchase_schedule_line", _RECEIPTS, company_id)


@check("erp.purchasing.receipts_are_in_stock_ledger")
def receipts_are_in_stock_ledger(company_id: UUID) -> Outcome:
    """Receipts less returns of each order line are the stock ledger's, and nothing else is."""
    return find_broken("erp_goods_receipt_line", _LEDGER, company_id)


@check("erp.purchasing.claimed_planned_orders_exist")
def claimed_planned_orders_exist(company_id: UUID) -> Outcome:
    """A schedule line that claims a planned order was made for it, and for no other line."""
    return find_broken("erp_purchase_schedule_line", _PLANNED, company_id)


@check("erp.purchasing.planned_orders_are_accounted_for")
def planned_orders_are_accounted_for(company_id: UUID) -> Outcome:
    """A planned order that counts as ordered is claimed by its schedule line."""
    return find_broken("erp_purchase_requisition", _REQUISITIONS, company_id)


@check("erp.purchasing.orders_add_up")
def orders_add_up(company_id: UUID) -> Outcome:
    """An order's amounts are its lines', and it is finished exactly when nothing is open."""
    return find_broken("erp_purchase_order", _ORDERS, company_id)


@check("erp.purchasing.invoiced_is_received")
def invoiced_is_received(company_id: UUID) -> Outcome:
    """What is invoiced of an order line is spread over its receipts and never above them."""
    return find_broken("erp_purchase_order_line", _INVOICED, company_id)
