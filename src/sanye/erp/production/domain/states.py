"""The life of a production order."""

from enum import StrEnum


class OrderStatus(StrEnum):
    CREATED = "CREATED"
    RELEASED = "RELEASED"
    STARTED = "STARTED"
    COMPLETED = "COMPLETED"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"


class ProposalStatus(StrEnum):
    OPEN = "OPEN"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"
    OVERTAKEN = "OVERTAKEN"


class ChangeKind(StrEnum):
    RESCHEDULE = "RESCHEDULE"
    CHANGE_QUANTITY = "CHANGE_QUANTITY"
    CANCEL = "CANCEL"


ORDER_STEPS = {
    OrderStatus.CREATED: {OrderStatus.RELEASED, OrderStatus.CANCELLED},
    OrderStatus.RELEASED: {
        OrderStatus.STARTED,
        OrderStatus.COMPLETED,
        OrderStatus.CANCELLED,
        OrderStatus.CLOSED,
    },
    OrderStatus.STARTED: {OrderStatus.COMPLETED, OrderStatus.CANCELLED, OrderStatus.CLOSED},
    OrderStatus.COMPLETED: {OrderStatus.CLOSED, OrderStatus.STARTED},
}
PROPOSAL_STEPS = {
    ProposalStatus.OPEN: {
        ProposalStatus.ACCEPTED,
        ProposalStatus.REJECTED,
        ProposalStatus.OVERTAKEN,
    }
}
WORKING = (OrderStatus.RELEASED, OrderStatus.STARTED, OrderStatus.COMPLETED)
"""States in which stock and work may be booked."""

CHANGEABLE = (OrderStatus.CREATED, OrderStatus.RELEASED, OrderStatus.STARTED)
"""States in which quantity and days may change."""
