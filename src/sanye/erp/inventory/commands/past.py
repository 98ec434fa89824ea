"""Stock that moved before Sanye without a document of its own."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sanye.contracts.erp.inventory import MovementKind


@dataclass(frozen=True, slots=True, kw_only=True)
class PastStock:
    """OPENING (what was there, with its unit cost), COUNT (a difference found) or SCRAP.

    `quantity` is signed, in the item's stock unit; `unit_cost` in functional currency. Without a
    location the item's own at the site is meant.
    """

    item_id: UUID
    site_id: UUID
    quantity: Decimal
    posting_date: date
    kind: MovementKind = MovementKind.OPENING
    unit_cost: Decimal | None = None
    location_id: UUID | None = None
    lot: str = ""
    serial_number: str = ""
    reason_code: str = ""
