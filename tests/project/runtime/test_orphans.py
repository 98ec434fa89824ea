"""Who kills the web server leaves nobody behind at its port, however early."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sanye.project.runtime.process import SUPERVISED, process_exists

LONGEST_SECONDS = 60
SOON = 5
"""Sooner than a request gives up waiting for the database."""
WORKERS = 2
PORT = str(18000 + os.getpid() % 1000)


@pytest.mark.parametrize("after_seconds", [0.0, 1.0, 3.0])
def test_workers_of_a_killed_web_server_end(after_seconds: float, tmp_path: Path) -> None:
    """They load the application for seconds, and have the server's own handlers meanwhile."""
    server = web_server(tmp_path)
    time.sleep(after_seconds)

    kill_and_wait_for_workers(server)


def test_they_end_although_a_request_is_under_way(tmp_path: Path) -> None:
    """One that hangs at the database, as when that went away with the server."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(LONGEST_SECONDS)
        at = silent.getsockname()[1]
        server = web_server(tmp_path, DATABASE_URL=f"postgresql://x:x@127.0.0.1:{at}/x")
        with asking(f"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1:{PORT}\r\n\r\n"):
            silent.accept()

            kill_and_wait_for_workers(server, seconds=SOON)


def web_server(home: Path, **more: str) -> "subprocess.Popen[bytes]":
    """A web server that believes us to be its supervisor, as soon as it has its workers."""
    log = (home / "web.log").open("w")
    server = subprocess.Popen(
        [sys.executable, "-m", "sanye.project.cli", "web", "--host", "127.0.0.1", "--port", PORT],
        env=os.environ | {SUPERVISED: str(os.getpid()), "SANYE_HOME": str(home)} | more,
        stdout=log,
        stderr=log,
    )
    until(lambda: len(workers_of(server.pid)) == WORKERS)
    return server


def kill_and_wait_for_workers(
    server: "subprocess.Popen[bytes]", seconds: float = LONGEST_SECONDS
) -> None:
    workers = workers_of(server.pid)
    os.kill(server.pid, signal.SIGKILL)
    server.wait()
    try:
        until(lambda: not any(process_exists(pid) for pid in workers), seconds)
    finally:
        for pid in filter(process_exists, workers):
            os.kill(pid, signal.SIGKILL)


@contextmanager
def asking(request: str) -> Iterator[None]:
    """Send a request as soon as the server listens, and do not wait for its answer."""
    until(lambda: is_open(int(PORT)))
    with socket.create_connection(("127.0.0.1", int(PORT))) as client:
        client.sendall(request.encode())
        yield


def is_open(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def workers_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def until(is_so: Callable[[], bool], seconds: float = LONGEST_SECONDS) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)
