"""Wall time, our CPU time and the database's, of what happens within a `with`."""

import os
import time
from pathlib import Path
from types import TracebackType

_TICKS = os.sysconf("SC_CLK_TCK")


class Clock:
    """Seconds: `wall`, `own` (this process and its ended children), `database` (all of PostgreSQL).

    The database's is read from /proc: 0 where the server is on another machine. It includes what
    its background processes did meanwhile, and counts in hundredths of a second.
    """

    def __enter__(self) -> "Clock":
        self._postmaster = _postmaster()
        self._began = self._now()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        ended = self._now()
        self.wall, self.own, self.database = (
            last - first for first, last in zip(self._began, ended, strict=True)
        )

    @property
    def cpu(self) -> float:
        return self.own + self.database

    def _now(self) -> tuple[float, float, float]:
        times = os.times()
        own = time.process_time() + times.children_user + times.children_system
        return time.perf_counter(), own, _tree_seconds(self._postmaster)


def _postmaster() -> int | None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    stat = Path(f"/proc/{backend}/stat")
    return int(_fields(stat)[1]) if stat.exists() else None


def _tree_seconds(postmaster: int | None) -> float:
    if postmaster is None:
        return 0.0
    ticks = 0
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    for pid in [str(postmaster), *children]:
        try:
            fields = _fields(Path(f"/proc/{pid}/stat"))
        except FileNotFoundError:
            continue
        ticks += sum(int(part) for part in fields[11:13])
        if pid == str(postmaster):
            ticks += sum(int(part) for part in fields[13:15])  # those that have ended
    return ticks / _TICKS


def _fields(stat: Path) -> list[str]:
    """The fields of /proc/PID/stat from the state on."""
    return stat.read_text().rpartition(")")[2].split()
