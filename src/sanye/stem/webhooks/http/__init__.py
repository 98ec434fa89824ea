"""The door of webhooks; for administrators."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Status
from pydantic import Field

from sanye.stem.http import Page, Router, Schema, actor_of, now, page_of
from sanye.stem.webhooks import commands, queries

router = Router()
State = Literal["ACTIVE", "PAUSED", "FAILING", "ARCHIVED"]
DeliveryState = Literal["WAITING", "TAKEN", "FAILED"]


class WebhookIn(Schema):
    """`event_types`: names as the API documents them, or `sanye.erp.*` for all of a leaf."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
    url: Annotated[str, Field(min_length=1, max_length=500)]
    event_types: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=120)]],
        Field(min_length=1, max_length=100),
    ]


class WebhookOut(Schema):
    """`waiting` and `failed` count deliveries; `failures` tries on end that were not taken."""

    id: UUID
    name: str
    url: str
    event_types: list[str]
    state: State
    since_at: datetime
    failures: int
    next_attempt_at: datetime
    former_secret_until: datetime | None
    waiting: int
    failed: int


class NewSecretOut(Schema):
    webhook: WebhookOut
    secret: str


class DeliveryOut(Schema):
    id: UUID
    event_id: UUID
    event_type: str
    state: DeliveryState
    attempts: int
    created_at: datetime
    next_attempt_at: datetime | None
    last_attempt_at: datetime | None
    last_outcome: str
    last_status: int | None


@router.get("", response=Page[WebhookOut])
def list_webhooks(request: HttpRequest, state: State | None = None) -> HttpResponse:
    """Webhooks of the company."""
    rows = queries.list_webhooks(state=state, by=actor_of(request))
    return page_of(request, rows, WebhookOut, sortable=["name"])


@router.post("", response={201: NewSecretOut})
def create_webhook(request: HttpRequest, response: HttpResponse, webhook: WebhookIn) -> object:
    """A new webhook. `secret` is shown in this answer and never again."""
    response["Cache-Control"] = "no-store"
    return commands.create_webhook(**webhook.dict(), by=actor_of(request), at=now())


@router.get("/{uuid:webhook_id}", response=WebhookOut)
def get_webhook(request: HttpRequest, webhook_id: UUID) -> object:
    return queries.get_webhook(webhook_id=webhook_id, by=actor_of(request))


@router.post("/{uuid:webhook_id}/pause", response=WebhookOut)
def pause_webhook(request: HttpRequest, webhook_id: UUID) -> object:
    """Events wait until it is resumed."""
    return commands.pause_webhook(webhook_id=webhook_id, by=actor_of(request), at=now())


@router.post("/{uuid:webhook_id}/resume", response=WebhookOut)
def resume_webhook(request: HttpRequest, webhook_id: UUID) -> object:
    """Send what waits, now."""
    return commands.resume_webhook(webhook_id=webhook_id, by=actor_of(request), at=now())


@router.post("/{uuid:webhook_id}/secret", response={201: NewSecretOut})
def rotate_webhook_secret(request: HttpRequest, response: HttpResponse, webhook_id: UUID) -> object:
    """A new secret, shown once; for a day messages are signed with the former one too."""
    response["Cache-Control"] = "no-store"
    return commands.rotate_webhook_secret(webhook_id=webhook_id, by=actor_of(request), at=now())


@router.delete("/{uuid:webhook_id}", response=WebhookOut)
def archive_webhook(request: HttpRequest, webhook_id: UUID) -> object:
    """Send nothing any more, what waits included; its deliveries can still be read."""
    return commands.archive_webhook(webhook_id=webhook_id, by=actor_of(request), at=now())


@router.post("/{uuid:webhook_id}/test", response={202: None})
def try_webhook(request: HttpRequest, webhook_id: UUID) -> object:
    """Send an event `sanye.stem.webhook.tested.v1` to this webhook alone."""
    commands.try_webhook(webhook_id=webhook_id, by=actor_of(request), at=now())
    return Status(202, None)


@router.get("/{uuid:webhook_id}/deliveries", response=Page[DeliveryOut])
def list_deliveries(
    request: HttpRequest,
    webhook_id: UUID,
    state: DeliveryState | None = None,
    event_type: str | None = None,
) -> HttpResponse:
    """What was put down for it in the last thirty days, newest first."""
    rows = queries.list_deliveries(
        webhook_id=webhook_id, state=state, event_type=event_type, by=actor_of(request)
    )
    return page_of(request, rows, DeliveryOut, order="-id")


@router.post("/{uuid:webhook_id}/deliveries/{uuid:delivery_id}/again", response=DeliveryOut)
def redeliver(request: HttpRequest, webhook_id: UUID, delivery_id: UUID) -> object:
    """Send it once more."""
    return commands.redeliver(
        webhook_id=webhook_id, delivery_id=delivery_id, by=actor_of(request), at=now()
    )
