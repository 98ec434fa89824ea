"""Changes of stock. Other modules import these names from here."""

from sanye.erp.inventory.commands.allocations import (
    allocate,
    allocate_lines,
    lock_allocated,
    release_allocations,
    ship_allocated,
)
from sanye.erp.inventory.commands.changes import (
    change_stock_status,
    move_stock,
    post_opening_stock,
    scrap_stock,
)
from sanye.erp.inventory.commands.closing import close_transfer_order
from sanye.erp.inventory.commands.counts import cancel_count, open_count, post_count, record_count
from sanye.erp.inventory.commands.following import follow_plan
from sanye.erp.inventory.commands.lots import (
    block_expired_lots,
    change_lot_status,
    register_lot,
)
from sanye.erp.inventory.commands.movements import (
    Movement,
    lock_stock,
    post_movement,
    post_movements,
    reverse_document_movement,
    reverse_movement,
)
from sanye.erp.inventory.commands.transfers import (
    TransferRequest,
    cancel_transfer_order,
    change_transfer_order,
    create_transfer_order,
    receive_transfer_order,
    ship_transfer_order,
)
from sanye.erp.inventory.domain.allocation import AllocationLine
from sanye.erp.inventory.domain.movements import MovementLine

__all__ = [
    "AllocationLine",
    "Movement",
    "MovementLine",
    "TransferRequest",
    "allocate",
    "allocate_lines",
    "block_expired_lots",
    "cancel_count",
    "cancel_transfer_order",
    "change_lot_status",
    "change_stock_status",
    "change_transfer_order",
    "close_transfer_order",
    "create_transfer_order",
    "follow_plan",
    "lock_allocated",
    "lock_stock",
    "move_stock",
    "open_count",
    "post_count",
    "post_movement",
    "post_movements",
    "post_opening_stock",
    "receive_transfer_order",
    "record_count",
    "register_lot",
    "release_allocations",
    "reverse_document_movement",
    "reverse_movement",
    "scrap_stock",
    "ship_allocated",
    "ship_transfer_order",
]
