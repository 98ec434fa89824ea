"""`sanye up` as a person meets it: one start, its children, a second start, Ctrl-C."""

import json
import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from sanye.project.runtime.home import LOG_LIMIT, Home
from sanye.project.runtime.process import port_is_free, process_exists
from tests.project.runtime.conftest import processes_of

SOURCE = Path(__file__).parents[3] / "src"


@pytest.fixture
def port() -> int:
    while True:
        port = 30_000 + secrets.randbelow(2_000)
        if port_is_free(port):
            return port


@pytest.fixture
def up(home: Home, port: int) -> Iterator["subprocess.Popen[str]"]:
    process = _sanye(home, "up", "--no-demo", "--port", str(port))
    yield process
    process.send_signal(signal.SIGTERM)
    process.wait(90)


def test_starts_restarts_refuses_a_second_and_stops_cleanly(
    home: Home, port: int, up: "subprocess.Popen[str]"
) -> None:
    said = _read_until(up, f"http://127.0.0.1:{port}")
    pids = _children(home)

    assert "PostgreSQL" in said
    assert "NATS" in said
    assert _get(f"http://127.0.0.1:{port}/healthz")["status"] == "ok"
    assert _get(f"http://127.0.0.1:{port}/readyz")["checks"]["migrations"] == "good"

    os.truncate(home.log("nats"), LOG_LIMIT + 1)
    _wait(lambda: home.log("nats").stat().st_size < LOG_LIMIT)
    second = _sanye(home, "up", "--port", str(port + 1))
    refusal, _ = second.communicate(timeout=90)
    assert second.returncode == 1
    assert f"process {up.pid}" in refusal

    renewed, _ = _sanye(home, "restart", "--json").communicate(timeout=180)
    assert [(one["name"], one["pid"]) for one in json.loads(renewed)["renewed"]] == _children(home)
    assert not set(pids) & set(_children(home))
    assert _get(f"http://127.0.0.1:{port}/readyz")["status"] == "ok"
    pids = _children(home)

    (_, worker), (_, other_worker), (_, web) = pids
    orphans = _grandchildren(web)
    before = _workers_at_jobs(home)
    assert len(before) == 2
    os.kill(worker, signal.SIGKILL)
    os.kill(web, signal.SIGKILL)
    os.kill(home.read("runtime")["postgres"]["pid"], signal.SIGKILL)
    _wait(lambda: not {worker, web, None} & {pid for _, pid in _children(home)})
    _wait(lambda: not any(process_exists(pid) for pid in orphans))
    _wait(lambda: _answers(f"http://127.0.0.1:{port}/readyz"))
    _wait(lambda: len(_workers_at_jobs(home) - before) == 2)
    assert ("worker", other_worker) in _children(home)  # the database's end is no reason to end

    status, _ = _sanye(home, "status", "--json").communicate(timeout=90)
    facts = json.loads(status)
    assert facts["ok"] is True, status
    assert facts["pending_migrations"] == []

    up.send_signal(signal.SIGINT)
    assert up.wait(90) == 0
    assert not list(processes_of(home))
    assert not any(process_exists(pid) for _, pid in pids)
    assert port_is_free(port)


def _sanye(home: Home, *words: str) -> "subprocess.Popen[str]":
    given = ("DATABASE_URL", "NATS_URL", "DJANGO_SETTINGS_MODULE")  # a person has none of them
    kept = {name: value for name, value in os.environ.items() if name not in given}
    ours = {"SANYE_HOME": str(home.path), "SANYE_LANG": "en", "SANYE_DURABLE": "0"}
    return subprocess.Popen(
        [sys.executable, "-m", "sanye.project.cli", *words],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env=kept | ours | {"PYTHONPATH": str(SOURCE)},
    )  # fmt: skip


def _read_until(process: "subprocess.Popen[str]", words: str) -> str:
    said = ""
    assert process.stdout is not None
    while words not in said:
        line = process.stdout.readline()
        assert line, f"it ended: {said}"
        said += line
    return said


def _children(home: Home) -> list[tuple[str, int]]:
    return [(child["name"], child["pid"]) for child in home.read("up")["children"]]


def _workers_at_jobs(home: Home) -> set[int]:
    """As procrastinate notes them: a number for each time that one began to ask for jobs."""
    with psycopg.connect(home.read("runtime")["DATABASE_URL"]) as connection:
        return {number for (number,) in connection.execute("SELECT id FROM procrastinate_workers")}


def _grandchildren(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    assert len(found) >= 2
    return [int(each) for each in found]


def _get(url: str) -> dict[str, dict[str, str]]:
    with urllib.request.urlopen(url, timeout=10) as answer:
        content: dict[str, dict[str, str]] = json.load(answer)
    return content


def _answers(url: str) -> bool:
    try:
        return bool(_get(url))
    except OSError:
        return False


def _wait(until: Callable[[], bool], seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
