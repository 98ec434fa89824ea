"""Backup to one file and restore into an empty database of any cluster."""

import errno
import fcntl
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from sanye.project.runtime.binaries import Postgres, find_postgres_client
from sanye.project.runtime.errors import (
    BackupFailed,
    BackupRunning,
    DatabaseNotEmpty,
    FileMissing,
    FileRefused,
    RestoreFailed,
)
from sanye.project.runtime.postgres import check_locale, reached
from sanye.stem.rows.analysing import ANALYZE_GROWN


@dataclass(frozen=True)
class Copy:
    """What was written or read: file, size, duration."""

    file: str
    bytes: int
    seconds: float


def back_up(url: str, file: Path) -> Copy:
    """Write the whole database, as of one moment, to `file` (mode 0600; replaced only when whole).

    What was written is read back, for pg_dump succeeds also where its last piece found no room.
    Raises DatabaseAway, BackupRunning, BackupFailed, or PostgresMissing when no pg_dump here is new
    enough.
    """
    started = monotonic()
    if file.is_dir():
        raise FileRefused(file=file, reason=os.strerror(errno.EISDIR))
    client = find_postgres_client(_server_major(url))
    draft = file.with_name(f"{file.name}.part")
    with _taken(draft, file) as descriptor:
        words = ["--format=custom", "--no-owner", "--no-privileges", f"--file={draft}"]
        failure = _ask(client, "pg_dump", words, url, keeps=descriptor) or _call(
            client, "pg_restore", [f"--file={os.devnull}", str(draft)]
        )
        if failure:
            draft.unlink()
            raise BackupFailed(reason=failure)
        draft.replace(file)
    return Copy(str(file), file.stat().st_size, round(monotonic() - started, 2))


@contextmanager
def _taken(draft: Path, file: Path) -> Iterator[int]:
    """The draft for one writer alone: two would write into each other's. pg_dump inherits the lock,
    for it goes on where only we are killed. Raises BackupRunning.
    """
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        if not _is_ours(descriptor, draft):
            raise BackupRunning(file=file)
        yield descriptor
    finally:
        os.close(descriptor)


def _is_ours(descriptor: int, draft: Path) -> bool:
    """Nobody else has it, nor had it until now and made it the backup."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(os.fstat(descriptor), os.stat(draft))
    except (BlockingIOError, FileNotFoundError):
        return False


def restore(url: str, file: Path) -> Copy:
    """Load a backup into the empty database at `url`, whole or not at all.

    What follows is the caller's: migrations of a newer release, cursors (transaction ids of the
    other cluster mean nothing here). Raises FileMissing, DatabaseAway, DatabaseNotEmpty,
    WrongLocale, RestoreFailed.
    """
    started = monotonic()
    if not file.is_file():
        raise FileMissing(file=file)
    client = find_postgres_client(_server_major(url))
    tables = _tables(url)
    if tables:
        raise DatabaseNotEmpty(count=tables, database=conninfo_to_dict(url).get("dbname"))
    check_locale(url)
    words = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(file)]
    failure = _ask(client, "pg_restore", words, url)
    if failure:
        raise RestoreFailed(file=file, reason=failure)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(ANALYZE_GROWN)
    return Copy(str(file), file.stat().st_size, round(monotonic() - started, 2))


def _ask(
    client: Postgres, program: str, words: list[str], url: str, *, keeps: int | None = None
) -> str:
    """Run a client program that talks to the server at `url`."""
    parts: dict[str, Any] = conninfo_to_dict(url)
    password = str(parts.pop("password", ""))  # others on the machine see arguments
    words = [f"--dbname={make_conninfo(**parts)}", "--no-password", *words]
    return _call(client, program, words, password=password, keeps=keeps)


def _call(
    client: Postgres,
    program: str,
    words: list[str],
    *,
    password: str = "",
    keeps: int | None = None,
) -> str:
    """Run a client program, which inherits the descriptor `keeps`; the end of what it complained
    about, empty on success."""
    answer = subprocess.run(
        [str(client.programs / program), *words],
        capture_output=True,
        text=True,
        check=False,
        pass_fds=() if keeps is None else (keeps,),
        env=client.environment | {"PGPASSWORD": password},
    )
    return "" if answer.returncode == 0 else answer.stderr.strip()[-2000:]


def _server_major(url: str) -> int:
    with reached(url) as connection:
        return connection.info.server_version // 10000


def _tables(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog',"
            " 'information_schema') AND n.nspname NOT LIKE 'pg_toast%'"
        ).fetchone()
        return int(row[0]) if row else 0
