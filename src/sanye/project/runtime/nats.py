"""The embedded NATS server: JetStream and MQTT 3.1.1 on loopback, with a generated password.

Its file store is safe against the death of the process but not against power loss: PostgreSQL
stays the truth and the relay sends again what was not acknowledged. A stream whose write failed
once, as on a full disk, refuses all further ones until the server is started again.
"""

import http.client
import json
import os
import signal
import socket
import subprocess
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sanye.project.runtime.account import Account, process_options
from sanye.project.runtime.binaries import find_nats, reachable_program
from sanye.project.runtime.errors import ServerDidNotStart
from sanye.project.runtime.home import Home
from sanye.project.runtime.process import ServerProcess, command_of, free_port, process_exists, tail

USER = "sanye"
STOP_SIGNALS = (signal.SIGTERM, signal.SIGKILL)
_START_SECONDS = 30
_MEGABYTE = 1_048_576
LARGEST_FACT = 8 * _MEGABYTE
"""What the server takes in one message: facts are made to stay below its own limit, 1 MB, but for a
document of thousands of lines. Of what is larger still the relay sends a reference.
`deploy/compose.yaml` says the same."""
_ROOM = 16 * _MEGABYTE
"""Free space below which starting it again is of no use."""


@dataclass
class NatsServer:
    """One server with its store below the server directory."""

    home: Home
    directory: Path
    account: Account | None

    @property
    def data(self) -> Path:
        return self.directory / "nats"

    def start(self) -> ServerProcess:
        """Start it unless it runs. Returns when it greets."""
        return self._attach() or self._launch()

    def url(self, port: int) -> str:
        return f"nats://{USER}:{self.home.secret('nats')}@127.0.0.1:{port}"

    def mqtt_port(self) -> int:
        """Port for devices that speak MQTT 3.1.1 (same user and password)."""
        return int(self.home.read("ports")["mqtt"])

    def _attach(self) -> ServerProcess | None:
        try:
            pid = int((self.data / "nats.pid").read_text())
        except (FileNotFoundError, ValueError):
            return None
        port = int(self.home.read("ports").get("nats", 0))
        if not process_exists(pid) or str(self.data) not in command_of(pid):
            return None
        said = greeting(port)
        return ServerProcess("NATS", pid, port, said["version"]) if said else None

    def _launch(self) -> ServerProcess:
        log = self.home.log("nats")
        port = free_port(self.home, "nats")
        program = reachable_program(find_nats(), self.account, self.directory / "binaries")
        configuration = self._write_configuration(port)
        with log.open("ab") as output:
            child = subprocess.Popen(
                [str(program), "-c", str(configuration)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=self.directory,
                start_new_session=True,
                **process_options(self.account),
            )
        deadline = time.monotonic() + _START_SECONDS
        while child.poll() is None and time.monotonic() < deadline:
            said = greeting(port)
            if said:
                return ServerProcess("NATS", child.pid, port, said["version"], child)
            time.sleep(0.02)
        child.kill()
        child.wait()
        raise ServerDidNotStart(server="NATS", log=log, tail=tail(log))

    def _write_configuration(self, port: int) -> Path:
        """The server's own format is a superset of JSON, but for escapes by code point."""
        self.data.mkdir(mode=0o700, exist_ok=True)
        path = self.data / "nats.conf"
        content = {
            "server_name": "sanye",
            "listen": f"127.0.0.1:{port}",
            "http": f"127.0.0.1:{free_port(self.home, 'nats_http')}",
            "pid_file": str(self.data / "nats.pid"),
            "max_payload": LARGEST_FACT,
            "jetstream": {
                "store_dir": str(self.data / "store"),
                "max_memory_store": 64 * _MEGABYTE,
                "max_file_store": 8192 * _MEGABYTE,
            },
            "mqtt": {"listen": f"127.0.0.1:{free_port(self.home, 'mqtt')}"},
            "authorization": {"user": USER, "password": self.home.secret("nats")},
        }
        path.unlink(missing_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(content, file, indent=2, ensure_ascii=False)
        if self.account:
            self.account.own(self.data)
            self.account.own(path)
        return path


def greeting(port: int, host: str = "127.0.0.1") -> dict[str, Any]:
    """What a NATS server says first on a connection: INFO and a JSON document; empty when nobody
    answers.
    """
    with (
        suppress(OSError, ValueError),
        socket.create_connection((host, port), timeout=2) as connection,
    ):
        line = connection.makefile("rb").readline()
        answer: dict[str, Any] = json.loads(line.removeprefix(b"INFO "))
        return answer
    return {}


def is_stuck(home: Home) -> bool:
    """Whether the server of this home says that it cannot store, though there is room again."""
    state = os.statvfs(home.servers)
    return state.f_bavail * state.f_frsize >= _ROOM and _reports_failure(home)


def _reports_failure(home: Home) -> bool:
    port = int(home.read("ports").get("nats_http", 0))
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    with closing(connection), suppress(OSError, http.client.HTTPException):
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.SERVICE_UNAVAILABLE
    return False
