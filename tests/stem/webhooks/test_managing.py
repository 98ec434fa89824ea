"""What administrators do with webhooks: secrets, pauses, sending again; and what is refused."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.events.models import EventRow
from sanye.stem.jobs import Progress
from sanye.stem.jobs.models import Job
from sanye.stem.rows import forgetting
from sanye.stem.webhooks import checks, commands, errors
from sanye.stem.webhooks.jobs import forget_old_deliveries
from sanye.stem.webhooks.models import Webhook, WebhookDelivery
from tests.stem.webhooks.conftest import Receiver
from tests.stem.webhooks.sending import (
    USERS,
    Create,
    happen,
    put_down,
    send_due,
    signature,
    states,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house_network")]


def test_for_a_day_both_secrets_are_good(
    create: Create, receiver: Receiver, by: Actor, at: datetime
):
    made = commands.create_webhook(name="Shop", url=receiver.url, event_types=[USERS], by=by, at=at)
    changed = commands.rotate_webhook_secret(webhook_id=made.webhook.id, by=by, at=at)

    for days in (0, 1):
        happen(by, at + timedelta(days=days))
        send_due(by, at + timedelta(days=days))

    first, second = receiver.taken
    assert made.secret != changed.secret
    assert first[0]["webhook-signature"].split(" ") == [
        signature(changed.secret, *first),
        signature(made.secret, *first),
    ]
    assert second[0]["webhook-signature"] == signature(changed.secret, *second)


def test_what_happens_in_a_pause_is_sent_after_it(
    create: Create, receiver: Receiver, by: Actor, at: datetime
):
    webhook = create()
    commands.pause_webhook(webhook_id=webhook.id, by=by, at=at)
    happen(by, at)
    send_due(by, at)
    assert receiver.taken == []

    commands.resume_webhook(webhook_id=webhook.id, by=by, at=at)
    send_due(by, at)

    assert len(receiver.taken) == 1


def test_an_archived_webhook_is_over(create: Create, receiver: Receiver, by: Actor, at: datetime):
    webhook = create()
    happen(by, at)
    put_down(by, at)

    commands.archive_webhook(webhook_id=webhook.id, by=by, at=at)
    happen(by, at)
    send_due(by, at)

    assert receiver.taken == []
    assert states(webhook) == [("FAILED", 0)]
    with pytest.raises(errors.StepNotPossible):
        commands.resume_webhook(webhook_id=webhook.id, by=by, at=at)


def test_a_delivery_is_sent_again_when_asked(
    create: Create, receiver: Receiver, client: Client, by: Actor, at: datetime
):
    webhook = create()
    happen(by, at)
    send_due(by, at)
    door = f"/api/v1/webhooks/{webhook.id}/deliveries"
    [delivery] = client.get(door).json()["items"]

    again = client.post(f"{door}/{delivery['id']}/again")
    send_due(by, datetime.fromisoformat(again.json()["next_attempt_at"]))

    assert (delivery["state"], delivery["last_outcome"], delivery["last_status"]) == (
        "TAKEN",
        "TAKEN",
        204,
    )
    assert again.json()["state"] == "WAITING"
    first, second = receiver.events
    assert first == second


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"url": "https://192.168.0.9/"}, "stem.webhooks.address_forbidden"),
        ({"url": "ftp://shop.example/"}, "stem.webhooks.url_invalid"),
        ({"event_types": [USERS, "sanye.erp.nothing.*"]}, "stem.webhooks.event_type_unknown"),
    ],
)
def test_what_is_refused_changes_nothing(
    given: dict[str, Any], code: str, client: Client, receiver: Receiver
):
    asked = {"name": "Shop", "url": receiver.url, "event_types": [USERS], **given}
    events = EventRow.objects.count()

    told = {
        language: client.post(
            "/api/v1/webhooks",
            asked,
            content_type="application/json",
            headers={"Accept-Language": language},
        ).json()
        for language in ("en", "zh")
    }

    assert {one["code"] for one in told.values()} == {code}
    assert told["en"]["detail"] != told["zh"]["detail"]
    assert (Webhook.unscoped.count(), EventRow.objects.count()) == (0, events)


def test_addresses_and_secrets_stand_nowhere_else(
    create: Create, receiver: Receiver, caplog: pytest.LogCaptureFixture, by: Actor, at: datetime
):
    """A receiver's own secret often stands in its address; what it answers may be anything."""
    made = commands.create_webhook(
        name="Shop",
        url=f"{receiver.url}&token=canary-6f1d",
        event_types=[USERS],
        by=by,
        at=at,
    )
    receiver.status, receiver.answer = 500, {"X-Inside": "canary-answer"}
    happen(by, at)
    send_due(by, at)

    kept = {"log": caplog.text}
    tables = ("stem_event", "stem_command_log", "stem_webhookevent", "stem_webhook_delivery")
    with connection.cursor() as cursor:
        for table in (*tables, "stem_webhook"):
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")
            kept[table] = cursor.fetchone()[0]
    assert all(kept[table] for table in tables)
    assert [name for name, text in kept.items() if "canary-6f1d" in text] == ["stem_webhook"]
    assert [name for name, text in kept.items() if "canary-answer" in text] == []
    secret = made.secret.removeprefix("whsec_")
    raw = base64.b64decode(secret).hex()
    assert [name for name, text in kept.items() if secret in text or raw in text] == []


