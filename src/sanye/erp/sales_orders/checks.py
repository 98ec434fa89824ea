"""What must always be true of sales orders, proven on the live rows."""

from uuid import UUID

from sanye.kernel.checks import Outcome, check
from sanye.stem.rows.checking import find_broken

_ACCOUNTED = """
    SELECT id AS schedule_line_id, quantity, shipped_quantity, open_quantity, cancelled_quantity
      FROM erp_sales_schedule_line
     WHERE company_id = %(company)s
       AND quantity + greatest(shipped_quantity + cancelled_quantity - quantity, 0)
           <> shipped_quantity + open_quantity + cancelled_quantity
"""

_SUMS = """
    SELECT line.id AS line_id, line.stock_quantity, line.shipped_quantity,
           line.cancelled_quantity, line.invoiced_quantity,
           coalesce(sum(part.quantity), 0) AS scheduled,
           coalesce(sum(part.shipped_quantity), 0) AS scheduled_shipped,
           coalesce(sum(part.cancelled_quantity), 0) AS scheduled_cancelled
      FROM erp_sales_order_line AS line
      LEFT JOIN erp_sales_schedule_line AS part ON part.line_id = line.id
     WHERE line.company_id = %(company)s
     GROUP BY line.id
    HAVING line.stock_quantity <> coalesce(sum(part.quantity), 0)
        OR line.shipped_quantity <> coalesce(sum(part.shipped_quantity), 0)
        OR line.cancelled_quantity <> coalesce(sum(part.cancelled_quantity), 0)
        OR line.invoiced_quantity > line.shipped_quantity
"""

_ENDED = """
    SELECT sales_order.number, sales_order.status, part.id AS schedule_line_id,
           part.open_quantity, part.delivering_quantity
      FROM erp_sales_order AS sales_order
      JOIN erp_sales_order_line AS line ON line.order_id = sales_order.id
      JOIN erp_sales_schedule_line AS part ON part.line_id = line.id
     WHERE sales_order.company_id = %(company)s
       AND sales_order.status IN ('CLOSED', 'CANCELLED')
       AND (part.open_quantity > 0 OR part.delivering_quantity > 0
            OR line.invoiced_quantity < line.shipped_quantity
               AND sales_order.customer_return_id IS NULL)
"""

_TOTALS = """
    SELECT sales_order.number, sales_order.net_amount, sales_order.tax_amount,
           line.net_amount AS lines_net, line.tax_amount AS lines_tax,
           coalesce(tax.amount, 0) AS tax_rows
      FROM erp_sales_order AS sales_order
      JOIN (SELECT order_id, sum(net_amount) AS net_amount, sum(tax_amount) AS tax_amount
              FROM erp_sales_order_line WHERE company_id = %(company)s
             GROUP BY order_id) AS line ON line.order_id = sales_order.id
      LEFT JOIN (SELECT order_id, sum(line_tax.tax_amount) AS amount
              FROM erp_sales_order_line_tax AS line_tax
              JOIN erp_sales_order_line AS taxed ON taxed.id = line_tax.line_id
             WHERE line_tax.company_id = %(company)s
             GROUP BY order_id) AS tax ON tax.order_id = sales_order.id
     WHERE sales_order.company_id = %(company)s
       AND (sales_order.net_amount <> line.net_amount
            OR sales_order.tax_amount <> line.tax_amount
            OR line.tax_amount <> coalesce(tax.amount, 0))
"""

_AMENDMENTS = """
    SELECT sales_order.number, sales_order.amendment_number, count(amendment.id) AS amendments
      FROM erp_sales_order AS sales_order
      LEFT JOIN erp_sales_order_amendment AS amendment ON amendment.order_id = sales_order.id
     WHERE sales_order.company_id = %(company)s
     GROUP BY sales_order.id HAVING count(amendment.id) <> sales_order.amendment_number
"""


@check("erp.sales_orders.quantities_are_accounted_for")
def quantities_are_accounted_for(company_id: UUID) -> Outcome:
    """Ordered = shipped + open + cancelled on every schedule line, over-delivery aside."""
    return find_broken("erp_sales_schedule_line", _ACCOUNTED, company_id)


@check("erp.sales_orders.lines_sum_their_schedule")
def lines_sum_their_schedule(company_id: UUID) -> Outcome:
    """A line's quantities are the sums of its schedule lines, and invoiced is at most shipped."""
    return find_broken("erp_sales_order_line", _SUMS, company_id)


@check("erp.sales_orders.ended_orders_owe_nothing")
def ended_orders_owe_nothing(company_id: UUID) -> Outcome:
    """A closed or cancelled order has nothing open, on a delivery, or shipped but not invoiced."""
    return find_broken("erp_sales_order", _ENDED, company_id)


@check("erp.sales_orders.totals_are_sums")
def totals_are_sums(company_id: UUID) -> Outcome:
    """An order's net and tax are the sums of its lines, and a line's tax that of its tax rows."""
    return find_broken("erp_sales_order", _TOTALS, company_id)


@check("erp.sales_orders.amendments_are_complete")
def amendments_are_complete(company_id: UUID) -> Outcome:
    """An order has exactly the amendments it counts."""
    return find_broken("erp_sales_order", _AMENDMENTS, company_id)
