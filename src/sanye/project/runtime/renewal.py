"""`sanye restart`: the children of a running `sanye up` end and come back one after the other."""

import os
import signal
import time
import urllib.error
import urllib.request
from contextlib import suppress
from typing import Any

from sanye.project.runtime.errors import NothingRunning, NotRenewed
from sanye.project.runtime.home import Home
from sanye.project.runtime.process import process_exists

_PATIENCE_SECONDS = 120
"""A worker ends its batch first and a web server what it serves, each within twenty seconds."""


def renew_children(home: Home) -> list[tuple[str, int]]:
    """Ask each to finish, and wait until the supervisor has started another in its place and web
    is ready; names and new process ids. Raises NothingRunning, NotRenewed.
    """
    up = home.read("up")
    if not up or not process_exists(up["pid"]):
        raise NothingRunning(home=home.path)
    return [_renew(home, place) for place in range(len(up["children"]))]


def _renew(home: Home, place: int) -> tuple[str, int]:
    before = _child(home, place)
    if before["pid"] is not None:
        with suppress(ProcessLookupError):
            os.kill(before["pid"], signal.SIGTERM)
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        time.sleep(0.1)
        now = _child(home, place)
        if now["pid"] not in (None, before["pid"]) and (now["name"] != "web" or _is_ready(home)):
            return now["name"], now["pid"]
    raise NotRenewed(name=before["name"], log=home.log(before["name"]))


def _child(home: Home, place: int) -> dict[str, Any]:
    children = home.read("up").get("children")
    if not children:
        raise NothingRunning(home=home.path)
    return dict(children[place])


def _is_ready(home: Home) -> bool:
    try:
        with urllib.request.urlopen(f"{home.web_address}/readyz", timeout=5) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
