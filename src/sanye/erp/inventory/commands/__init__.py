"""Changes of stock. Other modules import these names from here."""

from sanye.erp.inventory.commands.allocations import (
    AllocationLine,
    allocate,
    allocate_lines,
    release_allocations,
    ship_allocated,
)
from sanye.erp.inventory.commands.movements import (
    post_movement,
    reverse_document_movement,
    reverse_movement,
)
from sanye.erp.inventory.domain.movements import MovementLine

__all__ = [
    "AllocationLine",
    "MovementLine",
    "allocate",
    "allocate_lines",
    "post_movement",
    "release_allocations",
    "reverse_document_movement",
    "reverse_movement",
    "ship_allocated",
]