def test_the_check_finds_what_was_left_out(create: Create, by: Actor, at: datetime):
    webhook = create()
    happen(by, at, 3)
    put_down(by, at)

    assert checks.none_left_out(by.company_id).checked == 3
    assert checks.deliveries_of_events(by.company_id).problems == ()
    WebhookDelivery.unscoped.filter(webhook=webhook).order_by("position")[1:2].get().delete()

    assert checks.none_left_out(by.company_id).problems == (
        f"webhook {webhook.id}: 3 events sanye.stem.user.created.v1, 2 deliveries",
    )


def test_what_was_committed_after_a_webhook_ended_is_not_missed(
    create: Create, by: Actor, at: datetime
):
    webhook = create()
    happen(by, at, 3)
    put_down(by, at)
    WebhookDelivery.unscoped.filter(webhook=webhook).order_by("position")[1:2].get().delete()

    commands.archive_webhook(webhook_id=webhook.id, by=by, at=at)

    assert checks.none_left_out(by.company_id).problems == ()


def test_deliveries_are_kept_for_thirty_days_and_go_some_at_a_time(
    create: Create, by: Actor, at: datetime, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(forgetting, "MOST_AT_ONCE", 2)
    webhook = create()
    happen(by, at, 3)
    put_down(by, at)
    rows = WebhookDelivery.unscoped.filter(webhook=webhook).order_by("position")
    last = rows.last()
    assert last is not None
    stored_at = datetime.fromtimestamp((last.id.int >> 80) / 1000, UTC)

    def moment(days: int) -> datetime:
        return stored_at + timedelta(days=days, milliseconds=1)

    assert commands.forget_deliveries(by=by, at=moment(29)) == 0
    assert commands.forget_deliveries(by=by, at=moment(30)) == 2
    assert list(rows) == [last]
    assert checks.none_left_out(by.company_id).problems == ()
    row = Job.unscoped.create(company_id=by.company_id, name="forget", enqueued_at=at)
    result = forget_old_deliveries.run(progress=Progress(row.id), by=by, at=moment(30))
    assert (result, rows.all().count()) == ("1 deliveries", 0)


def test_what_was_put_down_late_is_kept_longer_than_what_came_after_it(
    create: Create, by: Actor, at: datetime
):
    webhook = create()
    happen(by, at, 4)
    put_down(by, at)
    Webhook.unscoped.filter(id=webhook.id).update(created_at=at - timedelta(days=40))
    first, *_, last = WebhookDelivery.unscoped.filter(webhook=webhook).order_by("position")
    now = datetime.now(UTC)
    for late in (first, last):
        late.delete()
        late.id = new_id()
        late.save(force_insert=True)

    assert commands.forget_deliveries(by=by, at=now + timedelta(days=30)) == 2

    assert checks.none_left_out(by.company_id).problems == ()
