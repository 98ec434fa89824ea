"""The embedded PostgreSQL: one cluster in SANYE_HOME, on loopback, with a generated password.

Starting is safe to repeat: a server that still runs (left behind by a killed parent, or started
by a neighbour) is attached to. Callers hold the lock of `Servers`, so two starts never meet.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

from sanye.project.runtime.account import Account, process_options
from sanye.project.runtime.binaries import Postgres, find_postgres
from sanye.project.runtime.errors import DatabaseAway, ServerDidNotStart, WrongLocale
from sanye.project.runtime.home import Home
from sanye.project.runtime.process import ServerProcess, command_of, free_port, tail

DATABASE = "sanye"
USER = "sanye"
_RECOVERY_SECONDS = (
    300  # replaying the log after a crash may take long; the process lives meanwhile
)
_RETRY_SECONDS = 20  # children of a killed postmaster hold its shared memory for a moment
_LOCALES = ("C.UTF-8", "C.utf8", "en_US.UTF-8")  # names of the same thing; macOS has only the last


@dataclass
class PostgresServer:
    """One cluster: `data` below the server directory; `durable` off only for tests."""

    home: Home
    directory: Path
    account: Account | None
    durable: bool = True

    @property
    def data(self) -> Path:
        return self.directory / "postgres"

    def start(self) -> ServerProcess:
        """Make the cluster if there is none, start it unless it runs, make the database. Returns
        when it answers.
        """
        running = self._attach()
        if running is not None:
            return running
        binaries = find_postgres(self.data).reachable(self.account, self.directory / "binaries")
        if not (self.data / "PG_VERSION").exists():
            self._initialise(binaries)
        self._remove_stale_lock()
        process = self._launch(binaries)
        _prepare_database(self.url(process.port, "postgres"))
        return process

    def url(self, port: int, database: str = DATABASE) -> str:
        return f"postgresql://{USER}:{self.home.secret('postgres')}@127.0.0.1:{port}/{database}"

    def _attach(self) -> ServerProcess | None:
        lock = _read_lock(self.data)
        if lock is None:
            return None
        pid, port = lock
        try:
            with psycopg.connect(self.url(port, "postgres"), connect_timeout=5) as connection:
                row = connection.execute("SHOW data_directory").fetchone()
                version = (connection.info.parameter_status("server_version") or "?").split()[0]
        except psycopg.OperationalError:
            return None
        same = row is not None and Path(row[0]).resolve() == self.data.resolve()
        return ServerProcess("PostgreSQL", pid, port, version) if same else None

    def _initialise(self, binaries: Postgres) -> None:
        """initdb, aside first: a start that is interrupted leaves no half-made cluster."""
        draft = self.data.with_suffix(".draft")
        shutil.rmtree(draft, ignore_errors=True)
        with tempfile.NamedTemporaryFile("w", dir=self.directory) as password:
            password.write(self.home.secret("postgres"))
            password.flush()
            if self.account:
                self.account.own(Path(password.name))
            for locale in _LOCALES:
                failure = self._initdb(binaries, draft, password.name, locale)
                if not failure:
                    break
            else:
                raise ServerDidNotStart(server="initdb", log="-", tail=failure)
        draft.replace(self.data)

    def _initdb(self, binaries: Postgres, draft: Path, password_file: str, locale: str) -> str:
        """One try; the error's text, empty on success."""
        provider = (
            ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
            if binaries.major >= 17
            else []
        )
        answer = subprocess.run(
            [
                str(binaries.programs / "initdb"),
                "-D",
                str(draft),
                "-U",
                USER,
                "-E",
                "UTF8",
                f"--locale={locale}",
                *provider,
                "--auth=scram-sha-256",
                f"--pwfile={password_file}",
                "--no-instructions",
                "--data-checksums",
                *([] if self.durable else ["--no-sync"]),
            ],
            capture_output=True,
            text=True,
            check=False,
            cwd=self.directory,
            env=binaries.environment,
            **process_options(self.account),
        )
        return "" if answer.returncode == 0 else answer.stderr.strip()

    def _remove_stale_lock(self) -> None:
        """After a restart of the machine the number in postmaster.pid may be another program's;
        PostgreSQL would refuse to start. Nobody of ours runs here (we hold the lock and could
        not attach), unless it still stops.
        """
        lock = _read_lock(self.data)
        if lock is not None and "postgres" not in command_of(lock[0]):
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _launch(self, binaries: Postgres) -> ServerProcess:
        log = self.home.log("postgres")
        port = free_port(self.home, "postgres")
        deadline = time.monotonic() + _RETRY_SECONDS
        while True:
            with log.open("ab") as output:
                child = subprocess.Popen(
                    [
                        str(binaries.programs / "postgres"),
                        "-D",
                        str(self.data),
                        *_settings(port, durable=self.durable),
                    ],
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    cwd=self.directory,
                    start_new_session=True,
                    env=binaries.environment,
                    **process_options(self.account),
                )
            if self._answers(child, port):
                return ServerProcess("PostgreSQL", child.pid, port, str(binaries.version), child)
            if time.monotonic() > deadline:
                raise ServerDidNotStart(server="PostgreSQL", log=log, tail=tail(log))
            time.sleep(0.5)

    def _answers(self, child: "subprocess.Popen[bytes]", port: int) -> bool:
        """Wait until the server takes connections; False when it ended instead."""
        deadline = time.monotonic() + _RECOVERY_SECONDS
        while child.poll() is None and time.monotonic() < deadline:
            with suppress(psycopg.OperationalError):
                psycopg.connect(self.url(port, "postgres"), connect_timeout=5).close()
                return True
            time.sleep(0.03)
        return False


