"""From an event to somebody else's server: put down once, signed, sent until it is taken."""

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import structlog
from django.db import connection
from django.test import Client

from sanye.kernel.actors import Actor
from sanye.stem.events.models import EventRow
from sanye.stem.webhooks import commands, queries
from sanye.stem.webhooks.commands import trying
from sanye.stem.webhooks.domain.signing import headers_of
from sanye.stem.webhooks.domain.trying import MOST_TRIES, PAUSES
from sanye.stem.webhooks.models import Webhook, WebhookDelivery
from sanye.stem.webhooks.worker import Sender, run_webhooks
from tests.stem.webhooks.conftest import Receiver
from tests.stem.webhooks.sending import (
    TESTED,
    USERS,
    Create,
    fresh,
    happen,
    put_down,
    send_due,
    signature,
    states,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house_network")]


def test_a_delivery_is_found_by_the_trace_of_the_request_that_led_to_it(
    client: Client, create: Create, receiver: Receiver, by: Actor, at: datetime
):
    create()
    happen(by, at)
    event = EventRow.objects.get(type="sanye.stem.user.created.v1", recorded_at=at)
    receiver.statuses = [500]

    with structlog.testing.capture_logs([structlog.contextvars.merge_contextvars]) as lines:
        send_due(by, at)
        send_due(by, at + timedelta(minutes=1))

    found = [line for line in lines if line["event"] == "webhook_sent"]
    assert [(line["outcome"], line["status"]) for line in found] == [
        ("REFUSED", 500),
        ("TAKEN", 204),
    ]
    assert {line["trace_id"] for line in found} == {event.correlation_id.hex}
    assert {line["event_id"] for line in found} == {str(event.event_id)}


def test_an_event_comes_signed_as_the_cloud_event_that_it_is(
    client: Client, receiver: Receiver, by: Actor, at: datetime
):
    asked = {"name": "Shop", "url": receiver.url, "event_types": [USERS]}
    made = client.post("/api/v1/webhooks", asked, content_type="application/json")
    secret = made.json()["secret"]
    later = datetime.fromisoformat(made.json()["webhook"]["since_at"]) + timedelta(seconds=1)
    happen(by, later)

    send_due(by, later)

    assert (made.status_code, made["Cache-Control"]) == (201, "no-store")
    [(headers, body)] = receiver.taken
    event = EventRow.objects.get(type="sanye.stem.user.created.v1", recorded_at=later)
    assert (headers[":path"], headers["content-type"]) == (
        "/hooks?of=us",
        "application/cloudevents+json",
    )
    told = json.loads(body)
    assert (told["id"], told["data"], told["sequence"]) == (
        str(event.event_id),
        event.data,
        str(event.position),
    )
    assert headers["webhook-id"] == str(event.event_id)
    assert headers["webhook-timestamp"] == str(int(later.timestamp()))
    assert headers["webhook-signature"] == signature(secret, headers, body)
    shown = client.get("/api/v1/webhooks").content.decode()
    assert secret not in shown
    assert json.loads(shown)["items"][0]["waiting"] == 0


def test_a_signature_is_that_of_the_standards_example():
    """The example of the reference libraries of Standard Webhooks."""
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    at = datetime.fromtimestamp(1614265330, UTC)

    headers = headers_of("msg_p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}', [secret])

    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_what_was_told_twice_is_sent_once(
    create: Create, receiver: Receiver, by: Actor, at: datetime
):
    create()
    happen(by, at, 3)

    for _ in range(3):
        send_due(by, at)

    sequence = [int(event["sequence"]) for event in receiver.events]
    assert len(sequence) == 3
    assert sequence == sorted(sequence)


def test_only_what_was_asked_for_and_from_then_on_is_sent(
    create: Create, receiver: Receiver, by: Actor, other_by: Actor, at: datetime
):
    happen(by, at - timedelta(seconds=1))
    create(event_types=["sanye.stem.api_key.issued.v1"])
    create(event_types=["sanye.crm.*", USERS])
    happen(by, at)
    happen(other_by, at)

    send_due(by, at)
    send_due(other_by, at)

    [told] = receiver.events
    assert told["source"] == f"/companies/{by.company_id}"


def test_a_test_goes_to_one_webhook_alone(
    create: Create, receiver: Receiver, by: Actor, at: datetime
):
    create(event_types=["sanye.*"], url=receiver.url + "&other")
    webhook = create()

    commands.try_webhook(webhook_id=webhook.id, by=by, at=at)
    send_due(by, at)

    tested = [event for event in receiver.events if event["type"] == TESTED]
    assert [event["data"] for event in tested] == [{"webhook_id": str(webhook.id)}]


def test_a_receiver_that_is_away_is_asked_ever_less_and_then_left_alone(
    create: Create, receiver: Receiver, by: Actor, at: datetime
):
    webhook = create()
    happen(by, at, 5)
    receiver.status = 503
    asked_at = []
    now = at

    for pause in (*PAUSES, timedelta(days=1)):
        send_due(by, now)
        send_due(by, now + pause - timedelta(seconds=1))
        asked_at.append(len(receiver.taken))
        now += pause

    assert asked_at == list(range(1, MOST_TRIES + 1))
    assert fresh(webhook).state == "FAILING"
    paused = EventRow.objects.get(type="sanye.stem.webhook.paused.v1")
    assert paused.data == {"webhook_id": str(webhook.id), "is_failing": True}
    send_due(by, now + timedelta(days=1))
    assert len(receiver.taken) == MOST_TRIES

    receiver.status = 200
    commands.resume_webhook(webhook_id=webhook.id, by=by, at=now)
    send_due(by, now)

    assert [state for state, _attempts in states(webhook)] == ["TAKEN"] * 5


def test_an_event_that_is_refused_does_not_hold_up_the_others(
    create: Create, receiver: Receiver, by: Actor, at: datetime
):
    webhook = create()
    happen(by, at, 3)
    receiver.statuses = [400]

    send_due(by, at)
    send_due(by, at + PAUSES[0])

    assert states(webhook) == [("TAKEN", 2), ("TAKEN", 1), ("TAKEN", 1)]
    refused = receiver.events[0]["id"]
    assert [event["id"] for event in receiver.events].count(refused) == 2
    assert fresh(webhook).failures == 0


def test_a_receiver_that_says_gone_gets_nothing_more(
    create: Create, receiver: Receiver, by: Actor, at: datetime
):
    webhook = create()
    happen(by, at, 2)
    receiver.status = 410

    send_due(by, at)
    send_due(by, at + timedelta(days=1))

    assert fresh(webhook).state == "FAILING"
    assert len(receiver.taken) == 1


def test_what_a_dead_worker_held_is_sent_by_another(
    create: Create, receiver: Receiver, by: Actor, at: datetime
):
    webhook = create()
    happen(by, at)
    put_down(by, at)
    claim = commands.claim_deliveries(webhook_id=webhook.id, by=by, at=at)

    send_due(by, at + timedelta(seconds=119))
    assert receiver.taken == []
    send_due(by, at + timedelta(seconds=120))

    assert claim is not None
    assert [event["id"] for event in receiver.events] == [str(claim.messages[0].message_id)]


@pytest.mark.parametrize("back", [timedelta(minutes=10), timedelta(days=400)])
def test_sending_goes_on_when_the_clock_was_set_back(
    create: Create, receiver: Receiver, by: Actor, at: datetime, back: timedelta
):
    """One is taken, one waits to be taken up, as they were put down before."""
    create(at=at - back)
    happen(by, at)
    send_due(by, at)
    happen(by, at)
    put_down(by, at)

    send_due(by, at - back)

    assert len(receiver.taken) == 2


def test_what_failed_goes_on_when_the_clock_was_set_back(
    create: Create, receiver: Receiver, by: Actor, at: datetime
):
    create()
    happen(by, at)
    receiver.statuses = [503]
    send_due(by, at)

    send_due(by, at - timedelta(hours=8))

    assert len(receiver.taken) == 2


def test_the_worker_sends_until_it_is_told_to_stop(
    create: Create, receiver: Receiver, by: Actor, at: datetime
):
    webhook = create()
    happen(by, at, 2)
    put_down(by, at)

    run_webhooks(lambda: len(receiver.taken) == 2, clock=lambda: at)

    assert states(webhook) == [("TAKEN", 1)] * 2


def test_an_event_that_cannot_be_read_holds_up_nothing_and_is_given_up_at_last(
    create: Create, receiver: Receiver, by: Actor, at: datetime, caplog: pytest.LogCaptureFixture
):
    """Of a release that is no longer installed, or of one that is not yet."""
    webhook = create()
    happen(by, at, count=3)
    put_down(by, at)
    middle = WebhookDelivery.unscoped.filter(webhook=webhook).order_by("position")[1]
    WebhookDelivery.unscoped.filter(id=middle.id).update(position=unreadable_like(middle.position))

    send_due(by, at)

    assert len(receiver.taken) == 2
    assert states(webhook) == [("TAKEN", 1), ("TAKEN", 1), ("WAITING", 1)]
    assert caplog.text.count("delivery_unreadable") == 1
    assert (fresh(webhook).failures, fresh(webhook).next_attempt_at) == (0, at)

    for pause in PAUSES:
        at += pause
        send_due(by, at)
    assert states(webhook)[-1] == ("FAILED", MOST_TRIES)
    assert (fresh(webhook).state, len(receiver.taken)) == ("ACTIVE", 2)


def unreadable_like(position: int) -> int:
    """The position of an event as the one there, of a type that nobody knows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO stem_event (event_id, company_id, type, subject, key, data, actor_name,"
            " command_id, correlation_id, recorded_at) SELECT gen_random_uuid(), company_id,"
            " 'sanye.gone.thing.done.v1', subject, key, data, actor_name, command_id,"
            " correlation_id, recorded_at FROM stem_event WHERE position = %s RETURNING position",
            [position],
        )
        return int(cursor.fetchone()[0])


def test_what_goes_wrong_with_one_webhook_holds_up_no_other(
    create: Create,
    by: Actor,
    at: datetime,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
):
    broken, sound = create(), create()
    happen(by, at)
    put_down(by, at)

    def secrets_of(webhook: Webhook, at: datetime) -> list[bytes]:
        if webhook.id == broken.id:
            raise ValueError("nobody foresaw this")
        return queries.secrets_of(webhook, at)

    monkeypatch.setattr(trying, "secrets_of", secrets_of)

    with ThreadPoolExecutor(2) as pool:
        sender = Sender(pool, lambda: at)
        sender.step()
        sender.finish()

    assert (states(sound), states(broken)) == ([("TAKEN", 1)], [("WAITING", 0)])
    assert "webhook_failed" in caplog.text


def test_what_is_no_longer_in_the_log_is_given_up(create: Create, by: Actor, at: datetime):
    webhook = create()
    happen(by, at)
    put_down(by, at)
    WebhookDelivery.unscoped.filter(webhook=webhook).update(position=0)

    send_due(by, at)

    assert states(webhook) == [("FAILED", 0)]


def test_what_is_larger_than_receivers_take_is_sent_as_a_reference(
    create: Create, receiver: Receiver, by: Actor, at: datetime, monkeypatch: pytest.MonkeyPatch
):
    create()
    happen(by, at)
    send_due(by, at)
    (whole,) = receiver.taken
    monkeypatch.setattr(trying, "LARGEST_BODY", len(whole[1]) - 1)
    happen(by, at)

    send_due(by, at)

    whole_event, event = receiver.events
    assert event.keys() == whole_event.keys() - {"data", "datacontenttype"} | {"dataref"}
    assert event["dataref"] == f"/api/v1/events/{event['id']}"
    assert event["id"] == receiver.taken[1][0]["webhook-id"]
