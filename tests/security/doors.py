"""Reading `doors.txt`, and sending a request to a door without the middleware around it."""

from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve

from tests.security.requests import Sample

FILE = Path(__file__).with_name("doors.txt")
OPEN = "open"
MEMBERS = "every.member"


def declared() -> dict[str, set[str]]:
    """`METHOD /path` → the rights it asks for, all of them; OPEN or MEMBERS for none."""
    found: dict[str, set[str]] = defaultdict(set)
    module, right = "", ""
    for line in FILE.read_text().splitlines():
        if line.startswith("# "):
            module = right = line[2:]
        elif line.startswith("    "):
            found[line.strip()].add(right)
        elif line:
            right = f"{module}.{line}"
    return dict(found)


@cache
def _resolved(path: str) -> Any:
    return resolve(path)


def answer_of(sample: Sample, token: str) -> HttpResponse:
    """The door's own answer: sign-in, rights, transaction; each address is resolved only once."""
    content: Any = sample.content
    request = RequestFactory().generic(
        sample.method,
        sample.path,
        content,
        content_type=sample.content_type,
        headers={"Authorization": f"Bearer {token}"},
    )
    request.session = SessionStore()
    door = _resolved(sample.path.partition("?")[0])
    answer: HttpResponse = door.func(request, *door.args, **door.kwargs)
    return answer
