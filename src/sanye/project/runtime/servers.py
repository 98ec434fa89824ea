"""PostgreSQL and NATS for whoever needs them: given ones are used, others are started and shared.

Every user of the embedded servers holds a shared lock on ``use.lock`` for as long as it needs
them. The last one to leave can exchange it for an exclusive lock, and stops the servers. Locks
die with their process, so a killed user never keeps them running for ever, and nobody stops a
server another one works with.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sanye.project.runtime import nats, postgres
from sanye.project.runtime.account import Account, server_account
from sanye.project.runtime.home import FileLock, Home
from sanye.project.runtime.nats import NatsServer
from sanye.project.runtime.postgres import PostgresServer
from sanye.project.runtime.process import ServerProcess, was_replaced

_ELSEWHERE = Path("/var/lib/sanye")
_STOP_SIGNALS = {"NATS": nats.STOP_SIGNALS, "PostgreSQL": postgres.STOP_SIGNALS}


@dataclass(frozen=True)
class Addresses:
    """How to reach the servers."""

    database_url: str
    nats_url: str

    def to_environment(self) -> None:
        """For this process and its children."""
        os.environ["DATABASE_URL"] = self.database_url
        os.environ["NATS_URL"] = self.nats_url


class Servers:
    """The servers of one home; what the environment gives (DATABASE_URL, NATS_URL) is not started.

    Commits wait for the disk unless `durable` is off, or SANYE_DURABLE=0 where it is not said.
    """

    def __init__(self, home: Home, *, durable: bool | None = None) -> None:
        self.home = home
        self.running: list[ServerProcess] = []
        self._durable = os.environ.get("SANYE_DURABLE") != "0" if durable is None else durable
        self._use: FileLock | None = None
        self._given = Addresses(os.environ.get("DATABASE_URL", ""), os.environ.get("NATS_URL", ""))

    @property
    def are_given(self) -> bool:
        return bool(self._given.database_url and self._given.nats_url)

    def are_alive(self) -> bool:
        """Whether every server started or attached to still runs; `start` brings back the
        others. Not alive either where they could not be started.
        """
        if self.are_given:
            return True
        return self._use is not None and all(process.is_alive() for process in self.running)

    def start(self) -> Addresses:
        """Start or attach to what is not given, write runtime.json, and count as a user of it
        until `stop`.
        """
        if self.are_given:
            return self._given
        with self.home.locked("servers"):
            if self._use is None:
                self._use = self.home.lock("use")
                self._use.take(shared=True, wait=True)
            try:
                return self._start()
            except BaseException:
                self._leave()
                raise

    def end_stuck(self) -> list[str]:
        """Stop our NATS where it stores nothing any more, and our PostgreSQL where another has been
        installed over it: it would load libraries of that one, and fail. Then we are not alive, and
        `start` brings them back. Names of the stopped.
        """
        stuck = [one for one in self.running if self._is_stuck(one)]
        for process in stuck:
            with self.home.locked("servers"):
                process.stop(_STOP_SIGNALS[process.name])
        return [process.name for process in stuck]

    def _is_stuck(self, process: ServerProcess) -> bool:
        if process.name == "NATS":
            return nats.is_stuck(self.home)
        return was_replaced(process.pid)

    def stop(self) -> None:
        """Leave; the last user stops NATS, then PostgreSQL. Safe to repeat."""
        with self.home.locked("servers"):
            self._leave()

    def _leave(self) -> None:
        if self._use is None:
            return
        if self._use.take(shared=False, wait=False):
            self._stop()
        self._use.release()
        self._use = None

    def _start(self) -> Addresses:
        directory, account = server_directory(self.home)
        database_url, nats_url = self._given.database_url, self._given.nats_url
        parts: dict[str, Any] = {}
        self.running = []
        if not database_url:
            database = PostgresServer(self.home, directory, account, durable=self._durable)
            process = database.start()
            database_url = database.url(process.port)
            parts["postgres"] = _facts(process) | {"data": str(database.data)}
            self.running.append(process)
        if not nats_url:
            messages = NatsServer(self.home, directory, account)
            process = messages.start()
            nats_url = messages.url(process.port)
            parts["nats"] = _facts(process) | {"mqtt_port": messages.mqtt_port()}
            self.running.append(process)
        self.home.write("runtime", {"DATABASE_URL": database_url, "NATS_URL": nats_url} | parts)
        return Addresses(database_url, nats_url)

    def _stop(self) -> None:
        for process in reversed(self.running):
            process.stop(_STOP_SIGNALS[process.name])
        self.running = []
        self.home.forget("runtime")


def running_addresses(home: Home) -> Addresses:
    """Addresses given by the environment, else of the servers that run now, else empty."""
    known = home.read("runtime")
    return Addresses(
        os.environ.get("DATABASE_URL") or known.get("DATABASE_URL", ""),
        os.environ.get("NATS_URL") or known.get("NATS_URL", ""),
    )


@contextmanager
def servers(home: Home, *, durable: bool | None = None) -> Iterator[Addresses]:
    """The servers for the time of a block, with their addresses in the environment."""
    used = Servers(home, durable=durable)
    before = {name: os.environ.get(name) for name in ("DATABASE_URL", "NATS_URL")}
    try:
        addresses = used.start()
        addresses.to_environment()
        yield addresses
    finally:
        used.stop()
        for name, value in before.items():
            os.environ.pop(name, None) if value is None else os.environ.update({name: value})


def server_directory(home: Home) -> tuple[Path, Account | None]:
    """Where the servers keep their data, and whom they run as.

    Below SANYE_HOME; but where we are root and the home is private (such as /root), the account
    without privileges cannot enter it, and ``servers`` becomes a link to a directory of its own
    in /var/lib/sanye.
    """
    account = server_account(home.servers / "postgres")
    if not home.servers.exists():
        _make_directory(home, account)
    return home.servers.resolve(), account


def _make_directory(home: Home, account: Account | None) -> None:
    home.servers.unlink(missing_ok=True)  # a link whose target was removed
    if account is None or account.can_reach(home.path):
        home.servers.mkdir(mode=0o711)
    else:
        target = _ELSEWHERE / secrets.token_hex(8)
        target.mkdir(mode=0o711, parents=True)
        home.servers.symlink_to(target)
    if account:
        account.own(home.servers)


def _facts(process: ServerProcess) -> dict[str, Any]:
    return {"pid": process.pid, "port": process.port, "version": process.version}
