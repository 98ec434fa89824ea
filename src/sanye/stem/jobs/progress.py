"""How far a job is, written for its user at most twice a second."""

import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

from sanye.stem.jobs.errors import JobCancelled
from sanye.stem.jobs.models import Job

SECONDS_BETWEEN_WRITES = 0.5


class Progress:
    """Handed to every job. Call it between commands, never inside one."""

    def __init__(self, job_id: UUID) -> None:
        self.job_id = job_id
        self._done = 0
        self._total: int | None = None
        self._message = ""
        self._written = 0.0

    def expect(self, total: int) -> None:
        """Say how many steps there will be."""
        self._total = total
        self._write()

    def step(self, count: int = 1, message: str = "") -> None:
        """`count` more steps are done. Raises JobCancelled if the user asked for that."""
        self._done += count
        self._message = message or self._message
        if time.monotonic() - self._written >= SECONDS_BETWEEN_WRITES:
            self._write()

    def drain(self, some: Callable[..., int], *what: Any, **how: Any) -> int:
        """Call what does some of its work and says how much, until nothing is left; a step for
        each. How much in all."""
        total = 0
        while count := some(*what, **how):
            total += count
            self.step(count)
        return total

    def flush(self) -> None:
        self._write(may_stop=False)

    def _write(self, *, may_stop: bool = True) -> None:
        self._written = time.monotonic()
        rows = Job.unscoped.filter(pk=self.job_id)
        rows.update(done=self._done, total=self._total, message=self._message[:500])
        if may_stop and rows.filter(is_cancel_asked=True).exists():
            raise JobCancelled
