"""The web process: granian with a few workers of a few threads each."""

import os
import time
from importlib import import_module
from typing import Any

from granian import Granian
from granian.constants import Interfaces

from sanye.project.logs import json_formatter
from sanye.project.runtime.draining import drain_before_stopping, notice_of_draining
from sanye.project.runtime.environment import number
from sanye.project.runtime.errors import PortTaken
from sanye.project.runtime.home import FileLock, Home
from sanye.project.runtime.process import end_with_parent, port_is_free
from sanye.project.runtime.sessions import limit_sessions

MODULE = "sanye.project.wsgi"
THREADS = "SANYE_WEB_THREADS"
STATEMENT_SECONDS, LOCK_SECONDS = 60, 10
_PATIENCE_SECONDS = 3
"""Processes of a server that was killed end a moment after it."""


def serve(*, host: str, port: int, workers: int, threads: int) -> None:
    """Serve until SIGINT or, when drained, SIGTERM; workers that die are replaced."""
    end_with_parent()
    _refuse_taken(host, port)
    home = Home.of_environment()
    presence = _be_present(home)
    _limit_waiting()
    notice = notice_of_draining(home.path)
    os.environ[THREADS] = str(threads)
    import_module(MODULE)  # once, before the workers are forked
    server = Granian(
        f"{MODULE}:door",
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        workers=workers,
        websockets=False,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=10,
        log_dictconfig=_log(),
    )
    server.on_startup(lambda: drain_before_stopping(notice))  # when granian's own handlers are set
    try:
        server.serve()
    finally:
        notice.unlink(missing_ok=True)
        presence.release()


def _limit_waiting() -> None:
    """For the web processes' connections: somebody waits for the answer, and a thread with him.
    Workers and the command line have time."""
    statement = number("SANYE_STATEMENT_SECONDS", STATEMENT_SECONDS)
    lock = number("SANYE_LOCK_SECONDS", LOCK_SECONDS)
    limit_sessions(thinking=statement, statement=statement, lock=lock)


def _refuse_taken(host: str, port: int) -> None:
    """Granian shares a port with any other that does so too, and the system would deal requests out
    to both, be it another Sanye. Raises PortTaken.
    """
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not port_is_free(port, host):
        if time.monotonic() > deadline:
            raise PortTaken(host=host, port=port, other=port + 1)
        time.sleep(0.1)


def _log() -> dict[str, Any]:
    """Granian's own lines in the form of all others."""
    return {
        "formatters": {"json": {"()": json_formatter}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "loggers": {"_granian": {"handlers": ["stderr"], "propagate": False}},
    }


def _be_present(home: Home) -> FileLock:
    """Be seen as a web server of this home. The first one begins the counts of requests anew (see
    `stem.http.measuring`); whoever comes beside it leaves its counts alone.
    """
    presence = home.lock("web")
    if presence.take(shared=False, wait=False):
        for path in (home.path / "metrics").glob("*.*"):
            path.unlink(missing_ok=True)
    presence.take(shared=True, wait=True)
    return presence
