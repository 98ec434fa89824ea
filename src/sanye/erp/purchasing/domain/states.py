"""States of orders, schedule lines, proposals and requisitions, and the steps between them."""

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum


class OrderStatus(StrEnum):
    DRAFT = "DRAFT"
    AWAITING_APPROVAL = "AWAITING_APPROVAL"
    APPROVED = "APPROVED"
    SENT = "SENT"
    CONFIRMED = "CONFIRMED"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"


ORDER_STEPS = {
    OrderStatus.DRAFT: {
        OrderStatus.AWAITING_APPROVAL,
        OrderStatus.APPROVED,
        OrderStatus.CANCELLED,
    },
    OrderStatus.AWAITING_APPROVAL: {
        OrderStatus.DRAFT,
        OrderStatus.APPROVED,
        OrderStatus.CANCELLED,
    },
    OrderStatus.APPROVED: {OrderStatus.DRAFT, OrderStatus.SENT, OrderStatus.CANCELLED},
    OrderStatus.SENT: {OrderStatus.CONFIRMED, OrderStatus.CLOSED, OrderStatus.CANCELLED},
    OrderStatus.CONFIRMED: {OrderStatus.SENT, OrderStatus.CLOSED, OrderStatus.CANCELLED},
    OrderStatus.CLOSED: {OrderStatus.SENT, OrderStatus.CONFIRMED},
}
"""A closed order opens again only when returned goods are to be replaced."""

UNSENT = frozenset({OrderStatus.DRAFT, OrderStatus.AWAITING_APPROVAL, OrderStatus.APPROVED})
WITH_SUPPLIER = frozenset({OrderStatus.SENT, OrderStatus.CONFIRMED})


class OrderOrigin(StrEnum):
    PLAN = "PLAN"
    HAND = "HAND"
    IMPORT = "IMPORT"


class Answer(StrEnum):
    """What the supplier said about a schedule line."""

    NONE = "NONE"
    ACCEPTED = "ACCEPTED"
    CHANGED = "CHANGED"
    REJECTED = "REJECTED"


class ChangeKind(StrEnum):
    RESCHEDULE = "RESCHEDULE"
    CHANGE_QUANTITY = "CHANGE_QUANTITY"
    CANCEL = "CANCEL"


class ProposalStatus(StrEnum):
    OPEN = "OPEN"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"
    SUPERSEDED = "SUPERSEDED"


PROPOSAL_STEPS = {
    ProposalStatus.OPEN: {
        ProposalStatus.ACCEPTED,
        ProposalStatus.REJECTED,
        ProposalStatus.SUPERSEDED,
    }
}


class RequisitionStatus(StrEnum):
    OPEN = "OPEN"
    ORDERED = "ORDERED"
    DROPPED = "DROPPED"


REQUISITION_STEPS = {RequisitionStatus.OPEN: {RequisitionStatus.ORDERED, RequisitionStatus.DROPPED}}


class ReceiptKind(StrEnum):
    RECEIPT = "RECEIPT"
    RETURN = "RETURN"


def status_with_supplier(
    open_answers: Iterable[Answer], *, received: Decimal, current: OrderStatus
) -> OrderStatus:
    """The state of a sent order from the answers to its lines that are still open.

    No line open: closed when something came, else cancelled. All open lines answered: confirmed.
    """
    answers = list(open_answers)
    if current in UNSENT:
        return current if answers else OrderStatus.CANCELLED
    if not answers:
        return OrderStatus.CLOSED if received > 0 else OrderStatus.CANCELLED
    return OrderStatus.SENT if Answer.NONE in answers else OrderStatus.CONFIRMED
