"""Webhooks, and what was put down to be sent to them."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from sanye.stem.rows.constraints import one_of
from sanye.stem.rows.fields import choice_field
from sanye.stem.rows.models import CompanyRow
from sanye.stem.webhooks.domain.states import DeliveryState, WebhookState
from sanye.stem.webhooks.domain.trying import Outcome

_NOT_OF_ITS_HISTORY = ["url", "failures", "next_attempt_at", "former_secret_until"]


@pghistory.track(exclude=_NOT_OF_ITS_HISTORY)
class Webhook(CompanyRow):
    """An address that wants to be told of events. Its URL may hold a secret of the receiver's, so
    it stands here alone; our own secret stands nowhere (domain/signing.py).

    It is told of what was recorded from `since_at` on. While `failures` count, one delivery is
    tried at a time, not before `next_attempt_at`.
    """

    name = models.CharField(max_length=100)
    url = models.CharField(max_length=500)
    event_types = ArrayField(models.CharField(max_length=120))
    state = choice_field(WebhookState, default=WebhookState.ACTIVE)
    secret_version = models.PositiveIntegerField(default=1)
    former_secret_until = models.DateTimeField(null=True)
    since_at = models.DateTimeField()
    failures = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField()

    class Meta(CompanyRow.Meta):
        db_table = "stem_webhook"
        constraints = [one_of("stem_webhook_state", "state", WebhookState)]
        indexes = [models.Index(fields=["company", "state"], name="stem_webhook_company")]


class WebhookDelivery(CompanyRow):
    """One event for one webhook. The event itself stays in the log."""

    webhook = models.ForeignKey(
        Webhook, on_delete=models.CASCADE, related_name="deliveries", db_index=False
    )
    position = models.BigIntegerField()
    event_id = models.UUIDField()
    event_type = models.CharField(max_length=120)
    state = choice_field(DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    last_attempt_at = models.DateTimeField(null=True)
    last_outcome = choice_field(Outcome, default="", blank=True)
    last_status = models.PositiveIntegerField(null=True)

    class Meta(CompanyRow.Meta):
        db_table = "stem_webhook_delivery"
        constraints = [
            models.UniqueConstraint(
                fields=["webhook", "event_id"], name="stem_webhook_delivery_once"
            ),
            one_of("stem_webhook_delivery_state", "state", DeliveryState),
            models.CheckConstraint(
                name="stem_webhook_delivery_waits",
                condition=Q(state="WAITING", next_attempt_at__isnull=False)
                | (~Q(state="WAITING") & Q(next_attempt_at__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(fields=["webhook", "id"], name="stem_webhook_delivery_list"),
            models.Index(
                fields=["webhook", "next_attempt_at", "position"],
                condition=Q(state="WAITING"),
                name="stem_webhook_delivery_due",
            ),
        ]
