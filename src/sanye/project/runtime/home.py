"""Where a running Sanye keeps its state: SANYE_HOME, by default `.sanye/` where it is started.

secrets.json   generated passwords (mode 0600)
runtime.json   where the servers are now, read by every other process (mode 0600)
backup.json    when the last backup ended well
metrics/       counts of requests, a file for each web process
draining.*     notices of web servers that were asked to stop, by process id
ports.json     ports used last time, so that addresses stay the same
servers        PostgreSQL's and NATS's own data, or a link to it (see `server_directory`)
static/        files the web server gives out, where they were collected
logs/          output of the servers, web and worker, each with what came before it
*.lock         file locks; a lock belongs to an open file and is gone when its process is
"""

import fcntl
import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LOG_LIMIT = 50_000_000
"""Bytes of one log; twice that with what came before it."""


@dataclass(frozen=True)
class Home:
    """The directory of one Sanye on this machine."""

    path: Path

    @classmethod
    def of_environment(cls) -> "Home":
        """SANYE_HOME, or ``.sanye`` in the working directory; created when missing."""
        home = cls(Path(os.environ.get("SANYE_HOME") or ".sanye").absolute())
        home.create()
        return home

    def create(self) -> None:
        """Make the directory; what is secret in it has its own mode."""
        for name in ("logs", "static"):
            (self.path / name).mkdir(parents=True, exist_ok=True)

    @property
    def servers(self) -> Path:
        return self.path / "servers"

    def log(self, name: str) -> Path:
        """Path of a log file. Who writes it appends: what has grown large is moved away under his
        hands.
        """
        return self.path / "logs" / f"{name}.log"

    def trim_logs(self) -> None:
        """Put aside what has grown beyond LOG_LIMIT, in place of what was put aside before; without
        room for that it is dropped. A line that is written meanwhile may be lost. What cannot be
        trimmed stays: no log is worth an error.
        """
        for path in (self.path / "logs").glob("*.log"):
            with suppress(OSError):
                if path.stat().st_size <= LOG_LIMIT:
                    continue
                before = path.with_suffix(".log.1")
                try:
                    shutil.copyfile(path, before)
                except OSError:
                    before.unlink(missing_ok=True)
                os.truncate(path, 0)

    def read(self, name: str) -> dict[str, Any]:
        """The content of ``<name>.json``; empty when it was never written."""
        try:
            content: dict[str, Any] = json.loads((self.path / f"{name}.json").read_text("utf-8"))
        except FileNotFoundError:
            return {}
        return content

    def write(self, name: str, content: dict[str, Any]) -> None:
        """Replace ``<name>.json`` at once: readers see the old or the new file, never half of
        one.
        """
        descriptor, draft = tempfile.mkstemp(
            dir=self.path, prefix=f".{name}-"
        )  # mkstemp: mode 0600
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(content, file, indent=2, ensure_ascii=False)
                file.flush()
                os.fsync(descriptor)  # else a power cut may leave the name and no content
            os.replace(draft, self.path / f"{name}.json")
        except BaseException:
            os.unlink(draft)
            raise

    def forget(self, name: str) -> None:
        (self.path / f"{name}.json").unlink(missing_ok=True)

    @property
    def web_address(self) -> str:
        """Where the web server of this home is, or would be."""
        return str(self.read("up").get("address", "http://127.0.0.1:8000"))

    def secret(self, name: str) -> str:
        """A generated password, the same at every call."""
        with self.locked("secrets"):
            known = self.read("secrets")
            if name not in known:
                known[name] = secrets.token_urlsafe(24)
                self.write("secrets", known)
            return str(known[name])

    @contextmanager
    def locked(self, name: str) -> Iterator[None]:
        """Hold ``<name>.lock`` alone; waits for whoever has it."""
        lock = FileLock(self.path / f"{name}.lock")
        lock.take(shared=False, wait=True)
        try:
            yield
        finally:
            lock.release()

    def lock(self, name: str) -> "FileLock":
        return FileLock(self.path / f"{name}.lock")


class FileLock:
    """An advisory lock of the operating system; released by the kernel when the process dies,
    however it dies.
    """

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    def take(self, *, shared: bool, wait: bool) -> bool:
        """Take the lock, or exchange shared for exclusive; False when `wait` is off and another
        has it.
        """
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            fcntl.flock(self._descriptor, kind if wait else kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def release(self) -> None:
        os.close(self._descriptor)
