"""The web process: granian in WSGI mode with a few workers of a few threads each."""

from granian import Granian
from granian.constants import Interfaces

from sanye.project.runtime.home import Home
from sanye.project.runtime.process import end_with_parent


def serve(*, host: str, port: int, workers: int, threads: int) -> None:
    """Serve until SIGINT or SIGTERM; workers that die are replaced."""
    end_with_parent()
    _forget_counts(Home.of_environment())
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
