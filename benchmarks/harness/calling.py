"""A web server beside the benchmark, and who asks it over HTTP."""

import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import local
from typing import Any
from uuid import uuid4

import httpx

from harness.figures import gate
from harness.serving import process

PATIENCE_SECONDS = 60


@contextmanager
def web() -> Iterator[str]:
    """The address of a server of two processes that is ready."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    with process("web", "--port", str(port), SANYE_RATE="1000000/m"):
        ends = time.monotonic() + PATIENCE_SECONDS
        while not _is_ready(url):
            gate(time.monotonic() < ends, "the web server was never ready")
            time.sleep(0.1)
        yield url


def _is_ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz", trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


def asked(lines: Sequence[Any]) -> list[dict[str, str]]:
    """Lines of `order_lines`, as a door takes them."""
    names = ("item_id", "quantity", "requested_date")
    return [{name: str(getattr(line, name)) for name in names} for line in lines]


class Caller:
    """Posts with a key, by a connection for each thread; each post has a name of its own. No client
    reads certificates: that takes 25 ms of CPU and would count as time of the first answers.
    """

    def __init__(self, url: str, token: str) -> None:
        self._url, self._token, self._mine = f"{url}/api/v1", token, local()

    def post(self, path: str, body: dict[str, object], *, status: int = 200) -> Any:
        """What is answered, which must be of the status."""
        if not hasattr(self._mine, "client"):
            self._mine.client = httpx.Client(
                base_url=self._url, trust_env=False, timeout=60, verify=False
            )
        headers = {"Authorization": f"Bearer {self._token}", "Idempotency-Key": str(uuid4())}
        answer = self._mine.client.post(path, json=body, headers=headers)
        gate(answer.status_code == status, f"{answer.status_code}: {answer.text[:200]}")
        return answer.json()
