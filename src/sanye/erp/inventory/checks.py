"""What must always be true of stock, proven on the live rows."""

from uuid import UUID

from sanye.erp.inventory.domain.keys import StockKey
from sanye.kernel.checks import Outcome, check
from sanye.stem.rows.checking import find_broken

_KEY = ", ".join(StockKey._fields)
_ON_HAND = f"""
    WITH ledger AS (
        SELECT {_KEY}, sum(quantity) AS quantity FROM erp_stock_ledger
         WHERE company_id = %(company)s GROUP BY {_KEY}
    ), balance AS (
        SELECT {_KEY}, on_hand FROM erp_stock_balance WHERE company_id = %(company)s
    ), both_sides AS (
        SELECT {_KEY}, quantity, 0 AS on_hand FROM ledger
        UNION ALL SELECT {_KEY}, 0, on_hand FROM balance
    )
    SELECT item_id, site_id, location_id, lot, serial_number, status,
           sum(on_hand) AS on_hand, sum(quantity) AS quantity
      FROM both_sides GROUP BY {_KEY} HAVING sum(on_hand) <> sum(quantity)
"""  # noqa: S608 - constants

_ALLOCATED = """
    SELECT balance.id, balance.item_id, balance.on_hand, balance.allocated,
           coalesce(sum(allocation.open_quantity), 0) AS promised
      FROM erp_stock_balance AS balance
      LEFT JOIN erp_stock_allocation AS allocation
        ON allocation.balance_id = balance.id AND allocation.open_quantity > 0
     WHERE balance.company_id = %(company)s
     GROUP BY balance.id
    HAVING balance.allocated <> coalesce(sum(allocation.open_quantity), 0)
        OR (balance.allocated > 0 AND balance.allocated > balance.on_hand)
"""

_SERIALS = """
    SELECT coalesce(serial.item_id, held.item_id) AS item_id,
           coalesce(serial.number, held.serial_number) AS serial_number,
           serial.on_hand, held.quantity AS held_quantity, held.places
      FROM (SELECT item_id, number, on_hand FROM erp_serial_number
             WHERE company_id = %(company)s) AS serial
      FULL JOIN (
           SELECT item_id, serial_number, sum(on_hand) AS quantity,
                  count(*) FILTER (WHERE on_hand <> 0) AS places
             FROM erp_stock_balance WHERE company_id = %(company)s AND serial_number <> ''
            GROUP BY item_id, serial_number) AS held
        ON held.item_id = serial.item_id AND held.serial_number = serial.number
     WHERE coalesce(serial.on_hand, 0) <> coalesce(held.quantity, 0) OR held.places > 1
"""

_TRANSIT = """
    SELECT line.id AS line_id, transfer.number,
           line.shipped_quantity - line.received_quantity - line.lost_quantity AS on_the_way,
           coalesce(moved.quantity, 0) AS in_ledger
      FROM erp_transfer_line AS line
      JOIN erp_transfer_order AS transfer ON transfer.id = line.transfer_order_id
      LEFT JOIN (
           SELECT ledger.source_line_id, sum(ledger.quantity) AS quantity
             FROM erp_stock_ledger AS ledger
             JOIN erp_stock_movement AS movement ON movement.id = ledger.movement_id
            WHERE ledger.company_id = %(company)s AND ledger.status = 'IN_TRANSIT'
              AND movement.source_type = 'transfer_order'
            GROUP BY ledger.source_line_id) AS moved
        ON moved.source_line_id = line.id
     WHERE line.company_id = %(company)s
       AND line.shipped_quantity - line.received_quantity - line.lost_quantity
           <> coalesce(moved.quantity, 0)
"""


@check("erp.inventory.on_hand_is_sum_of_ledger")
def on_hand_is_sum_of_ledger(company_id: UUID) -> Outcome:
    """On hand of every heap equals the sum of its ledger lines."""
    return find_broken("erp_stock_balance", _ON_HAND, company_id)


@check("erp.inventory.allocated_is_sum_of_allocations")
def allocated_is_sum_of_allocations(company_id: UUID) -> Outcome:
    """What is allocated of every heap is the sum of its open allocations and at most on hand."""
    return find_broken("erp_stock_balance", _ALLOCATED, company_id)


@check("erp.inventory.serial_number_in_one_place")
def serial_number_in_one_place(company_id: UUID) -> Outcome:
    """Every serial number is on hand once, where its row says, or not at all."""
    return find_broken("erp_serial_number", _SERIALS, company_id)


@check("erp.inventory.in_transit_is_shipped_less_received")
def in_transit_is_shipped_less_received(company_id: UUID) -> Outcome:
    """What the ledger has in transit of a transfer line was shipped, not received or lost."""
    return find_broken("erp_transfer_line", _TRANSIT, company_id)
