"""The start page and the health questions."""

from typing import Any

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from sanye.kernel.ids import NO_COMPANY, new_id
from sanye.project.pages import _refuse_old_shape
from sanye.stem.events import relay
from sanye.stem.events.advancing import ALERT_AFTER_TRIES
from sanye.stem.events.models import CursorRow


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"), [("en-GB,en;q=0.9", "API documentation"), ("zh-CN,zh;q=0.9", "API 文档")]
)
def test_the_start_page_speaks_the_readers_language(
    client: Client, language: str, words: str
) -> None:
    answer = client.get("/", headers={"accept-language": language})

    assert answer.status_code == 200
    assert words in answer.content.decode()


def test_a_living_process_says_so_without_a_database(client: Client) -> None:
    assert client.get("/healthz").json()["status"] == "ok"


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["healthz", "readyz", "metrics"])
def test_probes_are_answered_under_any_name(client: Client, settings: Any, page: str) -> None:
    """A collector asks `web1:8000`, an orchestrator the container's address; SANYE_HOSTS are those
    of people."""
    settings.SANYE_METRICS_TOKEN = "three-leaves"
    settings.SECURE_SSL_REDIRECT = True

    answer = client.get(
        f"/{page}", headers={"Host": "web1:8000", "Authorization": "Bearer three-leaves"}
    )

    assert answer.status_code == 200
    assert answer["X-Frame-Options"] == "DENY"
    assert client.get("/healthz/more", headers={"Host": "web1"}).status_code == 400


@pytest.mark.django_db
def test_is_ready_when_the_database_has_the_right_shape(client: Client) -> None:
    answer = client.get("/readyz")

    assert answer.json() == {"status": "ok", "checks": {"database": "good", "migrations": "good"}}


@pytest.mark.django_db
def test_is_ready_but_says_that_events_do_not_reach_nats(client: Client, settings: Any) -> None:
    settings.NATS_URL = "nats://elsewhere"
    CursorRow.objects.create(
        id=new_id(), name=relay.relay.name, company_id=NO_COMPANY, kind="PROJECTION",
        start="1:1:", done="1:1:", attempts=ALERT_AFTER_TRIES,
    )  # fmt: skip

    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json()["checks"] == {"database": "good", "migrations": "good",
                                       "messages": "halted"}  # fmt: skip


@pytest.mark.django_db
def test_is_not_ready_until_the_last_migration_is_applied(client: Client) -> None:
    _refuse_old_shape.cache_clear()
    [last] = MigrationLoader(connection).graph.leaf_nodes("crm")
    MigrationRecorder(connection).record_unapplied(*last)

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["checks"]["migrations"]) == (503, "pending")
    MigrationRecorder(connection).record_applied(*last)
    assert client.get("/readyz").status_code == 200
