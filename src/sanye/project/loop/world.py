"""The outside world's view of Sanye: its public API, and the patience to wait for it."""

import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar
from uuid import uuid4

import httpx

T = TypeVar("T")

LONGEST_WAIT_SECONDS = 120.0
LOOK_AGAIN_SECONDS = 0.05
TRIES = 60
PAUSE_SECONDS = 0.5


class Refused(Exception):
    """The API said no: its problem's code and words."""

    def __init__(self, method: str, path: str, answer: httpx.Response) -> None:
        problem = answer.json() if "json" in answer.headers.get("content-type", "") else {}
        self.status = answer.status_code
        self.code = str(problem.get("code", ""))
        detail = problem.get("detail") or answer.text[:200]
        errors = problem.get("errors") or ""
        super().__init__(f"{method} {path}: {self.status} {self.code} {detail} {errors}")


class StillWaiting(Exception):
    """What was to happen did not within the longest wait."""


class World:
    """A caller of the API with one key, and with another's for what a second person must do.

    A request whose answer is lost, because the server died or restarts, is sent again with the
    same Idempotency-Key: what was done is not done twice.
    """

    def __init__(
        self,
        base_url: str,
        token: str,
        *,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
        second: "World | None" = None,
    ) -> None:
        self.second = second or self
        self._client = httpx.Client(
            base_url=base_url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=60.0,
            transport=transport,
            trust_env=False,
        )
        self._sleep = sleep
        self.repeated = 0

    def get(self, path: str, **params: Any) -> Any:
        """One object. Raises Refused."""
        return self._send("GET", path, params=params, headers={}).json()

    def all(self, path: str, **params: Any) -> Iterator[dict[str, Any]]:
        """Every row of a list."""
        cursor: str | None = None
        while True:
            query = {**params, "limit": 200, **({"cursor": cursor} if cursor else {})}
            page = self.get(path, **query)
            yield from page["items"]
            cursor = page.get("next_cursor")
            if cursor is None:
                return

    def post(self, path: str, body: Any = None) -> Any:
        """A change, made once however often it must be sent. Raises Refused."""
        headers = {"Idempotency-Key": str(uuid4())}
        return self._send("POST", path, json=body or {}, headers=headers).json()

    def wait(self, what: str, look: Callable[[], T | None]) -> T:
        """Look until there is something. Raises StillWaiting."""
        ends = time.monotonic() + LONGEST_WAIT_SECONDS
        while time.monotonic() < ends:
            found = look()
            if found is not None:
                return found
            self._sleep(LOOK_AGAIN_SECONDS)
        raise StillWaiting(what)

    def pause(self, seconds: float) -> None:
        """Let others work."""
        self._sleep(seconds)

    def _send(self, method: str, path: str, **options: Any) -> httpx.Response:
        for attempt in range(TRIES):
            try:
                answer = self._client.request(method, f"/api/v1{path}", **options)
            except httpx.TransportError:
                if attempt + 1 == TRIES:
                    raise
            else:
                if answer.status_code not in {429, 500, 502, 503} or attempt + 1 == TRIES:
                    if answer.is_error:
                        raise Refused(method, path, answer)
                    return answer
            self.repeated += 1
            self._sleep(PAUSE_SECONDS)
        raise AssertionError("unreachable")
