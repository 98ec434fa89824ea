"""The end of a web server that a proxy sees coming.

On SIGTERM it serves on for SANYE_DRAIN seconds (0) while `/readyz` answers 503, so that a proxy
sends it no more; then it stops as ever. Its workers are processes of their own, even where they
are not forked: a file tells them.
"""

import os
import signal
import threading
from contextlib import suppress
from pathlib import Path

from sanye.project.runtime.environment import number

_NOTICE = "SANYE_DRAIN_NOTICE"


def notice_of_draining(directory: Path) -> Path:
    """Where the workers of this process look whether it drains; there is no notice yet."""
    notice = directory / f"draining.{os.getpid()}"
    notice.unlink(missing_ok=True)
    os.environ[_NOTICE] = str(notice)
    return notice


def is_draining() -> bool:
    """Whether the server that this process works for was asked to stop."""
    return _NOTICE in os.environ and Path(os.environ[_NOTICE]).exists()


def drain_before_stopping(notice: Path) -> None:
    """Give notice on SIGTERM, and call the handler it has so far when the time is over."""
    server, stop = os.getpid(), signal.getsignal(signal.SIGTERM)
    seconds = number("SANYE_DRAIN", 0)

    def drain(signal_number: int, _frame: object) -> None:
        if os.getpid() != server or not callable(stop):
            return  # a worker that still loads has inherited this handler
        with suppress(OSError):
            notice.touch()
        end = threading.Timer(seconds, stop, (signal_number, None))
        end.daemon = True
        end.start()

    signal.signal(signal.SIGTERM, drain)
