"""The states of a hold and their steps."""

from enum import StrEnum


class HoldStatus(StrEnum):
    """HELD until confirmed or expired; COMMITTED once an order is confirmed with it; FREED."""

    HELD = "HELD"
    COMMITTED = "COMMITTED"
    FREED = "FREED"


HOLD_STEPS = {
    HoldStatus.HELD: {HoldStatus.COMMITTED, HoldStatus.FREED},
    HoldStatus.COMMITTED: {HoldStatus.FREED},
}


class FreedBecause(StrEnum):
    EXPIRED = "EXPIRED"
    CANCELLED = "CANCELLED"
    REPLACED = "REPLACED"
    SHIPPED = "SHIPPED"
