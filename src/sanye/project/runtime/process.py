"""Processes of the operating system: servers we started or found, ports, ends of logs."""

import ctypes
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sanye.project.runtime.home import Home

_PR_SET_PDEATHSIG = 1
_FIRST_PORT = 20_000
_PORTS = 10_000
SUPERVISED = "SANYE_SUPERVISED"


@dataclass
class ServerProcess:
    """A running server; `child` is set when this very process started it."""

    name: str
    pid: int
    port: int
    version: str
    child: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    def is_alive(self) -> bool:
        if self.child is not None:
            return self.child.poll() is None
        return process_exists(self.pid)

    def stop(self, signals: Sequence[signal.Signals], seconds: float = 30) -> None:
        """Ask with the first signal, insist with the next; returns when the process is gone."""
        for number in signals:
            if not self.is_alive():
                return
            os.kill(self.pid, number)
            if self._gone_within(seconds):
                return

    def _gone_within(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while self.is_alive():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True


def process_exists(pid: int) -> bool:
    """Whether the process still runs; one that ended and waits to be collected by its parent does
    not.
    """
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return sys.platform != "linux"


def command_of(pid: int) -> str:
    """The command line of a process, empty when there is none."""
    if sys.platform == "linux":
        try:
            return Path(f"/proc/{pid}/cmdline").read_text(errors="replace").replace("\0", " ")
        except FileNotFoundError:
            return ""
    answer = subprocess.run(
        ["/bin/ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return answer.stdout


def free_port(home: Home, name: str) -> int:
    """The port used last time under this name if it is free, else a free one, which is remembered.

    Ports are taken below those the system lends to outgoing connections: one of these could be
    lent while the server is down.
    """
    known = home.read("ports")
    port = int(known.get(name, 0))
    while not port or not port_is_free(port):
        port = _FIRST_PORT + secrets.randbelow(_PORTS)
    if port != known.get(name):
        home.write("ports", known | {name: port})
    return port


def port_is_free(port: int, host: str = "127.0.0.1") -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def tail(log: Path, lines: int = 15) -> str:
    """The last lines of a log file."""
    try:
        return "\n".join(log.read_text("utf-8", errors="replace").splitlines()[-lines:])
    except FileNotFoundError:
        return ""


def end_with_parent(by: signal.Signals = signal.SIGTERM) -> None:
    """Ask the kernel to stop this process when its parent dies, so that a killed supervisor or web
    server leaves no orphan holding the port. Only where a supervisor started us, and only on
    Linux.

    The parent's id stands in the environment: if it died before we could ask, we end here. From now
    on it is we whom our own children look for. A process forked by a server has inherited its
    handlers, which would swallow the signal until it sets its own: the default ends it.
    """
    parent = os.environ.get(SUPERVISED)
    if parent and sys.platform == "linux":
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, by, 0, 0, 0)
        if os.getppid() != int(parent):
            os.kill(os.getpid(), by)
        os.environ[SUPERVISED] = str(os.getpid())
