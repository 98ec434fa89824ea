"""What tells one heap of stock from another."""

from enum import StrEnum
from typing import NamedTuple
from uuid import UUID


class StockStatus(StrEnum):
    """IN_TRANSIT is on its way between two sites: owned, but on hand nowhere."""

    AVAILABLE = "AVAILABLE"
    QUARANTINE = "QUARANTINE"
    BLOCKED = "BLOCKED"
    IN_TRANSIT = "IN_TRANSIT"


class StockKey(NamedTuple):
    """The heap: quantities of equal keys may be added, others never."""

    item_id: UUID
    site_id: UUID
    location_id: UUID
    lot: str
    serial_number: str
    status: str
    owner_id: UUID | None
    handling_unit: str
