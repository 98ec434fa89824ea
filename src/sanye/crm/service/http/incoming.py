"""Doors for mail and web forms, and for sorting what nobody knows yet."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from sanye.crm.service import commands, queries
from sanye.crm.service.http.schemas import AboutIn
from sanye.stem.http import Page, Router, Schema, actor_of, now, page_of
from sanye.stem.http.rates import CallerRate
from sanye.stem.http.types import Code

router = Router(tags=["service incoming"])
_rate = CallerRate("SANYE_FORM_RATE")
RAW_MAIL = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class FormIn(Schema):
    """`website` stands in the form but is not shown to people; leave it empty."""

    name: str = Field("", max_length=200)
    email: str = Field("", max_length=254)
    subject: str = Field("", max_length=200)
    text: str = Field(min_length=1, max_length=20_000)
    serial_number: Code = ""
    document_number: Code = ""
    website: str = Field("", max_length=400)


class ReceivedOut(Schema):
    """The same for everybody, whether we know him or not."""

    is_received: bool = True


class IncomingOut(Schema):
    id: UUID
    channel: str
    status: str
    sender_name: str
    sender_email: str
    subject: str
    text: str
    serial_number: str
    document_number: str
    received_at: datetime
    case_id: UUID | None
    case_number: str | None = Field(None, alias="case.number")
    drop_reason: str


class SortIn(Schema):
    """Put it to a case, or say what a new one is about."""

    case_id: UUID | None = None
    about: AboutIn | None = None
    kind: Code = ""
    queue_code: Code = ""


class DropIn(Schema):
    reason_code: Code


@router.post("/forms/{form_key}", auth=None, response={202: ReceivedOut})
def take_form(request: HttpRequest, form_key: str, body: FormIn) -> object:
    """Open to all who know a form's key: leaves a message, shows nothing."""
    _rate.take(request)
    form = queries.form_actor(form_key)
    commands.take_form(form_key=form_key, body=commands.FormBody(**body.dict()), by=form, at=now())
    return ReceivedOut()


@router.post("/mails", response={201: IncomingOut}, openapi_extra=RAW_MAIL)
def take_mail(request: HttpRequest) -> object:
    """A mail as it came (RFC 5322), by the mail server's own user."""
    return commands.take_mail(raw=request.body, by=actor_of(request), at=now())


@router.get("", response=Page[IncomingOut])
def list_incoming(request: HttpRequest, status: str | None = None) -> HttpResponse:
    """What came by mail and form."""
    rows = queries.list_incoming(status=status, by=actor_of(request))
    return page_of(request, rows, IncomingOut, sortable=["received_at"])


@router.get("/{uuid:incoming_id}", response=IncomingOut)
def get_incoming(request: HttpRequest, incoming_id: UUID) -> object:
    """One message."""
    return queries.get_incoming(incoming_id=incoming_id, by=actor_of(request))


@router.post("/{uuid:incoming_id}/sort", response=IncomingOut)
def sort_incoming(request: HttpRequest, incoming_id: UUID, body: SortIn) -> object:
    """Say whose it is."""
    return commands.sort_incoming(
        incoming_id=incoming_id,
        case_id=body.case_id,
        about=body.about.about() if body.about else None,
        kind=body.kind,
        queue_code=body.queue_code,
        by=actor_of(request),
        at=now(),
    )


@router.post("/{uuid:incoming_id}/drop", response=IncomingOut)
def drop_incoming(request: HttpRequest, incoming_id: UUID, body: DropIn) -> object:
    """It is nothing for us."""
    return commands.drop_incoming(
        incoming_id=incoming_id, reason_code=body.reason_code, by=actor_of(request), at=now()
    )
