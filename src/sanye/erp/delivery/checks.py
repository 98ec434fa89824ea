"""What must always be true of deliveries, proven on the live rows."""

from uuid import UUID

from sanye.kernel.checks import Outcome, check
from sanye.stem.rows.checking import find_broken

_ORDERS = """
    SELECT part.id AS schedule_line_id, part.shipped_quantity, part.delivering_quantity,
           coalesce(sum(line.shipped_quantity), 0) AS delivered,
           coalesce(sum(line.quantity) FILTER (
               WHERE delivery.status IN ('CREATED', 'PICKED')), 0) AS on_deliveries
      FROM erp_sales_schedule_line AS part
      LEFT JOIN erp_delivery_line AS line ON line.schedule_line_id = part.id
      LEFT JOIN erp_delivery AS delivery ON delivery.id = line.delivery_id
     WHERE part.company_id = %(company)s
     GROUP BY part.id
    HAVING part.shipped_quantity <> coalesce(sum(line.shipped_quantity), 0)
        OR part.delivering_quantity <> coalesce(sum(line.quantity) FILTER (
               WHERE delivery.status IN ('CREATED', 'PICKED')), 0)
"""

_STOCK = """
    SELECT line.id AS delivery_line_id, line.shipped_quantity,
           coalesce(-moved.quantity, 0) AS moved
      FROM erp_delivery_line AS line
      LEFT JOIN (
           SELECT ledger.source_line_id, sum(ledger.quantity) AS quantity
             FROM erp_stock_ledger AS ledger
             JOIN erp_stock_movement AS movement ON movement.id = ledger.movement_id
            WHERE ledger.company_id = %(company)s AND movement.kind = 'SHIPMENT'
              AND movement.source_type = 'delivery'
            GROUP BY ledger.source_line_id) AS moved
        ON moved.source_line_id = line.id
     WHERE line.company_id = %(company)s AND NOT line.is_service
       AND line.shipped_quantity <> coalesce(-moved.quantity, 0)
"""

_PICKED = """
    SELECT line.id AS delivery_line_id, delivery.status, line.picked_quantity,
           coalesce(promised.quantity, 0) AS allocated
      FROM erp_delivery_line AS line
      JOIN erp_delivery AS delivery ON delivery.id = line.delivery_id
      LEFT JOIN (
           SELECT demand_id, sum(open_quantity) AS quantity FROM erp_stock_allocation
            WHERE company_id = %(company)s AND demand_type = 'delivery_line'
            GROUP BY demand_id) AS promised
        ON promised.demand_id = line.id
     WHERE line.company_id = %(company)s AND NOT line.is_service
       AND coalesce(promised.quantity, 0)
           <> CASE delivery.status WHEN 'PICKED' THEN line.picked_quantity ELSE 0 END
"""


@check("erp.delivery.orders_know_what_left")
def orders_know_what_left(company_id: UUID) -> Outcome:
    """Shipped and being shipped of a schedule line are the sums of its delivery lines."""
    return find_broken("erp_sales_schedule_line", _ORDERS, company_id)


@check("erp.delivery.stock_moved_what_was_shipped")
def stock_moved_what_was_shipped(company_id: UUID) -> Outcome:
    """What a delivery line shipped is what the stock ledger let go for it."""
    return find_broken("erp_delivery_line", _STOCK, company_id)


@check("erp.delivery.picked_is_allocated")
def picked_is_allocated(company_id: UUID) -> Outcome:
    """Stock is allocated to exactly what is picked and not shipped."""
    return find_broken("erp_delivery_line", _PICKED, company_id)
