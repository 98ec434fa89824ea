"""Clerks at work at the same time, and what became of each thing that they tried."""

import json
import random
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

from tests.faults.kinds.clerk import DEEDS, Clerk, Company, NothingToDo, Refused

LONGEST_SECONDS = 90.0
GOOD, NOTHING = "good", "nothing to do"


class Office:
    """Half of the clerks use one key, half another: some things need a second person."""

    def __init__(self, url: str, keys: list[str], company: Company, *, seed: int) -> None:
        self.url, self.keys, self.company, self.seed = url, keys, company, seed
        self.tried: dict[str, Counter[str]] = defaultdict(Counter)
        """By deed: how often it was done, refused with which code, or there was nothing to do."""
        self.broken: list[str] = []
        """What no client may ever see."""
        self._lock = threading.Lock()

    def work(self, *, rounds: int, clerks: int) -> None:
        """Everything as often as it has shares, so many times, in an order that the seed says."""
        deeds = [name for name, (share, _) in DEEDS.items() for _ in range(rounds * share)]
        random.Random(self.seed).shuffle(deeds)
        threads = [
            threading.Thread(target=self._work, args=(number, deeds), daemon=True)
            for number in range(clerks)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _work(self, number: int, deeds: list[str]) -> None:
        with client(self.url, self.keys[number % len(self.keys)]) as http:
            http.event_hooks["response"] = [self._note]
            clerk = Clerk(http, self.company, random.Random(f"{self.seed}-{number}"))
            while True:
                with self._lock:
                    if not deeds:
                        return
                    name = deeds.pop()
                came_to = self._try(clerk, name)
                with self._lock:
                    self.tried[name][came_to] += 1

    def _try(self, clerk: Clerk, name: str) -> str:
        try:
            DEEDS[name][1](clerk)
        except NothingToDo:
            return NOTHING
        except Refused as refused:
            return str(refused)
        except Exception as error:  # noqa: BLE001 - the clerk cannot read the answer
            with self._lock:
                self.broken.append(f"{name}: {error!r}")
            return repr(error)
        return GOOD

    def _note(self, answer: httpx.Response) -> None:
        answer.read()
        if answer.status_code >= 500 or "try_again" in answer.text[:500]:
            with self._lock:
                self.broken.append(f"{answer.request.url.path}: {answer.text[:300]}")

    @property
    def done(self) -> set[str]:
        return {name for name, results in self.tried.items() if results[GOOD]}

    def told(self) -> str:
        rows = [f"{name}: {dict(results)}" for name, results in sorted(self.tried.items())]
        return "\n".join([*rows, f"{sum(map(Counter.total, self.tried.values()))} deeds"])


def client(url: str, key: str) -> httpx.Client:
    headers = {"Authorization": f"Bearer {key}"}
    base = f"{url}/api/v1"
    return httpx.Client(base_url=base, headers=headers, timeout=LONGEST_SECONDS, trust_env=False)


def second_key(http: httpx.Client) -> str:
    """Of another administrator."""

    def post(path: str, body: Any) -> Any:
        answer = http.post(path, json=body)
        answer.raise_for_status()
        return answer.json()

    user = post("/users", {"login": "second", "name": "Second", "is_service": True})
    post(f"/users/{user['id']}/memberships", {"role_code": "ADMIN"})
    return str(post("/api-keys", {"user_id": user["id"], "name": "second"})["token"])


class _Takes(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.taken += 1  # type: ignore[attr-defined]
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_words: Any) -> None:
        return


@contextmanager
def listening(http: httpx.Client) -> Iterator[ThreadingHTTPServer]:
    """A webhook that is sent everything for the time of the block; `taken` says how much came."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Takes) as server:
        server.taken = 0  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        body = {"name": "all", "url": f"http://127.0.0.1:{server.server_port}/"}
        answer = http.post("/webhooks", json=body | {"event_types": ["sanye.*"]})
        answer.raise_for_status()
        try:
            yield server
        finally:
            http.delete(f"/webhooks/{answer.json()['webhook']['id']}").raise_for_status()
            server.shutdown()
