"""Who kills the web server leaves nobody behind at its port, however early."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sanye.project.runtime.process import SUPERVISED, process_exists

LONGEST_SECONDS = 60
WORKERS = 2


@pytest.mark.parametrize("after_seconds", [0.0, 1.0, 3.0])
def test_workers_of_a_killed_web_server_end(after_seconds: float, tmp_path: Path) -> None:
    """They load the application for seconds, and have the server's own handlers meanwhile."""
    port = str(18000 + os.getpid() % 1000)
    log = (tmp_path / "web.log").open("w")
    server = subprocess.Popen(
        [sys.executable, "-m", "sanye.project.cli", "web", "--host", "127.0.0.1", "--port", port],
        env=os.environ | {SUPERVISED: str(os.getpid()), "SANYE_HOME": str(tmp_path)},
        stdout=log,
        stderr=log,
    )
    until(lambda: len(workers_of(server.pid)) == WORKERS)
    time.sleep(after_seconds)
    workers = workers_of(server.pid)

    os.kill(server.pid, signal.SIGKILL)
    server.wait()

    until(lambda: not any(process_exists(pid) for pid in workers))


def workers_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + LONGEST_SECONDS
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)
