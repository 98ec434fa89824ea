"""A receiver as other people have one: a real HTTP server in a thread."""

import json
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from sanye.kernel.actors import Actor
from sanye.stem.webhooks import commands
from sanye.stem.webhooks.models import Webhook
from tests.stem.webhooks.sending import USERS, Create


class Receiver(ThreadingHTTPServer):
    """Answers with `status` (or what is left of `statuses` first); keeps what it was sent."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.status = 204
        self.statuses: list[int] = []
        self.answer: dict[str, str] = {}
        self.taken: list[tuple[dict[str, str], bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/hooks?of=us"

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _headers, body in self.taken]


class _Answering(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.taken.append((headers | {":path": self.path}, body))
        queue = self.server.statuses
        self.send_response(queue.pop(0) if queue else self.server.status)
        for name, value in self.server.answer.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    thread = Thread(target=lambda: server.serve_forever(poll_interval=0.01), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def house_network(settings: Any) -> None:
    """The operator lets webhooks lead to this machine."""
    settings.SANYE_WEBHOOK_NETWORKS = "127.0.0.0/8"


@pytest.fixture
def create(receiver: Receiver, by: Actor, at: datetime) -> Create:
    """A webhook of the receiver, for what happens to users unless said otherwise."""

    def make(**given: Any) -> Webhook:
        row = {"name": "Shop", "url": receiver.url, "event_types": [USERS], "by": by, "at": at}
        return commands.create_webhook(**{**row, **given}).webhook

    return make
