"""`/interactions`: calls, visits, mails and chats."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from sanye.crm.accounts import commands, queries
from sanye.crm.accounts.domain.interactions import Direction, InteractionKind
from sanye.stem.http import Page, Router, Schema, actor_of, now, page_of
from sanye.stem.http.types import Day, Instant, Many

router = Router(tags=["interactions"])


class InteractionIn(Schema):
    """Who took part: contacts of the customer, and our users (nobody named: the caller)."""

    customer_id: UUID
    kind: InteractionKind
    direction: Direction
    happened_at: Instant
    subject: Annotated[str, Field(max_length=200)] = ""
    text: Annotated[str, Field(max_length=20_000)] = ""
    contact_ids: Many[UUID] = []
    user_ids: Many[UUID] = []
    follow_up_date: Day | None = None
    follow_up_by_id: UUID | None = None


class FollowUpIn(Schema):
    follow_up_date: Day
    follow_up_by_id: UUID | None = None


class PersonOut(Schema):
    contact_id: UUID | None
    user_id: UUID | None


class InteractionOut(Schema):
    id: UUID
    customer_id: UUID | None = None
    account_id: UUID | None
    lead_id: UUID | None
    kind: str
    direction: str
    happened_at: datetime
    subject: str
    text: str
    people: list[PersonOut]
    recorded_by_id: UUID | None
    follow_up_date: date | None
    follow_up_by_id: UUID | None
    followed_up_at: datetime | None

    @staticmethod
    def resolve_customer_id(row: Any) -> UUID | None:
        return row.account.party_id if row.account else None


@router.get("", response=Page[InteractionOut])
def list_interactions(
    request: HttpRequest,
    customer_id: UUID | None = None,
    lead_id: UUID | None = None,
    kind: InteractionKind | None = None,
    follow_up_due_by: Day | None = None,
) -> HttpResponse:
    """Interactions, newest first; `follow_up_due_by` shows whom somebody has to come back to."""
    rows = queries.list_interactions(
        customer_id=customer_id,
        lead_id=lead_id,
        kind=kind,
        follow_up_due_by=follow_up_due_by,
        by=actor_of(request),
    )
    return page_of(request, rows, InteractionOut, order="-happened_at", sortable=["follow_up_date"])


@router.post("", response={201: InteractionOut})
def record_interaction(request: HttpRequest, body: InteractionIn) -> object:
    """Write down a call, visit, mail or chat."""
    return commands.record_interaction(**body.dict(), by=actor_of(request), at=now())


@router.get("/{uuid:interaction_id}", response=InteractionOut)
def get_interaction(request: HttpRequest, interaction_id: UUID) -> object:
    """One interaction."""
    return queries.get_interaction(interaction_id=interaction_id, by=actor_of(request))


@router.post("/{uuid:interaction_id}/follow-up", response=InteractionOut)
def plan_follow_up(request: HttpRequest, interaction_id: UUID, body: FollowUpIn) -> object:
    """Say who comes back to it and when."""
    return commands.plan_follow_up(
        interaction_id=interaction_id, **body.dict(), by=actor_of(request), at=now()
    )


@router.post("/{uuid:interaction_id}/follow-up/finish", response=InteractionOut)
def finish_follow_up(request: HttpRequest, interaction_id: UUID) -> object:
    """Somebody came back to it."""
    return commands.finish_follow_up(interaction_id=interaction_id, by=actor_of(request), at=now())
