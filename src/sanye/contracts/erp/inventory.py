"""Facts of stock."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sanye.kernel.events import event, value


class MovementKind(StrEnum):
    """Why stock moved; decides the accounts it is valued against."""

    OPENING = "OPENING"
    PURCHASE_RECEIPT = "PURCHASE_RECEIPT"
    SUPPLIER_RETURN = "SUPPLIER_RETURN"
    PRODUCTION_ISSUE = "PRODUCTION_ISSUE"
    PRODUCTION_COMPLETION = "PRODUCTION_COMPLETION"
    SHIPMENT = "SHIPMENT"
    CUSTOMER_RETURN = "CUSTOMER_RETURN"
    TRANSFER = "TRANSFER"
    COUNT = "COUNT"
    SCRAP = "SCRAP"
    STATUS_CHANGE = "STATUS_CHANGE"


WARRANTY_REASON = "WARRANTY"
"""The reason code of a shipment at no charge, for goods that came back."""


@value
class StockLine:
    """One side of a movement: signed quantity in the item's stock unit.

    `unit_cost` (functional currency per stock unit) is given by the source where it knows it, as
    a purchase receipt does; otherwise costing decides. `source_line_id` is the order's line.
    """

    stock_ledger_id: int
    item_id: UUID
    site_id: UUID
    location_id: UUID
    lot: str
    serial_number: str
    status: str
    owner_id: UUID | None
    quantity: Decimal
    unit: str
    unit_cost: Decimal | None
    source_line_id: UUID | None


@event("sanye.erp.stock.moved.v1", key="movement_id")
class StockMoved:
    """`source_type` is `purchase_order`, `production_order`, `delivery`, …; `source_id` its id.

    A movement that takes back another keeps its kind, has the opposite quantities and names it.
    """

    movement_id: UUID
    number: str
    kind: MovementKind
    posting_date: date
    source_type: str
    source_id: UUID | None
    source_number: str
    reason_code: str
    lines: tuple[StockLine, ...]
    reverses_movement_id: UUID | None = None


@event("sanye.erp.stock.allocated.v1", key="allocation_id")
class StockAllocated:
    allocation_id: UUID
    demand_type: str
    demand_id: UUID
    item_id: UUID
    site_id: UUID
    quantity: Decimal
    unit: str


@event("sanye.erp.allocation.released.v1", key="allocation_id")
class AllocationReleased:
    allocation_id: UUID
    demand_type: str
    demand_id: UUID
    item_id: UUID
    site_id: UUID
    quantity: Decimal
    unit: str


@value
class TransferOrderLine:
    """Quantities in the item's stock unit.

    `unshipped_quantity` is demand at the sending site on the ship date, `unreceived_quantity`
    supply at the receiving site on the due date, part of it perhaps in transit.
    """

    line_id: UUID
    item_id: UUID
    quantity: Decimal
    unshipped_quantity: Decimal
    unreceived_quantity: Decimal
    unit: str
    planned_order_id: UUID | None


@value
class TransferOrderState:
    """The order as it is now; RECEIVED or CANCELLED, it lacks nothing any more."""

    from_site_id: UUID
    to_site_id: UUID
    ship_date: date
    due_date: date
    status: str
    lines: tuple[TransferOrderLine, ...]


@event("sanye.erp.transfer_order.created.v1", key="transfer_order_id")
class TransferOrderCreated:
    transfer_order_id: UUID
    number: str
    state: TransferOrderState


@event("sanye.erp.transfer_order.changed.v1", key="transfer_order_id")
class TransferOrderChanged:
    """After a change of date or quantity, a shipment or a receipt."""

    transfer_order_id: UUID
    number: str
    reason: str
    state: TransferOrderState


@event("sanye.erp.transfer_order.cancelled.v1", key="transfer_order_id")
class TransferOrderCancelled:
    transfer_order_id: UUID
    number: str
    reason: str
    state: TransferOrderState
