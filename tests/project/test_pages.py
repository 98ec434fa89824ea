"""The start page and the health questions."""

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from sanye.project.pages import _refuse_old_shape


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
def test_is_ready_when_the_database_has_the_right_shape(client: Client) -> None:
    answer = client.get("/readyz")

    assert answer.json() == {"status": "ok", "checks": {"database": "good", "migrations": "good"}}


@pytest.mark.django_db
def test_is_not_ready_until_the_last_migration_is_applied(client: Client) -> None:
    _refuse_old_shape.cache_clear()
    [last] = MigrationLoader(connection).graph.leaf_nodes("crm")
    MigrationRecorder(connection).record_unapplied(*last)

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["checks"]["migrations"]) == (503, "pending")
    MigrationRecorder(connection).record_applied(*last)
    assert client.get("/readyz").status_code == 200
