"""The disk for large bodies, answers and files of the web process is full."""

import asyncio
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import orjson
import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse, StreamingHttpResponse

from sanye.project.runtime.receiving import MEGABYTE, WholeRequests
from sanye.stem.exchange.domain.writing import xlsx_chunks

HEADERS = [("authorization", "Bearer x"), ("accept-language", "zh")]


class Conversation:
    """Granian's end: sends a body, keeps the answer."""

    def __init__(self, body: bytes) -> None:
        self._body = BytesIO(body)
        self.status = 0
        self.headers: dict[str, str] = {}
        self.content = b""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while piece := self._body.read(100_000):
            yield piece

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status, self.content = status, body
        self.headers = {name.lower(): value for name, value in headers}


class Application:
    request_class = WSGIRequest

    def __call__(self, environ: dict[str, Any], _start: object) -> HttpResponse:
        if environ["REQUEST_METHOD"] == "POST":
            return HttpResponse(str(len(environ["wsgi.input"].read())))
        return StreamingHttpResponse(b"x" * 100_000 for _ in range(40))  # type: ignore[return-value]


def ask(web: WholeRequests, method: str, body: bytes = b"") -> Conversation:
    conversation = Conversation(body)
    scope = SimpleNamespace(
        http_version="1.1",
        server="127.0.0.1:8000",
        client="127.0.0.1:1234",
        scheme="http",
        method=method,
        path="/api/v1/imports/items",
        query_string="",
        authority="127.0.0.1",
        headers=SimpleNamespace(items=lambda: HEADERS),
    )
    asyncio.run(web.__rsgi__(scope, conversation))
    return conversation


@pytest.mark.parametrize(("method", "size"), [("POST", 4 * MEGABYTE + 1), ("GET", 0)])
def test_large_bodies_and_answers_are_refused_and_small_ones_go_on(
    small_disk: Path, method: str, size: int
) -> None:
    web = WholeRequests(Application())  # type: ignore[arg-type]
    web.__rsgi_init__(object())

    answer = ask(web, method, b" " * size)

    assert answer.status == 507
    problem = orjson.loads(answer.content)
    assert problem["code"] == "stem.http.disk_full"
    assert "空间已满" in problem["detail"]
    assert answer.headers["retry-after"] == "60"
    assert ask(web, "POST", b" " * 1000).content == b"1000"
    web.__rsgi_del__(object())


def test_a_workbook_without_room_is_told_as_that(small_disk: Path) -> None:
    rows = ((f"{number}-{number**9:x}" * 20,) for number in range(20_000))
    with pytest.raises(OSError, match="No space left"):
        list(xlsx_chunks(["name"], rows))

    assert list(small_disk.iterdir()) == []
