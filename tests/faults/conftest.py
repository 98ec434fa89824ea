"""The whole product running in a home of its own: servers, web, workers, demo company."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from sanye.project.runtime.supervisor import is_healthy

READY_SECONDS = 120
STOP_SECONDS = 60


class Installation:
    """`sanye up` as its user starts it, and the processes it consists of."""

    def __init__(self, home: Path) -> None:
        self.home = home
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
            "SANYE_HOME": str(self.home),
            "SANYE_RATE": "1000000/m",
            "SANYE_DEMO": "SMALL",
            "PYTHONPATH": os.pathsep.join(path),
        }

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.up = subprocess.Popen(
                [sys.executable, "-m", "sanye.project.cli", "up", "--port", str(self.port),
                 "--workers", "2"],
                env=self.environment(), stdout=log, stderr=log,
            )  # fmt: skip
        ends = time.monotonic() + READY_SECONDS
        while time.monotonic() < ends:
            if "Stop with Ctrl-C" in self.log.read_text() and is_healthy(self.url):
                return
            time.sleep(0.2)
        raise AssertionError(self.log.read_text())

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


@pytest.fixture
def installation() -> Iterator[Installation]:
    place = Path(tempfile.mkdtemp(prefix="sanye-faults-"))
    place.chmod(0o711)
    made = Installation(place)
    made.start()
    yield made
    made.stop()
    shutil.rmtree(place, ignore_errors=True)
    made.log.unlink()
