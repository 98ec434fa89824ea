"""The whole product running in a home of its own: servers, web, workers, demo company."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest

from sanye.project.runtime.supervisor import is_healthy
from tests.faults.clock import Clock

READY_SECONDS = 300
STOP_SECONDS = 60
REST_SECONDS = 600
LOCK_SECONDS, STATEMENT_SECONDS = 5, 8


in_soak = pytest.mark.skipif(not os.environ.get("SOAK"), reason="takes minutes: see make soak")


class Installation:
    """`sanye up` as its user starts it, and the processes it consists of."""

    def __init__(self, home: Path, *, clock: Clock | None = None) -> None:
        self.home = home
        self.home.mkdir(mode=0o711)
        self.clock = clock
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = home.parent / f"{home.name}.log"
        self.up: subprocess.Popen[bytes] | None = None

    def environment(self) -> dict[str, str]:
        given = {
            name: value
            for name, value in os.environ.items()
            if name not in {"DATABASE_URL", "NATS_URL", "DJANGO_SETTINGS_MODULE"}
        }
        path = [entry for entry in sys.path if entry]
        return given | {
            **(self.clock.environment() if self.clock else {}),
            "SANYE_HOME": str(self.home),
            "SANYE_RATE": "1000000/m",
            "SANYE_DEMO": "SMALL",
            "SANYE_LOCK_SECONDS": str(LOCK_SECONDS),
            "SANYE_STATEMENT_SECONDS": str(STATEMENT_SECONDS),
            "SANYE_WEBHOOK_NETWORKS": "127.0.0.0/8",
            "PYTHONPATH": os.pathsep.join(path),
        }

    def start(self, *wishes: str) -> None:
        with self.log.open("ab") as log:
            self.up = subprocess.Popen(
                [sys.executable, "-m", "sanye.project.cli", "up", "--port", str(self.port),
                 "--workers", "2", *wishes],
                env=self.environment(), stdout=log, stderr=log,
            )  # fmt: skip
        ends = time.monotonic() + READY_SECONDS
        while time.monotonic() < ends:
            if "Stop with Ctrl-C" in self.log.read_text() and is_healthy(self.url):
                return
            time.sleep(0.2)
        raise AssertionError(self.told())

    def told(self) -> str:
        """The ends of all logs."""
        logs = [self.log, *sorted((self.home / "logs").glob("*.log"))]
        return "\n".join(f"== {log.name}\n{log.read_text()[-3000:]}" for log in logs)

    def stop(self) -> None:
        if self.up is not None:
            self.up.send_signal(signal.SIGINT)
            self.up.wait(STOP_SECONDS)

    def sanye(self, *arguments: str, wait: float = 300) -> tuple[int, Any]:
        """A command with --json: its exit code and answer."""
        done = subprocess.run(
            self.command(*arguments),
            env=self.environment(),
            capture_output=True,
            timeout=wait,
            check=False,
        )
        assert done.stdout, done.stderr.decode()[-3000:]
        return done.returncode, json.loads(done.stdout)

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "sanye.project.cli", *arguments, "--json"]

    def verified(self) -> dict[str, Any]:
        """What `sanye verify` says once all cursors are at the tail; it must say that all holds."""
        code, answer = self.sanye("verify", "--wait", f"{REST_SECONDS}", wait=2 * REST_SECONDS)
        broken = {item["check"]: item["problems"] for item in answer["checks"] if item["problems"]}
        assert broken == {}, broken
        assert answer["is_quiet"], self.sanye("status")
        assert code == 0
        return dict(answer)

    @property
    def database_url(self) -> str:
        return str(json.loads((self.home / "runtime.json").read_text())["DATABASE_URL"])

    def rows(self, sql: str, *given: Any) -> list[tuple[Any, ...]]:
        """What a statement finds; it waits for a database that is just coming back."""
        ends = time.monotonic() + READY_SECONDS
        while True:
            try:
                with psycopg.connect(self.database_url, autocommit=True) as connection:
                    answer = connection.execute(sql, given)
                    return answer.fetchall() if answer.description else []
            except (psycopg.OperationalError, FileNotFoundError):
                if time.monotonic() > ends:
                    raise
                time.sleep(0.2)

    def processes(self) -> dict[str, list[int]]:
        """Process ids by part: web processes, workers, PostgreSQL's postmaster, NATS."""
        children = json.loads((self.home / "up.json").read_text())["children"]
        servers = json.loads((self.home / "runtime.json").read_text())
        found: dict[str, list[int]] = {"web": [], "worker": []}
        for child in children:
            if child["pid"] is None:
                continue
            part = "web" if child["name"].startswith("web") else "worker"
            found[part] += [child["pid"], *_children_of(child["pid"])]
        for server in ("postgres", "nats"):
            found[server] = [servers[server]["pid"]]
        return found


def _children_of(pid: int) -> list[int]:
    with suppress(FileNotFoundError, ProcessLookupError):
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
        return [int(word) for word in text.split()]
    return []
