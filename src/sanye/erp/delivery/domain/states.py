"""States of a delivery."""

from enum import StrEnum


class DeliveryStatus(StrEnum):
    """CREATED is planned, PICKED stands ready, SHIPPED has left, PROVEN has arrived."""

    CREATED = "CREATED"
    PICKED = "PICKED"
    SHIPPED = "SHIPPED"
    PROVEN = "PROVEN"
    CANCELLED = "CANCELLED"


STEPS: dict[DeliveryStatus, set[DeliveryStatus]] = {
    DeliveryStatus.CREATED: {DeliveryStatus.PICKED, DeliveryStatus.CANCELLED},
    DeliveryStatus.PICKED: {
        DeliveryStatus.PICKED,
        DeliveryStatus.SHIPPED,
        DeliveryStatus.CANCELLED,
    },
    DeliveryStatus.SHIPPED: {DeliveryStatus.PROVEN},
}

BEFORE_SHIPPING = frozenset({DeliveryStatus.CREATED, DeliveryStatus.PICKED})
AFTER_SHIPPING = frozenset({DeliveryStatus.SHIPPED, DeliveryStatus.PROVEN})
