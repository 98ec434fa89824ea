"""A process of ours that must keep running: restarted with a growing pause when it dies."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence

from sanye.project.runtime.home import Home
from sanye.project.runtime.process import SUPERVISED

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 5.0
"""Nobody works while a child pauses, and a start costs two seconds of a processor: so short."""
_STEADY_SECONDS = 10.0
_STOP_SECONDS = 20.0


class Child:
    """One command of `sanye`, with its output in a log file."""

    def __init__(self, home: Home, name: str, arguments: Sequence[str] = ()) -> None:
        self.name = name
        self.restarts = 0
        self._home = home
        self._command = [sys.executable, "-m", "sanye.project.cli", name, *arguments]
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._pause = _FIRST_PAUSE
        self._next_start = 0.0

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start it, away from the terminal's signals: the order of stopping is ours."""
        environment = os.environ | {
            "SANYE_HOME": str(self._home.path),
            SUPERVISED: str(os.getpid()),
        }
        with self._home.log(self.name).open("ab") as output:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                env=environment,
            )
        self._started = time.monotonic()

    def keep(self) -> bool:
        """Start it again if it died and its pause is over; True when it was started just now. Where
        the system lends no more processes, memory or files, it is tried again after a pause.
        """
        if self._process is not None:
            if self._process.poll() is None:
                return False
            self._plan_restart()
        if time.monotonic() < self._next_start:
            return False
        try:
            self.start()
        except OSError:
            self._plan_restart()
            return False
        self.restarts += 1
        return True

    def stop(self) -> None:
        """Ask it to finish what it does; kill it when it does not within 20 seconds."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def _plan_restart(self) -> None:
        now = time.monotonic()
        if now - self._started > _STEADY_SECONDS:
            self._pause = _FIRST_PAUSE
        self._next_start = now + self._pause
        self._pause = min(2 * self._pause, _LONGEST_PAUSE)
        self._process = None
