"""What the system does to deliveries: put down, claimed, sent outside any transaction, recorded.

A claim is a lease: a worker that dies with it has perhaps sent, so what it held is sent again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from sanye.contracts.stem.webhooks import WebhookPaused, WebhookTested
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.commands import command
from sanye.stem.events.cloud_events import cloud_event, encoded
from sanye.stem.events.cursors import Recorded
from sanye.stem.events.log import publish
from sanye.stem.events.queries import read_events
from sanye.stem.rows.bulk import update_rows
from sanye.stem.rows.forgetting import first_id_of, forget_some
from sanye.stem.webhooks.domain.states import DeliveryState, WebhookState
from sanye.stem.webhooks.domain.trying import (
    LEASE,
    MOST_TRIES,
    Outcome,
    asks_for,
    pause_after,
)
from sanye.stem.webhooks.models import Webhook, WebhookDelivery
from sanye.stem.webhooks.queries import delivery_is_due, secrets_of, webhook_is_due

AT_ONCE = 20
"""Deliveries of one claim."""
LARGEST_BODY = 1_000_000
"""Bytes: web servers take no more unless told to."""
KEPT = timedelta(days=30)
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One event on its way; `message_id` is the event's id."""

    delivery_id: UUID
    message_id: UUID
    correlation_id: UUID
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What one worker may send now."""

    company_id: UUID
    webhook_id: UUID
    url: str
    secrets: Sequence[bytes]
    messages: Sequence[Message]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """How sending one message ended; `status` is the receiver's, where it answered."""

    delivery_id: UUID
    outcome: Outcome
    status: int | None = None


@command(logged=False)
def put_deliveries(*, events: Sequence[Recorded], by: Actor, at: datetime) -> None:
    """Put events down for every webhook that asks for them; once each, however often told. None of
    them ends meanwhile: what waits is given up then."""
    in_use = Webhook.objects.exclude(state=WebhookState.ARCHIVED)
    asking = [row.id for row in in_use if any(_is_for(row, recorded) for recorded in events)]
    held = in_use.select_for_update(of=("self",), no_key=True)
    webhooks = list(held.filter(id__in=asking).order_by("id"))
    WebhookDelivery.objects.bulk_create(
        [
            WebhookDelivery(
                id=new_id(),
                company_id=by.company_id,
                webhook=webhook,
                position=recorded.position,
                event_id=recorded.event_id,
                event_type=recorded.type,
                next_attempt_at=at,
            )
            for recorded in events
            for webhook in webhooks
            if _is_for(webhook, recorded)
        ],
        ignore_conflicts=True,
    )


def _is_for(webhook: Webhook, recorded: Recorded) -> bool:
    if isinstance(recorded.data, WebhookTested):
        return recorded.key == webhook.id
    return recorded.recorded_at >= webhook.since_at and asks_for(webhook.event_types, recorded.type)


@command(logged=False)
def claim_deliveries(*, webhook_id: UUID, by: Actor, at: datetime) -> Claim | None:
    """What is due of a webhook, in the log's order; one only while it fails. None if another
    worker has it. What is no longer in the log is given up; what cannot be read is put off, as
    what is not taken."""
    webhooks = Webhook.objects.select_for_update(skip_locked=True, of=("self",))
    webhook: Webhook | None = webhooks.filter(
        webhook_is_due(at), id=webhook_id, state=WebhookState.ACTIVE
    ).first()
    if webhook is None:
        return None
    due = WebhookDelivery.objects.filter(
        delivery_is_due(at), webhook=webhook, state=DeliveryState.WAITING
    ).order_by("next_attempt_at", "position")
    rows = list(due[: 1 if webhook.failures else AT_ONCE])
    if not rows:
        return None
    webhook.next_attempt_at = at + LEASE
    webhook.save(update_fields=["next_attempt_at"])
    events, unreadable = read_events(row.position for row in rows)
    known = events.keys() | unreadable.keys()
    gone = [row.id for row in rows if row.position not in known]
    WebhookDelivery.objects.filter(id__in=gone).update(
        state=DeliveryState.FAILED, next_attempt_at=None
    )
    _put_off([row for row in rows if row.position in unreadable], unreadable, at)
    return Claim(
        company_id=webhook.company_id,
        webhook_id=webhook.id,
        url=webhook.url,
        secrets=secrets_of(webhook, at),
        messages=[
            Message(
                delivery_id=row.id,
                message_id=row.event_id,
                correlation_id=events[row.position].correlation_id,
                body=encoded(cloud_event(events[row.position]), most_bytes=LARGEST_BODY),
            )
            for row in rows
            if row.position in events
        ],
    )


def _put_off(
    rows: Sequence[WebhookDelivery], unreadable: Mapping[int, Exception], at: datetime
) -> None:
    """What this release cannot read another may, as during an upgrade."""
    for row in rows:
        error = repr(unreadable[row.position])
        log.error("delivery_unreadable", position=row.position, type=row.event_type, error=error)
        row.last_attempt_at = at
        _note_failure(row, at)
    update_rows(list(rows), ["state", "attempts", "next_attempt_at", "last_attempt_at"])


@command(logged=False)
def record_tries(*, webhook_id: UUID, tries: Sequence[Tried], by: Actor, at: datetime) -> None:
    """Note how it went, when to try again, and whether the webhook is to be left alone."""
    webhook: Webhook = Webhook.objects.select_for_update(of=("self",)).get(id=webhook_id)
    rows: Mapping[UUID, WebhookDelivery] = {
        row.id: row
        for row in WebhookDelivery.objects.select_for_update(of=("self",))
        .filter(id__in=[one.delivery_id for one in tries])
        .order_by("id")
    }
    for one in tries:
        if one.delivery_id in rows:
            _note(rows[one.delivery_id], one, at)
        webhook.failures = 0 if one.outcome is Outcome.TAKEN else webhook.failures + 1
    update_rows(
        list(rows.values()),
        ["state", "attempts", "next_attempt_at", "last_attempt_at", "last_outcome", "last_status"],
    )
    is_gone = any(one.outcome is Outcome.GONE for one in tries)
    if webhook.state == WebhookState.ACTIVE and (is_gone or webhook.failures >= MOST_TRIES):
        webhook.state = WebhookState.FAILING
        publish(WebhookPaused(webhook_id=webhook.id, is_failing=True))
        log.error("webhook_paused", webhook_id=str(webhook.id), failures=webhook.failures)
    webhook.next_attempt_at = at + pause_after(webhook.failures) if webhook.failures else at
    webhook.save(update_fields=["state", "failures", "next_attempt_at"])


def _note(row: WebhookDelivery, one: Tried, at: datetime) -> None:
    row.last_attempt_at, row.last_outcome, row.last_status = at, one.outcome, one.status
    if row.state != DeliveryState.WAITING:
        row.attempts += 1
    elif one.outcome is Outcome.TAKEN:
        row.attempts += 1
        row.state, row.next_attempt_at = DeliveryState.TAKEN, None
    else:
        _note_failure(row, at)


def _note_failure(row: WebhookDelivery, at: datetime) -> None:
    row.attempts += 1
    row.next_attempt_at = at + pause_after(row.attempts)
    if row.attempts >= MOST_TRIES:
        row.state, row.next_attempt_at = DeliveryState.FAILED, None


@command(logged=False)
def forget_deliveries(*, by: Actor, at: datetime) -> int:
    """Throw away some of what was put down more than thirty days ago, whatever became of it,
    beginning with the first; until it returns 0."""
    old = WebhookDelivery.objects.filter(id__lt=first_id_of(at - KEPT))
    return forget_some(old.order_by("id"))
