"""What an administrator does to webhooks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from sanye.contracts.stem.webhooks import (
    WebhookArchived,
    WebhookCreated,
    WebhookPaused,
    WebhookResumed,
    WebhookSecretRotated,
    WebhookTested,
)
from sanye.kernel.actors import Actor
from sanye.kernel.events import event_types as known_types
from sanye.kernel.ids import new_id
from sanye.stem.commands import command
from sanye.stem.events.log import publish
from sanye.stem.webhooks import errors
from sanye.stem.webhooks.domain.addresses import check_literal, networks_of, target_of
from sanye.stem.webhooks.domain.signing import shown
from sanye.stem.webhooks.domain.states import IN_USE, DeliveryState, WebhookState
from sanye.stem.webhooks.domain.trying import asks_for
from sanye.stem.webhooks.models import Webhook, WebhookDelivery
from sanye.stem.webhooks.queries import FORMER_SECRET_VALID, get_webhook, secrets_of


@dataclass(frozen=True, slots=True)
class NewSecret:
    """`secret` is shown this once."""

    webhook: Webhook
    secret: str


@command
def create_webhook(
    *, name: str, url: str, event_types: Sequence[str], by: Actor, at: datetime
) -> NewSecret:
    """Tell an address of events from now on; a type may end in `*`.

    Raises UrlInvalid, AddressForbidden, EventTypeUnknown. Where a name leads is looked up when
    something is sent.
    """
    check_literal(target_of(url), networks_of(settings.SANYE_WEBHOOK_NETWORKS))
    for row, pattern in enumerate(event_types, start=1):
        if not any(asks_for([pattern], known) for known in known_types()):
            raise errors.EventTypeUnknown(pattern=pattern, field="event_types", row=row)
    webhook = Webhook.objects.create(
        id=new_id(),
        company_id=by.company_id,
        name=name,
        url=url,
        event_types=list(event_types),
        since_at=at,
        next_attempt_at=at,
    )
    publish(WebhookCreated(webhook_id=webhook.id, event_types=tuple(event_types)))
    return _secret(webhook, by, at)


@command
def pause_webhook(*, webhook_id: UUID, by: Actor, at: datetime) -> Webhook:
    """Events are put down and wait. Raises WebhookUnknown, StepNotPossible."""
    webhook = _locked(webhook_id, WebhookState.ACTIVE, WebhookState.FAILING)
    webhook.state = WebhookState.PAUSED
    webhook.save(update_fields=["state"])
    publish(WebhookPaused(webhook_id=webhook.id, is_failing=False))
    return get_webhook(webhook_id=webhook_id, by=by)


@command
def resume_webhook(*, webhook_id: UUID, by: Actor, at: datetime) -> Webhook:
    """What waits is sent at once. Raises WebhookUnknown, StepNotPossible."""
    webhook = _locked(webhook_id, WebhookState.PAUSED, WebhookState.FAILING)
    webhook.state, webhook.failures, webhook.next_attempt_at = WebhookState.ACTIVE, 0, at
    webhook.save(update_fields=["state", "failures", "next_attempt_at"])
    waiting = WebhookDelivery.objects.filter(webhook=webhook, state=DeliveryState.WAITING)
    waiting.update(next_attempt_at=at, attempts=0)
    publish(WebhookResumed(webhook_id=webhook.id))
    return get_webhook(webhook_id=webhook_id, by=by)


@command
def rotate_webhook_secret(*, webhook_id: UUID, by: Actor, at: datetime) -> NewSecret:
    """A new secret; for a day messages are signed with the former one too.

    Raises WebhookUnknown, StepNotPossible.
    """
    webhook = _locked(webhook_id, *IN_USE)
    webhook.secret_version += 1
    webhook.former_secret_until = at + FORMER_SECRET_VALID
    webhook.save(update_fields=["secret_version", "former_secret_until"])
    publish(WebhookSecretRotated(webhook_id=webhook.id))
    return _secret(webhook, by, at)


@command
def archive_webhook(*, webhook_id: UUID, by: Actor, at: datetime) -> Webhook:
    """Nothing is sent any more, what waits included. Raises WebhookUnknown, StepNotPossible."""
    webhook = _locked(webhook_id, *IN_USE)
    webhook.state = WebhookState.ARCHIVED
    webhook.save(update_fields=["state"])
    waiting = WebhookDelivery.objects.filter(webhook=webhook, state=DeliveryState.WAITING)
    waiting.update(state=DeliveryState.FAILED, next_attempt_at=None)
    publish(WebhookArchived(webhook_id=webhook.id))
    return get_webhook(webhook_id=webhook_id, by=by)


@command
def try_webhook(*, webhook_id: UUID, by: Actor, at: datetime) -> None:
    """Send a test event to this webhook alone. Raises WebhookUnknown, StepNotPossible."""
    webhook = _locked(webhook_id, *IN_USE)
    publish(WebhookTested(webhook_id=webhook.id))


@command
def redeliver(*, webhook_id: UUID, delivery_id: UUID, by: Actor, at: datetime) -> WebhookDelivery:
    """Send a delivery once more, taken or given up. Raises WebhookUnknown, DeliveryUnknown,
    StepNotPossible."""
    webhook = _locked(webhook_id, *IN_USE)
    rows = WebhookDelivery.objects.select_for_update(of=("self",))
    delivery: WebhookDelivery | None = rows.filter(webhook=webhook, id=delivery_id).first()
    if delivery is None:
        raise errors.DeliveryUnknown
    delivery.state, delivery.attempts = DeliveryState.WAITING, 0
    delivery.next_attempt_at = at
    delivery.save(update_fields=["state", "attempts", "next_attempt_at"])
    return delivery


def _locked(webhook_id: UUID, *states: str) -> Webhook:
    webhook: Webhook | None = (
        Webhook.objects.select_for_update(of=("self",)).filter(id=webhook_id).first()
    )
    if webhook is None:
        raise errors.WebhookUnknown
    if webhook.state not in states:
        raise errors.StepNotPossible(state=webhook.state)
    return webhook


def _secret(webhook: Webhook, by: Actor, at: datetime) -> NewSecret:
    secret = secrets_of(webhook, at)[0]
    return NewSecret(get_webhook(webhook_id=webhook.id, by=by), shown(secret))
