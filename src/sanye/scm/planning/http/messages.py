"""`/planning/action-messages`."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from sanye.scm.planning import commands, queries
from sanye.stem.http import Page, Router, Schema, actor_of, now, page_of

router = Router(tags=["planning"])


class ActionMessageOut(Schema):
    id: UUID
    kind: str
    status: str
    data_error: str
    item_id: UUID
    site_id: UUID
    order_type: str
    order_id: UUID | None
    order_line_id: UUID | None
    order_number: str
    current_date: date | None
    suggested_date: date | None
    current_quantity: Decimal | None
    suggested_quantity: Decimal | None
    unit: str
    sales_order_ids: list[UUID]
    sales_order_numbers: list[str]
    customer_ids: list[UUID]
    money_at_stake: Decimal
    currency: str
    owner_id: UUID | None
    owner_role: str
    due_date: date
    reason: str
    raised_at: datetime
    decided_at: datetime | None


class DismissIn(Schema):
    reason: str


@router.get("", response=Page[ActionMessageOut])
def list_action_messages(
    request: HttpRequest,
    status: str | None = "OPEN",
    kind: str | None = None,
    item_id: UUID | None = None,
    order_id: UUID | None = None,
    sales_order_id: UUID | None = None,
    owner_id: UUID | None = None,
) -> HttpResponse:
    """What to change about orders that exist, and why."""
    rows = queries.list_action_messages(
        status=status,
        kind=kind,
        item_id=item_id,
        order_id=order_id,
        sales_order_id=sales_order_id,
        owner_id=owner_id,
        by=actor_of(request),
    )
    return page_of(request, rows, ActionMessageOut, sortable=["due_date", "money_at_stake"])


@router.get("/{uuid:action_message_id}", response=ActionMessageOut)
def get_action_message(request: HttpRequest, action_message_id: UUID) -> object:
    """One message."""
    return queries.get_action_message(action_message_id=action_message_id, by=actor_of(request))


@router.post("/{uuid:action_message_id}/apply", response=ActionMessageOut)
def apply_action_message(request: HttpRequest, action_message_id: UUID) -> object:
    """Do as advised: the order's owner changes it, or proposes the change to whom it concerns."""
    return commands.apply_action_message(
        action_message_id=action_message_id, by=actor_of(request), at=now()
    )


@router.post("/{uuid:action_message_id}/dismiss", response=ActionMessageOut)
def dismiss_action_message(
    request: HttpRequest, action_message_id: UUID, body: DismissIn
) -> object:
    """Decide against it, with a reason; it stays dismissed until the advice changes."""
    return commands.dismiss_action_message(
        action_message_id=action_message_id, reason=body.reason, by=actor_of(request), at=now()
    )
