"""What a webhook and a delivery can be."""

from enum import StrEnum


class WebhookState(StrEnum):
    """FAILING: paused by itself, because nothing was taken."""

    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"
    FAILING = "FAILING"
    ARCHIVED = "ARCHIVED"


class DeliveryState(StrEnum):
    """FAILED: given up, by the number of tries or because its webhook was archived."""

    WAITING = "WAITING"
    TAKEN = "TAKEN"
    FAILED = "FAILED"


IN_USE = frozenset({WebhookState.ACTIVE, WebhookState.PAUSED, WebhookState.FAILING})
