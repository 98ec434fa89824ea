"""Two web and two worker processes behind a proxy, with a replica of the database."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import psycopg

from tests.project.plant.standby import LONGEST_SECONDS, Standby, until

TOKEN = "three-leaves"
FAMILY = "sanye_request_seconds_count"
DRAIN_SECONDS = 6
BODY_SECONDS = 3
ASKED_EVERY_SECONDS = 0.2
PREPARE = """
import json
from datetime import UTC, datetime, timedelta
import django
django.setup()
from sanye.kernel.actors import system_actor
from sanye.project.demo import load_demo
from sanye.stem.identity import commands as identity
from sanye.stem.identity.models import Company
at = datetime.now(UTC)
load_demo(size="SMALL", at=at)
by = system_actor(Company.objects.get().id, "test")
user = identity.create_user(login="rolling", is_service=True, by=by, at=at)
identity.grant_membership(user_id=user.id, role_code="ADMIN", by=by, at=at)
key = identity.issue_api_key(
    user_id=user.id, name="rolling", expires_at=at + timedelta(hours=1), by=by, at=at
)
print(key.token)
"""


class Part:
    """One `sanye web` or `sanye worker`, with its log; renewed as an operator does it."""

    def __init__(self, plant: "Plant", name: str, *words: str) -> None:
        self.name = name
        self.log = plant.place / f"{name}.log"
        self.process: subprocess.Popen[bytes] | None = None
        self._command = [sys.executable, "-m", "sanye.project.cli", *words]
        self._environment = plant.environment | {"PGAPPNAME": name}

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command, env=self._environment, stdout=log, stderr=log
            )

    def stop(self) -> int:
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(LONGEST_SECONDS)

    def lines(self) -> list[dict[str, Any]]:
        """What it logged as JSON; the server's own lines are none."""
        told = self.log.read_text().splitlines()
        return [json.loads(line) for line in told if line.startswith("{")]


