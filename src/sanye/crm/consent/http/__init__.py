"""`/consents`: what contacts agreed to, and who must not be contacted."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from sanye.crm.consent import commands, queries
from sanye.crm.consent.domain.decisions import Channel, Purpose
from sanye.stem.http import Page, Router, Schema, actor_of, now, page_of
from sanye.stem.http.types import Instant

router = Router(tags=["consents"])
Proof = Annotated[str, Field(max_length=4000)]


class ConsentIn(Schema):
    """`purpose` ANYTHING with `channel` ANY covers everything: withdrawn, do not contact."""

    contact_id: UUID
    purpose: Purpose
    channel: Channel
    proof: Proof = ""
    decided_at: Instant | None = None


class ConsentOut(Schema):
    id: UUID
    customer_id: UUID
    contact_id: UUID | None
    decision: str
    purpose: str
    channel: str
    decided_at: datetime
    proof: str
    recorded_by_id: UUID | None


@router.get("", response=Page[ConsentOut])
def list_consents(
    request: HttpRequest, customer_id: UUID | None = None, contact_id: UUID | None = None
) -> HttpResponse:
    """Decisions of contacts, newest first; the last one that covers a purpose counts."""
    rows = queries.list_consents(
        customer_id=customer_id, contact_id=contact_id, by=actor_of(request)
    )
    return page_of(request, rows, ConsentOut, order="-decided_at")


@router.post("/give", response={201: ConsentOut})
def give_consent(request: HttpRequest, body: ConsentIn) -> object:
    """A contact agreed; the proof says how."""
    return commands.give_consent(**body.dict(), by=actor_of(request), at=now())


@router.post("/withdraw", response={201: ConsentOut})
def withdraw_consent(request: HttpRequest, body: ConsentIn) -> object:
    """A contact does not want it, or not any more."""
    return commands.withdraw_consent(**body.dict(), by=actor_of(request), at=now())
