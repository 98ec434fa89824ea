"""Between granian and Django: threads think, and nobody's slowness holds them.

The event loop takes a request in whole before a thread works on it, and the answer is whole before
it goes out, a large one from a file that granian sends by itself. So a client that sends or reads a
byte a second holds a socket, not one of the few threads.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Protocol

import structlog
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http.response import HttpResponseBase, StreamingHttpResponse
from granian.rsgi import ProtocolClosed, ProtocolError  # type: ignore[attr-defined]

from sanye.kernel.errors import Refusal
from sanye.project.runtime.web import THREADS
from sanye.stem.exchange.domain.sheets import MOST_BYTES
from sanye.stem.http.errors import RequestTooLarge, RequestTooSlow
from sanye.stem.http.guarding import HEADERS
from sanye.stem.http.problems import problem_of

SLOWEST = 16 * 1024
"""Bytes a second that a body keeps up to take longer than SANYE_BODY_SECONDS."""
MEGABYTE = 1024**2
MOST = MOST_BYTES + MEGABYTE
"""Of a body: the largest file with the form around it."""
MOST_OF_STRANGERS = MEGABYTE
"""Who has neither key nor session sends forms only."""
OPENED_WITHIN_SECONDS = 30
_NOT_READ = (
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.INSUFFICIENT_STORAGE,
)
"""With these the rest of a body is left."""

log = structlog.get_logger(__name__)
Headers = list[tuple[str, str]]
Answer = tuple[int, Headers, bytes | IO[bytes]]


class Scope(Protocol):
    """What granian tells of a request (RSGI)."""

    http_version: str
    server: str
    client: str
    scheme: str
    method: str
    path: str
    query_string: str
    authority: str | None
    headers: Any


class Conversation(Protocol):
    """Granian's end of a request (RSGI)."""

    def __aiter__(self) -> AsyncIterator[bytes]: ...
    def response_bytes(self, status: int, headers: Headers, body: bytes) -> None: ...
    def response_file(self, status: int, headers: Headers, file: str) -> None: ...


class WholeRequests:
    """Django's application as granian calls it, in each of its processes."""

    def __init__(self, application: WSGIHandler) -> None:
        self._application = application

    def __rsgi_init__(self, _loop: object) -> None:
        self._threads = ThreadPoolExecutor(int(os.environ.get(THREADS) or 4), "web")

    def __rsgi_del__(self, _loop: object) -> None:
        self._threads.shutdown()

    async def __rsgi__(self, scope: Scope, conversation: Conversation) -> None:
        loop = asyncio.get_running_loop()
        environ = environ_of(scope)
        with _spooled() as body:
            refusal: Exception | None
            try:
                refusal = await _take_in(conversation, environ, body)
            except (ProtocolClosed, ProtocolError, EOFError):
                return  # the client went away before all of it was here
            except OSError as error:  # no room
                refusal = error
            answer = loop.run_in_executor(self._threads, self._answer, environ, refusal)
            status, headers, content = await answer
        if isinstance(content, bytes):
            conversation.response_bytes(status, headers, content)
            return
        conversation.response_file(status, headers, f"/dev/fd/{content.fileno()}")
        loop.call_later(OPENED_WITHIN_SECONDS, content.close)

    def _answer(self, environ: dict[str, Any], refusal: Exception | None) -> Answer:
        """In a thread."""
        try:
            if refusal is not None:
                raise refusal
            return _whole(self._application(environ, _ignore))
        except Exception as error:  # noqa: BLE001 - also what breaks while a large answer is made
            return _whole(_problem(self._application.request_class(environ), error))


@contextmanager
def _spooled() -> Iterator[IO[bytes]]:
    """A body; whether there is room for the end of one that is not taken does not matter."""
    file = SpooledTemporaryFile(max_size=MEGABYTE)  # noqa: SIM115 - closed below
    try:
        yield file
    finally:
        with suppress(OSError):
            file.close()


def environ_of(scope: Scope) -> dict[str, Any]:
    """The request as WSGI has it (PEP 3333), without its body.

    A header with an underscore is left out: it would pass for the one with a hyphen.
    """
    name, _, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode(errors="surrogatepass").decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": name,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    if scope.authority:
        environ["HTTP_HOST"] = scope.authority
    for header, value in scope.headers.items():
        if "_" in header:
            continue
        key = header.upper().replace("-", "_")
        key = key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"
        between = "; " if key == "HTTP_COOKIE" else ","
        environ[key] = f"{environ[key]}{between}{value}" if key in environ else value
    return environ


async def _take_in(
    conversation: Conversation, environ: dict[str, Any], body: IO[bytes]
) -> Refusal | None:
    """Put the body where WSGI looks for it, or say why it is not taken.

    Raises EOFError where the client ended before its own Content-Length.
    """
    environ["wsgi.input"] = body
    most, told = _most_of(environ), int(environ.get("CONTENT_LENGTH") or 0)
    if told > most:
        return RequestTooLarge(most=most // MEGABYTE)
    patience = settings.SANYE_BODY_SECONDS
    ends, taken = asyncio.get_running_loop().time() + patience, 0
    try:
        async with asyncio.timeout_at(ends) as limit:
            async for piece in conversation:
                taken += body.write(piece)
                if taken > most:
                    return RequestTooLarge(most=most // MEGABYTE)
                limit.reschedule(ends + taken / SLOWEST)
    except TimeoutError:
        return RequestTooSlow()
    if taken < told:
        raise EOFError
    body.seek(0)
    environ["CONTENT_LENGTH"] = str(taken)
    return None


def _most_of(environ: Mapping[str, Any]) -> int:
    is_known = "HTTP_AUTHORIZATION" in environ or "HTTP_COOKIE" in environ
    return MOST if is_known else MOST_OF_STRANGERS


def _ignore(*_: object) -> Callable[[bytes], object]:
    """Status and headers are read of Django's answer itself."""
    return _ignore


def _problem(request: WSGIRequest, error: Exception) -> HttpResponseBase:
    """What no middleware of Django's has seen. The rest of a body that is not taken is not read."""
    problem = problem_of(request, error)
    for name, value in (HEADERS | {"X-Content-Type-Options": "nosniff"}).items():
        problem.headers.setdefault(name, value)
    if problem.status_code in _NOT_READ:
        log.warning("request_not_taken", path=request.path, status=problem.status_code)
        problem.headers["Connection"] = "close"
    return problem


def _whole(response: HttpResponseBase) -> Answer:
    """The answer with all of its body: bytes, or an unnamed file if that is over a megabyte."""
    with ExitStack() as at_end:
        at_end.callback(response.close)
        cookies = (("set-cookie", cookie.OutputString()) for cookie in response.cookies.values())
        headers = [*response.items(), *cookies]
        if not isinstance(response, StreamingHttpResponse):
            return response.status_code, headers, response.content  # type: ignore[attr-defined]
        with ExitStack() as if_broken:
            file = if_broken.enter_context(SpooledTemporaryFile(max_size=MEGABYTE))
            for piece in response:
                file.write(piece)
            size = file.tell()
            file.seek(0)
            if size <= MEGABYTE:
                return response.status_code, headers, file.read()
            if_broken.pop_all()
        return response.status_code, [*headers, ("content-length", str(size))], file
