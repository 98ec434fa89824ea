"""States of an order and of its credit check, and the steps between them."""

from enum import StrEnum


class OrderStatus(StrEnum):
    """PLACED is agreed but binds nobody yet; the two waiting states say what it waits for."""

    PLACED = "PLACED"
    CREDIT_BLOCKED = "CREDIT_BLOCKED"
    AWAITING_PROMISE = "AWAITING_PROMISE"
    CONFIRMED = "CONFIRMED"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"


STEPS: dict[OrderStatus, set[OrderStatus]] = {
    OrderStatus.PLACED: {
        OrderStatus.CREDIT_BLOCKED,
        OrderStatus.AWAITING_PROMISE,
        OrderStatus.CONFIRMED,
        OrderStatus.CANCELLED,
    },
    OrderStatus.CREDIT_BLOCKED: {
        OrderStatus.CREDIT_BLOCKED,
        OrderStatus.PLACED,
        OrderStatus.AWAITING_PROMISE,
        OrderStatus.CONFIRMED,
        OrderStatus.CANCELLED,
    },
    OrderStatus.AWAITING_PROMISE: {
        OrderStatus.CREDIT_BLOCKED,
        OrderStatus.AWAITING_PROMISE,
        OrderStatus.CONFIRMED,
        OrderStatus.CANCELLED,
    },
    OrderStatus.CONFIRMED: {OrderStatus.CLOSED, OrderStatus.CANCELLED},
}

OPEN_STATUSES = frozenset(
    {
        OrderStatus.PLACED,
        OrderStatus.CREDIT_BLOCKED,
        OrderStatus.AWAITING_PROMISE,
        OrderStatus.CONFIRMED,
    }
)


class CreditStatus(StrEnum):
    """What the last credit check said; RELEASED by a person holds up to the amount released."""

    UNCHECKED = "UNCHECKED"
    PASSED = "PASSED"
    WARNED = "WARNED"
    BLOCKED = "BLOCKED"
    RELEASED = "RELEASED"


class PriceSource(StrEnum):
    """Where a line's price came from."""

    PRICE_LIST = "PRICE_LIST"
    QUOTATION = "QUOTATION"
    MANUAL = "MANUAL"


class AwaitReason(StrEnum):
    """Why an order is not confirmed yet: what its promise waits for, or its credit."""

    PLANNING_OFF = "PLANNING_OFF"
    NO_SUPPLY = "NO_SUPPLY"
    REFUSED = "REFUSED"
    HOLD_EXPIRED = "HOLD_EXPIRED"
    CREDIT_EXCEEDED = "CREDIT_EXCEEDED"
    CUSTOMER_BLOCKED = "CUSTOMER_BLOCKED"
