"""What goes on and on is said at its beginning and once a minute."""

import time
from collections.abc import Callable

AGAIN_SECONDS = 60.0
OVER_SECONDS = 20.0
"""Nothing for so long: what comes then is another beginning."""


class Seldom:
    """Asked whenever there would be something to say, answers whether to say it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._asked_at: float | None = None
        self._said_at = 0.0

    def is_time(self) -> bool:
        """Whether it begins, or was last said a minute ago."""
        now, asked_at = self._clock(), self._asked_at
        self._asked_at = now
        begins = asked_at is None or now - asked_at >= OVER_SECONDS
        if begins or now - self._said_at >= AGAIN_SECONDS:
            self._said_at = now
            return True
        return False
