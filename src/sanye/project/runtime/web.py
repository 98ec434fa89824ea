"""The web process: granian in WSGI mode with a few workers of a few threads each."""

import os

from granian import Granian
from granian.constants import Interfaces

from sanye.project.runtime.home import Home
from sanye.project.runtime.process import end_with_parent

STATEMENT_SECONDS, LOCK_SECONDS = 60, 10


def serve(*, host: str, port: int, workers: int, threads: int) -> None:
    """Serve until SIGINT or SIGTERM; workers that die are replaced."""
    end_with_parent()
    _forget_counts(Home.of_environment())
    _limit_waiting()
    Granian(
        "sanye.project.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        websockets=False,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=10,
    ).serve()


def _forget_counts(home: Home) -> None:
    """Counts of requests begin with the server: see `stem.http.measuring`."""
    for path in (home.path / "metrics").glob("*.*"):
        path.unlink(missing_ok=True)


def _limit_waiting() -> None:
    """For the web processes' connections: somebody waits for the answer, and a thread with him.
    Workers and the command line have time."""
    statement = int(os.environ.get("SANYE_STATEMENT_SECONDS") or STATEMENT_SECONDS)
    lock = int(os.environ.get("SANYE_LOCK_SECONDS") or LOCK_SECONDS)
    limits = f"-c statement_timeout={statement}s -c lock_timeout={lock}s"
    os.environ["PGOPTIONS"] = f"{os.environ.get('PGOPTIONS', '')} {limits}".strip()
