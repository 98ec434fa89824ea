import json
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

import pytest
from django.test import Client

from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.identity import commands as identity
from sanye.stem.identity.models import Role, User
from tests.conftest import Cursors
from tests.insight.journey.test_journey import placed, released, tell


@pytest.fixture
def client(by: Actor, at: datetime) -> Client:
    """A caller with a key that may read journeys."""
    Role.objects.create(code="WATCHER", name="Watcher", permissions=["insight.*"])
    user = User.objects.create_user("watcher", is_service=True)
    identity.grant_membership(user_id=user.id, role_code="WATCHER", by=by, at=at)
    issued = identity.issue_api_key(user_id=user.id, name="k", by=by, at=at)
    return Client(headers={"Authorization": f"Bearer {issued.token}"})


@pytest.fixture
def order(by: Actor, at: datetime, run_cursors: Cursors) -> str:
    tell(facts=[placed(new_id(), "SO-7")], by=by, at=at)
    run_cursors("insight.journey.links")
    return "SO-7"


def test_a_journey_over_the_api(client: Client, order: str) -> None:
    answer = client.get(f"/api/v1/journeys/{order}")

    assert answer.status_code == 200
    body = answer.json()
    assert [step["lane"] for step in body["steps"]] == ["erp"]
    assert body["waiting"][0]["what"] == "CONFIRMATION"
    assert body["waiting"][0]["text_zh"] == "等待确认"


def test_an_unknown_order_is_a_problem_in_the_callers_language(client: Client) -> None:
    answer = client.get("/api/v1/journeys/SO-404", headers={"Accept-Language": "zh-CN"})

    assert answer.status_code == 404
    assert answer.json()["code"] == "insight.journey.order_unknown"
    assert "SO-404" in answer.json()["detail"]
    assert answer["Content-Type"].startswith("application/problem+json")


def test_a_journey_live(client: Client, order: str) -> None:
    address = f"/api/v1/journeys/{order}/stream"

    answer = client.get(address)

    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/event-stream")
    messages = list(parts(answer.content.decode()))
    assert [list(message)[-1] for message in messages] == ["retry", "data", "data"]
    assert [message["event"] for message in messages[1:]] == ["step", "waiting"]
    step = json.loads(messages[1]["data"])
    assert step["type"] == "sanye.erp.sales_order.placed.v1"
    assert messages[2]["id"] == str(step["position"])


def test_who_watches_a_journey_asks_again_for_what_is_new(
    client: Client, order: str, by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    address = f"/api/v1/journeys/{order}/stream"
    seen = list(parts(client.get(address).content.decode()))[-1]["id"]

    nothing = client.get(address, headers={"Last-Event-ID": seen})

    assert list(parts(nothing.content.decode())) == [{"retry": "2000"}]
    order_id = client.get(f"/api/v1/journeys/{order}").json()["sales_order_id"]
    tell(facts=[released(new_id(), UUID(order_id))], by=by, at=at)
    run_cursors("insight.journey.links")
    news = list(parts(client.get(address, headers={"Last-Event-ID": seen}).content.decode()))
    told = [json.loads(part["data"]) for part in news if part.get("event") == "step"]
    assert [step["type"] for step in told] == ["sanye.scm.planned_orders.released.v1"]


def parts(text: str) -> Iterator[dict[str, str]]:
    """The messages of a stream as their fields."""
    for block in text.strip().split("\n\n"):
        yield dict(line.split(": ", 1) for line in block.splitlines())
