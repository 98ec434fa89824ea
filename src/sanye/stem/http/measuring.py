"""How many requests each door served and how long they took, over all web processes of a home.

Each process counts in memory and, once a second at most, writes its sums to a file of its own;
whoever is asked adds the files up. Counting takes a lock and two additions. Files of ended
processes count on, so sums never fall, until the server's next
start throws them away.
"""

import os
import time
from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path
from threading import Lock

import orjson
from django.conf import settings

LIMITS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""Upper ends of the classes of duration, in seconds; one more class is without end."""
WRITTEN_AT_MOST_EVERY = 1.0
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

Key = tuple[str, str, str]
"""Method, route (the address with names in the place of ids) and status: no caller's words, so
that nobody can make endless rows."""
Sums = dict[Key, list[float]]
"""Requests per class, not added up, and last the seconds of all."""


class Counts:
    """The sums of one process, and of all who write into the same directory."""

    def __init__(self) -> None:
        self._sums: Sums = {}
        self._lock = Lock()
        self._written_at = 0.0

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """One request was served."""
        key = (method if method in _METHODS else "OTHER", route, str(status))
        with self._lock:
            row = self._sums.setdefault(key, [0.0] * (len(LIMITS) + 2))
            row[bisect_left(LIMITS, seconds)] += 1
            row[-1] += seconds
            now = time.monotonic()
            is_due = now - self._written_at >= WRITTEN_AT_MOST_EVERY
            if is_due:
                self._written_at = now
                self._write()

    def of_all(self) -> Sums:
        """The sums over all processes; of others, as of their last second of work."""
        with self._lock:
            self._write()
        total: Sums = {}
        for path in _directory().glob("*.json"):
            for key, row in _rows(path):
                old = total.setdefault(key, [0.0] * len(row))
                total[key] = [one + more for one, more in zip(old, row, strict=True)]
        return total

    def keep(self) -> None:
        """Leave what was counted in the last moments; for a process that ends."""
        with self._lock:
            if self._sums:
                self._write()

    def _write(self) -> None:
        path = _directory() / f"{os.getpid()}.json"
        draft = path.with_suffix(".part")
        try:
            draft.parent.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(orjson.dumps([[*key, *row] for key, row in self._sums.items()]))
            draft.replace(path)
        except OSError:
            return  # a full disk must not stop the request that was served


def _directory() -> Path:
    return Path(settings.SANYE_METRICS_DIRECTORY)


def _rows(path: Path) -> Iterator[tuple[Key, list[float]]]:
    try:
        rows = orjson.loads(path.read_bytes())
    except (OSError, ValueError):
        return
    for method, route, status, *row in rows:
        if len(row) == len(LIMITS) + 2:
            yield (method, route, status), row


counts = Counts()
