"""Something happens, and what is due is sent, as a worker would at that moment."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.events.models import EventRow
from sanye.stem.events.queries import read_events
from sanye.stem.identity import commands as identity
from sanye.stem.webhooks import handlers
from sanye.stem.webhooks.models import Webhook, WebhookDelivery
from sanye.stem.webhooks.queries import webhooks_due
from sanye.stem.webhooks.worker import Sender

USERS = "sanye.stem.user.*"
TESTED = "sanye.stem.webhook.tested.v1"
Create = Callable[..., Webhook]


def happen(by: Actor, at: datetime, count: int = 1) -> None:
    """Events that are sent: users come."""
    for _ in range(count):
        identity.create_user(login=f"u-{new_id().hex[-8:]}", by=by, at=at)


def put_down(by: Actor, at: datetime) -> None:
    """All events of the company's log, again and again: what was put down is not put down twice."""
    rows = EventRow.objects.filter(company_id=by.company_id).order_by("position")
    events, _unreadable = read_events(rows.values_list("position", flat=True))
    handlers.deliveries.handle(list(events.values()), at=at)


def send_due(by: Actor, at: datetime) -> None:
    """As a worker at that moment, until nothing more is due."""
    put_down(by, at)
    with ThreadPoolExecutor(2) as pool:
        while webhooks_due(at):
            sender = Sender(pool, lambda: at)
            sender.step()
            sender.finish()


def fresh(webhook: Webhook) -> Webhook:
    return Webhook.unscoped.get(id=webhook.id)


def states(webhook: Webhook) -> list[tuple[str, int]]:
    rows = WebhookDelivery.unscoped.filter(webhook=webhook).order_by("position")
    return list(rows.values_list("state", "attempts"))


def signature(secret: str, headers: dict[str, str], body: bytes) -> str:
    """As the receiver works it out (Standard Webhooks, "Verifying signatures")."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
