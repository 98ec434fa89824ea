"""Reads of webhooks and their deliveries."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from sanye.kernel.actors import Actor
from sanye.stem.commands import query
from sanye.stem.webhooks.domain.signing import secret_of
from sanye.stem.webhooks.domain.states import DeliveryState, WebhookState
from sanye.stem.webhooks.domain.trying import LEASE, PAUSES
from sanye.stem.webhooks.errors import WebhookUnknown
from sanye.stem.webhooks.models import Webhook, WebhookDelivery

FORMER_SECRET_VALID = timedelta(hours=24)


@query
def list_webhooks(*, state: str | None = None, by: Actor) -> QuerySet[Webhook]:
    """The company's webhooks, with how much waits and how much was given up."""
    rows: QuerySet[Webhook] = Webhook.objects.all()
    if state is not None:
        rows = rows.filter(state=state)
    return rows.annotate(
        waiting=Count("deliveries", filter=Q(deliveries__state=DeliveryState.WAITING)),
        failed=Count("deliveries", filter=Q(deliveries__state=DeliveryState.FAILED)),
    )


@query
def get_webhook(*, webhook_id: UUID, by: Actor) -> Webhook:
    """One webhook. Raises WebhookUnknown."""
    row: Webhook | None = list_webhooks(by=by).filter(id=webhook_id).first()
    if row is None:
        raise WebhookUnknown
    return row


@query
def list_deliveries(
    *, webhook_id: UUID, state: str | None = None, event_type: str | None = None, by: Actor
) -> QuerySet[WebhookDelivery]:
    """What was put down for a webhook in the last thirty days. Raises WebhookUnknown."""
    if not Webhook.objects.filter(id=webhook_id).exists():
        raise WebhookUnknown
    rows: QuerySet[WebhookDelivery] = WebhookDelivery.objects.filter(webhook_id=webhook_id)
    if state is not None:
        rows = rows.filter(state=state)
    return rows if event_type is None else rows.filter(event_type=event_type)


def webhooks_due(at: datetime) -> list[tuple[UUID, UUID]]:
    """Company and id of each webhook that has something to be sent now."""
    due = WebhookDelivery.unscoped.filter(
        delivery_is_due(at), webhook_id=OuterRef("id"), state=DeliveryState.WAITING
    )
    rows = Webhook.unscoped.filter(webhook_is_due(at), Exists(due), state=WebhookState.ACTIVE)
    return list(rows.order_by("next_attempt_at").values_list("company_id", "id"))


def webhook_is_due(at: datetime) -> Q:
    """What seems to wait longer than anything does was put off before the clock was set back. While
    nothing fails that is longer than a lease, by clocks of workers that differ."""
    return (
        Q(next_attempt_at__lte=at)
        | Q(next_attempt_at__gt=at + PAUSES[-1])
        | Q(failures=0, next_attempt_at__gt=at + 2 * LEASE)
    )


def delivery_is_due(at: datetime) -> Q:
    """As for a webhook; what was never tried does not wait."""
    return Q(attempts=0) | Q(next_attempt_at__lte=at) | Q(next_attempt_at__gt=at + PAUSES[-1])


def secrets_of(webhook: Webhook, at: datetime) -> Sequence[bytes]:
    """The secret to sign with, first; and the former one for a day after it was changed."""
    until = webhook.former_secret_until
    versions = [webhook.secret_version]
    if until is not None and at < until:
        versions.append(webhook.secret_version - 1)
    return [secret_of(webhook.id, version, settings.SECRET_KEY) for version in versions]
