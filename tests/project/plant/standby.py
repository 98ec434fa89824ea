"""A streaming replica of the test's own PostgreSQL, made and run as an operator does it."""

import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from sanye.project.runtime.account import process_options, server_account
from sanye.project.runtime.binaries import find_postgres

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "fsync": "off",
}


LONGEST_SECONDS = 400.0


def until(is_so: Callable[[], Any], what: "str | Callable[[], str]") -> Any:
    ends = time.monotonic() + LONGEST_SECONDS
    while time.monotonic() < ends:
        found = is_so()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"it did not happen: {what if isinstance(what, str) else what()}")


class Standby:
    """Where the primary's data was copied to; follows it from then on."""

    def __init__(self, primary: str, place: Path) -> None:
        place.mkdir()
        self.server: subprocess.Popen[bytes] | None = None
        self.account = server_account(place)
        if self.account:
            self.account.own(place)
        self.data = place / "data"
        with psycopg.connect(primary) as connection:
            [place_of_primary] = connection.execute("SHOW data_directory").fetchone() or [""]
        found = find_postgres(Path(place_of_primary))
        self.binaries = found.reachable(self.account, place / "binaries")
        self._run(
            "pg_basebackup", "--dbname", primary, "--pgdata", str(self.data), "--no-sync",
            "--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast",
        ).wait()  # fmt: skip
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        parts = urlsplit(primary)
        self.url = urlunsplit(
            parts._replace(netloc=f"{parts.username}:{parts.password}@127.0.0.1:{self.port}")
        )

    def start(self) -> None:
        values = SETTINGS | {"port": str(self.port)}
        words = [word for name, value in values.items() for word in ("-c", f"{name}={value}")]
        self.server = self._run("postgres", "-D", str(self.data), *words)
        until(self._answers, "the replica answers")

    def stop(self) -> None:
        """At once. Safe to repeat."""
        if self.server is None:
            return
        self.server.send_signal(signal.SIGQUIT)
        self.server.wait()
        self.server = None

    @contextmanager
    def away(self) -> Iterator[None]:
        self.stop()
        try:
            yield
        finally:
            self.start()

    def say(self, statement: str) -> object:
        with psycopg.connect(self.url, autocommit=True) as connection:
            row = connection.execute(statement).fetchone()
        return row[0] if row else None

    def _answers(self) -> bool:
        with suppress(psycopg.OperationalError):
            return self.say("SELECT pg_is_in_recovery()") is True
        return False

    def _run(self, program: str, *words: str) -> "subprocess.Popen[bytes]":
        with (self.data.parent.parent / "standby.log").open("ab") as log:
            return subprocess.Popen(
                [str(self.binaries.programs / program), *words],
                env=self.binaries.environment,
                cwd=self.data.parent,
                stdout=log,
                stderr=log,
                **process_options(self.account),
            )
