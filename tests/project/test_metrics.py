"""`/metrics`: only for the token, and telling what is so."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from sanye import __version__
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.events.models import CursorRow, ParkedEvent
from sanye.stem.http import measuring
from tests.sql.counting import queries_of, rows_read_by

pytestmark = pytest.mark.django_db
TOKEN = "three-leaves"


@pytest.fixture
def watched(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SANYE_METRICS_TOKEN = TOKEN
    settings.SANYE_METRICS_DIRECTORY = tmp_path / "metrics"
    settings.HOME = tmp_path
    fresh = measuring.Counts()
    for module in ("sanye.stem.http.tracing", "sanye.project.watching"):
        monkeypatch.setattr(f"{module}.counts", fresh)


def ask(token: str = TOKEN) -> HttpResponse:
    return Client().get("/metrics", headers={"Authorization": f"Bearer {token}"})  # type: ignore[return-value]


def told() -> dict[str, float]:
    """Sample with its labels → value."""
    lines = ask().content.decode().splitlines()
    pairs = [line.rsplit(" ", 1) for line in lines if not line.startswith("#")]
    assert len({name for name, _ in pairs}) == len(pairs), "a sample stands twice"
    return {name: float(value) for name, value in pairs}


def test_there_is_no_such_page_without_a_token_in_the_settings(settings: Any) -> None:
    settings.SANYE_METRICS_TOKEN = ""

    assert ask("").status_code == 404


@pytest.mark.parametrize("token", ["", "wrong", TOKEN[:-1], TOKEN + "x", "三叶"])
def test_refuses_another_token(watched: None, token: str) -> None:
    answer = Client().get("/metrics", HTTP_AUTHORIZATION=f"Bearer {token}")

    assert answer.status_code == 401
    assert answer.content == b""


def test_refuses_whoever_sends_none(watched: None) -> None:
    assert Client().get("/metrics").status_code == 401


def test_tells_the_version_and_the_databases_connections(watched: None) -> None:
    found = told()

    assert found[f'sanye_build_info{{version="{__version__}"}}'] == 1
    assert found["sanye_database_up"] == 1
    active = found['sanye_database_connections{state="active"}']
    assert 1 <= active <= found["sanye_database_connections_max"]


def test_counts_workers_that_live(watched: None) -> None:
    with connection.cursor() as cursor:
        none = told()["sanye_workers"]
        cursor.execute("SELECT procrastinate_register_worker_v1()")
        cursor.execute("SELECT procrastinate_register_worker_v1()")
        both = told()["sanye_workers"]
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '61 seconds'"
            " WHERE id = (SELECT min(id) FROM procrastinate_workers)"
        )

    assert (none, both, told()["sanye_workers"]) == (0, 2, 1)


def test_counts_requests_by_door_and_not_by_address(watched: None) -> None:
    for _ in range(3):
        Client().get(f"/api/v1/sales-orders/{new_id()}")

    found = told()

    door = 'method="GET",route="api/v1/sales-orders/<uuidstr:order_id>",status="401"'
    assert found[f"sanye_request_seconds_count{{{door}}}"] == 3
    assert found[f'sanye_request_seconds_bucket{{{door},le="+Inf"}}'] == 3
    assert found[f"sanye_request_seconds_sum{{{door}}}"] > 0


def test_a_made_up_method_makes_no_row_of_its_own(watched: None) -> None:
    Client().generic("XYZZY", "/healthz")

    assert not [name for name in told() if "XYZZY" in name]


def test_adds_up_what_other_processes_have_served(watched: None, settings: Any) -> None:
    classes = [0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1]
    directory = Path(settings.SANYE_METRICS_DIRECTORY)
    for pid in (1, 2):
        directory.mkdir(exist_ok=True)
        row = ["GET", "healthz", "200", *classes, 20.03]
        (directory / f"{pid}.json").write_text(json.dumps([row]))
    (directory / "3.json").write_text("half of a fi")

    found = told()

    door = 'method="GET",route="healthz",status="200"'
    assert found[f'sanye_request_seconds_bucket{{{door},le="0.01"}}'] == 0
    assert found[f'sanye_request_seconds_bucket{{{door},le="0.025"}}'] == 4
    assert found[f'sanye_request_seconds_bucket{{{door},le="10.0"}}'] == 4
    assert found[f"sanye_request_seconds_count{{{door}}}"] == 6
    assert found[f"sanye_request_seconds_sum{{{door}}}"] == pytest.approx(40.06)


def test_tells_what_a_cursor_has_before_it_and_what_is_parked(
    watched: None, by: Actor, at: datetime
) -> None:
    from tests.factories.sales import make_trader

    make_trader(by, at).place()
    row, _ = CursorRow.objects.get_or_create(
        name="erp.ledger.posting", company_id=by.company_id, defaults={"kind": "REACTION"}
    )
    CursorRow.objects.filter(pk=row.pk).update(done="1:1:", attempts=6, error="x")
    ParkedEvent.objects.create(
        cursor=row, position=1, event_id=new_id(), key=new_id(), type="t", state="PARKED"
    )

    found = told()

    labels = '{company="AURORA",cursor="erp.ledger.posting"'
    assert found[f"sanye_cursor_halted{labels}}}"] == 1
    assert found[f'sanye_parked_events{labels},state="PARKED"}}'] == 1
    assert found[f"sanye_cursor_waiting_events{labels}}}"] >= 0
    assert found[f"sanye_cursor_oldest_waiting_seconds{labels}}}"] >= 0


def test_counts_the_mails_that_wait_without_reading_those_sent(watched: None, by: Actor) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO crm_outgoing_mail (id, company_id, subject, text, state, attempts,"
            " written_at, sent_at, error) SELECT gen_random_uuid(), %s, 's', 't',"
            " CASE WHEN n > 2000 THEN 'WAITING' WHEN n > 1999 THEN 'FAILED' ELSE 'SENT' END,"
            " 1, now(), now(), '' FROM generate_series(1, 2003) AS n",
            [by.company_id],
        )
        cursor.execute("ANALYZE crm_outgoing_mail")
    found = {name: count for name, count in told().items() if "outgoing_mails" in name}
    (counting,) = [query for query in queries_of(told) if "crm_outgoing_mail" in query[0]]

    assert found == {
        'sanye_outgoing_mails{state="WAITING"}': 3,
        'sanye_outgoing_mails{state="FAILED"}': 1,
    }
    assert rows_read_by(counting) == 4


def test_tells_when_the_last_backup_ended(watched: None, settings: Any) -> None:
    assert "sanye_last_backup_timestamp_seconds" not in told()
    ended_at = datetime.now(UTC) - timedelta(hours=5)
    (settings.HOME / "backup.json").write_text(json.dumps({"ended_at": ended_at.isoformat()}))

    assert told()["sanye_last_backup_timestamp_seconds"] == pytest.approx(ended_at.timestamp())
