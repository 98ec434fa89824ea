"""Doors of the customer's portal: his own cases, without what is only ours to know."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from sanye.crm.service import commands, queries
from sanye.crm.service.http.schemas import AboutIn, MessageOut, Words
from sanye.stem.http import Page, Router, Schema, actor_of, now, page_of
from sanye.stem.http.types import Code

router = Router(tags=["own cases"])


class OwnCaseIn(AboutIn):
    """Whoever acts for one customer need not name him."""

    title: str = Field(max_length=200)
    text: str = Words
    kind: Code = "QUESTION"


class OwnTextIn(Schema):
    text: str = Words


class OwnCaseOut(Schema):
    id: UUID
    number: str
    kind: str
    status: str
    title: str
    customer_id: UUID
    item_id: UUID | None
    item_code: str | None = Field(None, alias="item.code")
    sales_order_id: UUID | None
    delivery_id: UUID | None
    serial_number: str
    lot: str
    is_in_warranty: bool
    resolution_code: str
    opened_at: datetime
    response_due_at: datetime | None
    responded_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None


class OwnReturnOut(Schema):
    id: UUID
    number: str
    status: str
    credit_amount: Decimal
    currency: str


def _shown(request: HttpRequest, case_id: UUID) -> object:
    return queries.get_own_case(case_id=case_id, by=actor_of(request))


@router.get("", response=Page[OwnCaseOut])
def list_own_cases(request: HttpRequest, status: str | None = None) -> HttpResponse:
    """The caller's cases."""
    rows = queries.list_own_cases(status=status, by=actor_of(request))
    return page_of(request, rows, OwnCaseOut, sortable=["opened_at"])


@router.post("", response={201: OwnCaseOut})
def open_own_case(request: HttpRequest, body: OwnCaseIn) -> object:
    """Ask for help."""
    case = commands.open_own_case(
        about=body.about(),
        title=body.title,
        text=body.text,
        kind=body.kind,
        by=actor_of(request),
        at=now(),
    )
    return _shown(request, case.id)


@router.get("/{uuid:case_id}", response=OwnCaseOut)
def get_own_case(request: HttpRequest, case_id: UUID) -> object:
    """One of the caller's cases."""
    return _shown(request, case_id)


@router.get("/{uuid:case_id}/messages", response=Page[MessageOut])
def list_own_messages(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """What was said, oldest first."""
    rows = queries.list_own_messages(case_id=case_id, by=actor_of(request))
    return page_of(request, rows, MessageOut, order="written_at")


@router.post("/{uuid:case_id}/messages", response={201: MessageOut})
def answer_own_case(request: HttpRequest, case_id: UUID, body: OwnTextIn) -> object:
    """Say something; what ended is opened again for some days."""
    return commands.answer_own_case(case_id=case_id, text=body.text, by=actor_of(request), at=now())


@router.post("/{uuid:case_id}/close", response=OwnCaseOut)
def close_own_case(request: HttpRequest, case_id: UUID) -> object:
    """It is solved, or not needed any more."""
    commands.close_own_case(case_id=case_id, by=actor_of(request), at=now())
    return _shown(request, case_id)


@router.get("/{uuid:case_id}/returns", response=Page[OwnReturnOut])
def list_own_returns(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Goods that go back."""
    rows = queries.list_own_returns(case_id=case_id, by=actor_of(request))
    return page_of(request, rows, OwnReturnOut)