STOP_SIGNALS = (
    signal.SIGINT,
    signal.SIGQUIT,
)  # fast, then immediate: both keep every committed row


def reached(url: str) -> "psycopg.Connection[tuple[object, ...]]":
    """A connection to the database. Raises DatabaseAway with the reason in one line."""
    try:
        return psycopg.connect(url, connect_timeout=10)
    except psycopg.OperationalError as error:
        raise DatabaseAway(reason=" ".join(str(error).split())) from error


def check_locale(url: str) -> None:
    """Raise WrongLocale when Chinese text has no trigrams in this database (search would find
    nothing).
    """
    with psycopg.connect(url, autocommit=True) as connection:
        encoding = connection.info.parameter_status("server_encoding")
        if encoding != "UTF8":
            raise WrongLocale(locale=encoding)
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        row = connection.execute(
            "SELECT cardinality(show_trgm('三叶有限公司')) > 0, current_setting('lc_ctype', true)"
        )
        answer = row.fetchone()
        if answer is None or not answer[0]:
            name = connection.execute(
                "SELECT datctype FROM pg_database WHERE datname = current_database()"
            ).fetchone()
            raise WrongLocale(locale=name[0] if name else "?")


def _prepare_database(maintenance_url: str) -> None:
    with psycopg.connect(maintenance_url, autocommit=True) as connection:
        known = connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
        ).fetchone()
        if known is None:
            connection.execute(f"CREATE DATABASE {DATABASE}")
    check_locale(maintenance_url.rsplit("/", 1)[0] + f"/{DATABASE}")


def _settings(port: int, *, durable: bool) -> list[str]:
    """Settings for one machine shared with everything else. Statements and their values stay out
    of the log: they may hold personal data.
    """
    memory = _memory_megabytes()
    values = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": "",  # a path of more than 100 characters would not start
        "max_connections": 200,
        "shared_buffers": f"{min(max(memory // 8, 128), 1024)}MB",
        "effective_cache_size": f"{max(memory // 2, 256)}MB",
        "work_mem": "16MB",
        "maintenance_work_mem": "128MB",
        "max_wal_size": "2GB",
        "checkpoint_timeout": "15min",
        "random_page_cost": 1.1,
        "jit": "off",
        "autovacuum_naptime": "15s",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_lock_waits": "on",
    }
    if not durable:
        values |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    return [part for name, value in values.items() for part in ("-c", f"{name}={value}")]


def _memory_megabytes() -> int:
    return int(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1_048_576)


def _read_lock(data: Path) -> tuple[int, int] | None:
    """Process and port written in postmaster.pid (lines 1 and 4); None when there is none."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        return int(lines[0]), int(lines[3])
    except (FileNotFoundError, IndexError, ValueError):
        return None
