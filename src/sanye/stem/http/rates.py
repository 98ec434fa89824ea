"""How many requests one caller may make: a leaky bucket in each web process, no round trip."""

import time
from threading import Lock

from django.conf import settings
from django.http import HttpRequest
from ninja.throttling import BaseThrottle

from sanye.stem.http.errors import TooManyRequests
from sanye.stem.http.proxies import network_of

FORGET_AFTER_CALLERS = 10_000
_SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0}
_ROUNDING = 1e-6
"""Seconds by which sums of instants may be off: no wait."""


class CallerRate(BaseThrottle):
    """`600/m` lets a caller make 600 requests at once and 10 a second from then on.

    The rate is that of the setting named (per caller and web process); empty means no limit. A
    caller is a user, or an address where nobody is signed in.
    Method: generic cell rate algorithm (ITU-T I.371), one instant kept per caller.
    """

    def __init__(self, setting: str = "SANYE_RATE") -> None:
        self._setting = setting
        self._full_at: dict[str, float] = {}
        self._lock = Lock()
        self._wait = 0.0

    def allow_request(self, request: HttpRequest) -> bool:
        rate: str = getattr(settings, self._setting)
        if not rate:
            return True
        count, unit = rate.split("/")
        return self._take(_caller(request), int(count), _SECONDS[unit], time.monotonic())

    def take(self, request: HttpRequest) -> None:
        """Count one more. Raises TooManyRequests."""
        if not self.allow_request(request):
            raise TooManyRequests(seconds=max(1, round(self.wait())))

    def _take(self, caller: str, count: int, seconds: float, at: float) -> bool:
        with self._lock:
            if len(self._full_at) > FORGET_AFTER_CALLERS:
                self._full_at = {name: end for name, end in self._full_at.items() if end > at}
            full_at = max(self._full_at.get(caller, at), at) + seconds / count
            self._wait = full_at - at - seconds
            if self._wait > _ROUNDING:
                return False
            self._full_at[caller] = full_at
            return True

    def wait(self) -> float:
        return self._wait


def _caller(request: HttpRequest) -> str:
    actor = getattr(request, "auth", None)
    if actor is not None:
        return str(actor.user_id)
    return network_of(str(request.META.get("REMOTE_ADDR")))