class Web(Part):
    def __init__(self, plant: "Plant", name: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        super().__init__(plant, name, "web", "--port", str(self.port), "--workers", "1")
        url = f"http://127.0.0.1:{self.port}"
        self._client = httpx.Client(base_url=url, timeout=30, trust_env=False)

    def get(self, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
        return self._client.get(path, headers=(headers or {}) | {"Connection": "close"})

    def status(self, path: str) -> int:
        """0 if nobody answers."""
        with suppress(httpx.TransportError):
            return self.get(path).status_code
        return 0

    def stop(self) -> int:
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        until(lambda: self.status("/readyz") == 503, f"{self.name} says that it stops")
        assert self.status("/healthz") == 200
        return self.process.wait(LONGEST_SECONDS)


class Proxy(ThreadingHTTPServer):
    """Sends each request to the next server of those that say they are ready; repeats none."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, webs: list[Web]) -> None:
        super().__init__(("127.0.0.1", 0), Passing)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self._is_ready = dict.fromkeys(webs, False)
        self._turn = count()
        self._stopped = threading.Event()
        for web in webs:
            threading.Thread(target=self._ask, args=(web,), daemon=True).start()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def _ask(self, web: Web) -> None:
        while not self._stopped.wait(ASKED_EVERY_SECONDS):
            self._is_ready[web] = web.status("/readyz") == 200

    def stop(self) -> None:
        self._stopped.set()
        self.shutdown()
        self.server_close()

    @property
    def ready(self) -> list[Web]:
        return [web for web, is_ready in self._is_ready.items() if is_ready]

    def next(self) -> Web:
        ready = self.ready
        return ready[next(self._turn) % len(ready)]


class Passing(BaseHTTPRequestHandler):
    def _pass(self) -> None:
        assert isinstance(self.server, Proxy)
        web = self.server.next()
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        connection = HTTPConnection("127.0.0.1", web.port, timeout=30)
        kept = {name: text for name, text in self.headers.items() if name != "Connection"}
        try:
            connection.request(self.command, self.path, body, kept | {"Connection": "close"})
            answer = connection.getresponse()
            status, headers, content = answer.status, answer.getheaders(), answer.read()
        except (OSError, HTTPException) as error:
            status, headers, content = 502, [], f"{web.name}: {error!r}".encode()
        finally:
            connection.close()
        self.send_response(status)
        for name, text in headers:
            if name.lower() in ("content-type", "x-request-id"):
                self.send_header(name, text)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = _pass  # noqa: N815

    def log_message(self, *_words: Any) -> None:
        return


class Plant:
    """An installation on a database of its own, its processes started by hand."""

    def __init__(self, url: str, standby: Standby, place: Path) -> None:
        self.url, self.standby, self.place = url, standby, place
        self.environment = os.environ | {
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "sanye.project.settings",
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            "SANYE_HOME": str(place / "home"),
            "SANYE_BODY_SECONDS": str(BODY_SECONDS),
            "SANYE_DRAIN": str(DRAIN_SECONDS),
            "SANYE_METRICS_TOKEN": TOKEN,
            "SANYE_RATE": "",
            "SANYE_REPLICA_URL": standby.url,
        }
        (place / "home").mkdir()
        token = subprocess.check_output([sys.executable, "-c", PREPARE], env=self.environment)
        self.headers = {"Authorization": f"Bearer {token.decode().strip()}"}
        self.webs = [Web(self, "web1"), Web(self, "web2")]
        self.workers = [Part(self, "worker1", "worker"), Part(self, "worker2", "worker")]
        self.proxy = Proxy(self.webs)

    def start(self) -> None:
        for part in (*self.webs, *self.workers):
            part.start()
        for web in self.webs:
            self.wait_until_ready(web)

    def logs(self) -> str:
        """The end of each log."""
        parts = (*self.webs, *self.workers)
        return "\n".join(f"{part.name}:\n{part.log.read_text()[-1500:]}" for part in parts)

    def wait_until_ready(self, web: Web) -> None:
        until(lambda: web in self.proxy.ready, lambda: f"{web.name} is ready\n{self.logs()}")

    def client(self) -> httpx.Client:
        return httpx.Client(
            base_url=f"{self.proxy.url}/api/v1", headers=self.headers, timeout=60, trust_env=False
        )

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url) as connection:
            return connection.execute(statement, values).fetchall()

    def renew(self, part: Part) -> None:
        assert part.stop() == 0, part.log.read_text()[-3000:]
        left = "SELECT state, query FROM pg_stat_activity WHERE application_name = %s"
        until(lambda: not self.rows(left, part.name), f"{part.name} left the database")
        part.start()

    def trace(self, client: httpx.Client, path: str, trace: str, body: Any = None) -> None:
        """A change, asked for with a trace id of the caller."""
        answer = client.post(
            path, json=body or {}, headers={"traceparent": f"00-{trace}-00f067aa0ba902b7-01"}
        )
        assert answer.status_code == 200, answer.text
        assert answer.headers["X-Request-Id"] == trace

    def wait_for_event(self, trace: str, event_type: str) -> None:
        asked = "SELECT type FROM stem_event WHERE correlation_id = %s"
        until(
            lambda: (event_type,) in self.rows(asked, trace),
            lambda: f"{event_type}, only {self.rows(asked, trace)}",
        )

    def told(self) -> list[float]:
        """The orders placed by all, as each web server tells it."""
        door = f'{FAMILY}{{method="POST",route="api/v1/sales-orders",status="201"}} '
        pages = [
            web.get("/metrics", {"Authorization": f"Bearer {TOKEN}"}).text for web in self.webs
        ]
        return [
            sum(float(line.removeprefix(door)) for line in page.splitlines() if door in line)
            for page in pages
        ]

    def verify(self) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "sanye.project.cli", "verify", "--wait", "120", "--json"],
            env=self.environment, capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout.decode()[-3000:] + done.stderr.decode()[-3000:]

    def stop(self) -> None:
        self.proxy.stop()
        for part in (*self.webs, *self.workers):
            if part.process is not None:
                part.process.send_signal(signal.SIGINT)
        for part in (*self.webs, *self.workers):
            if part.process is not None:
                part.process.wait(LONGEST_SECONDS)
