"""What must hold of webhooks."""

from typing import Any
from uuid import UUID

from django.db import connection

from sanye.kernel.checks import Outcome, check
from sanye.stem.rows.checking import find_broken
from sanye.stem.rows.forgetting import moment_of
from sanye.stem.webhooks.commands.trying import KEPT
from sanye.stem.webhooks.domain.states import WebhookState
from sanye.stem.webhooks.domain.trying import asks_for
from sanye.stem.webhooks.models import Webhook, WebhookDelivery

_STRANGE = """
    SELECT d.id AS delivery, d.event_id AS event
      FROM stem_webhook_delivery d
      JOIN stem_webhook w ON w.id = d.webhook_id
      LEFT JOIN stem_event e ON e.position = d.position AND e.event_id = d.event_id
     WHERE d.company_id = %(company)s
       AND (e.position IS NULL OR w.company_id <> d.company_id OR e.type <> d.event_type)
"""
_BETWEEN = """
    SELECT e.type, count(*), count(d.id)
      FROM stem_event e
      LEFT JOIN stem_webhook_delivery d ON d.webhook_id = %(webhook)s AND d.event_id = e.event_id
     WHERE e.company_id = %(company)s AND e.recorded_at >= %(since)s
       AND (e.recorded_at >= %(first_put_at)s OR %(made_at)s > now() - %(kept)s)
       AND e.position BETWEEN (SELECT min(position) FROM stem_webhook_delivery
                                WHERE webhook_id = %(webhook)s)
                          AND (SELECT max(position) FROM stem_webhook_delivery
                                WHERE webhook_id = %(webhook)s)
     GROUP BY e.type
"""


@check("stem.webhooks.deliveries_of_events")
def deliveries_of_events(company_id: UUID) -> Outcome:
    """Every delivery is of one event of the log of its own company."""
    return find_broken("stem_webhook_delivery", _STRANGE, company_id)


@check("stem.webhooks.none_left_out")
def none_left_out(company_id: UUID) -> Outcome:
    """Between the first and the last delivery kept, each event that was asked for has one. One that
    has ended gets no more of what was written before its last delivery and committed later. Once
    some may be forgotten, only what happened after the first kept one was put down is sure to have
    been put down later than what was forgotten."""
    checked, problems = 0, []
    in_use = Webhook.unscoped.filter(company_id=company_id).exclude(state=WebhookState.ARCHIVED)
    for webhook in in_use.order_by("id"):
        values = _values(webhook)
        with connection.cursor() as cursor:
            cursor.execute(_BETWEEN, values)
            rows = [row for row in cursor.fetchall() if asks_for(webhook.event_types, row[0])]
        checked += sum(count for _type, count, _put in rows)
        problems += [
            f"webhook {webhook.id}: {count} events {event_type}, {put} deliveries"
            for event_type, count, put in rows
            if count != put and event_type != "sanye.stem.webhook.tested.v1"
        ]
    return Outcome(checked=checked, problems=tuple(problems))


def _values(webhook: Webhook) -> dict[str, Any]:
    first = WebhookDelivery.unscoped.filter(webhook=webhook).order_by("id").first()
    return {
        "webhook": webhook.id,
        "company": webhook.company_id,
        "since": webhook.since_at,
        "first_put_at": first and moment_of(first.id),
        "made_at": webhook.created_at,
        "kept": KEPT,
    }
