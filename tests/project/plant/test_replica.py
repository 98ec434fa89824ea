"""Reports and exports are read from a replica, and from the primary when the replica is away."""

from typing import Any

import httpx

from tests.project.plant.plant import Plant
from tests.project.plant.standby import until


def test_reads_reports_there_and_what_was_just_written_here(plant: Plant) -> None:
    with plant.client() as client:
        plant.standby.say("SELECT pg_wal_replay_pause()")
        until(lambda: _state(plant) == "paused", "the replica stands still")
        made = client.post(
            "/payment-terms", json={"code": "NET77", "name": "Net 77", "net_days": 77}
        )
        assert made.status_code == 201, made.text

        assert "NET77" in {row["code"] for row in _rows(client)}
        assert "NET77" not in _exported(client)

        plant.standby.say("SELECT pg_wal_replay_resume()")
        until(lambda: "NET77" in _exported(client), "the replica has caught up")


def test_reads_reports_here_when_the_replica_is_away(plant: Plant) -> None:
    with plant.client() as client:
        question = {"to_date": "2100-01-01"}
        before = client.get("/ledger/trial-balance", params=question)
        assert before.status_code == 200, before.text
        assert before.json()["accounts"]
        exported = _exported(client)
        assert not _lines(plant, "replica_away")

        with plant.standby.away():
            after = client.get("/ledger/trial-balance", params=question)
            assert after.status_code == 200, after.text
            assert after.json() == before.json()
            assert _exported(client) == exported
            assert _lines(plant, "replica_away")


def _state(plant: Plant) -> object:
    return plant.standby.say("SELECT pg_get_wal_replay_pause_state()")


def _rows(client: httpx.Client) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = client.get("/payment-terms", params={"limit": 200}).json()["items"]
    return rows


def _exported(client: httpx.Client) -> str:
    answer = client.get("/exports/payment-terms")
    assert answer.status_code == 200, answer.text
    return answer.text


def _lines(plant: Plant, event: str) -> list[dict[str, Any]]:
    return [line for web in plant.webs for line in web.lines() if line["event"] == event]
