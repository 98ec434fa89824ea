"""The states of a planned order and of an action message, and their steps."""

from enum import StrEnum


class PlannedOrderStatus(StrEnum):
    """PLANNED belongs to the run; FIRMED to the planner; RELEASED waits for its order to appear;
    HANDED_OVER has become that order.
    """

    PLANNED = "PLANNED"
    FIRMED = "FIRMED"
    RELEASED = "RELEASED"
    HANDED_OVER = "HANDED_OVER"
    CANCELLED = "CANCELLED"


PLANNED_ORDER_STEPS = {
    PlannedOrderStatus.PLANNED: {
        PlannedOrderStatus.FIRMED,
        PlannedOrderStatus.RELEASED,
    },
    PlannedOrderStatus.FIRMED: {
        PlannedOrderStatus.RELEASED,
        PlannedOrderStatus.CANCELLED,
    },
    PlannedOrderStatus.RELEASED: {
        PlannedOrderStatus.HANDED_OVER,
        PlannedOrderStatus.CANCELLED,
    },
}


class MessageStatus(StrEnum):
    """OVERTAKEN: a later run no longer advises it."""

    OPEN = "OPEN"
    APPLIED = "APPLIED"
    DISMISSED = "DISMISSED"
    OVERTAKEN = "OVERTAKEN"


MESSAGE_STEPS = {
    MessageStatus.OPEN: {
        MessageStatus.APPLIED,
        MessageStatus.DISMISSED,
        MessageStatus.OVERTAKEN,
    },
    MessageStatus.APPLIED: {MessageStatus.OVERTAKEN},
    MessageStatus.DISMISSED: {MessageStatus.OVERTAKEN},
}


class DemandType(StrEnum):
    SALES_ORDER = "sales_order"
    PRODUCTION_ORDER = "production_order"
    TRANSFER_ORDER = "transfer_order"


class SupplyType(StrEnum):
    PURCHASE_ORDER = "purchase_order"
    PRODUCTION_ORDER = "production_order"
    TRANSFER_ORDER = "transfer_order"
