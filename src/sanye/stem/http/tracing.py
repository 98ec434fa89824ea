"""One id from the caller's request to the events it caused: W3C Trace Context, and a log line."""

import re
import time
from collections.abc import Callable
from uuid import UUID

import structlog
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from sanye.kernel.ids import new_id
from sanye.stem.http.measuring import counts

_TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")
_NONE = "0" * 32
log = structlog.get_logger("sanye.request")


class TracedRequests:
    """Middleware. The trace id of `traceparent`, or a new one, becomes the request's id.

    It is the correlation id of the commands and events of the request, stands in every log line
    written meanwhile, and goes back as X-Request-Id.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        trace_id = trace_id_of(request.headers.get("traceparent", ""))
        request.trace_id = trace_id  # type: ignore[attr-defined]
        request.request_id = trace_id.hex  # type: ignore[attr-defined]
        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(trace_id=trace_id.hex):
            response = self.get_response(request)
            _log(request, response, time.perf_counter() - started)
        response["X-Request-Id"] = trace_id.hex
        return response


def trace_id_of(traceparent: str) -> UUID:
    """The caller's trace id as a UUID, or a new one where the header is absent or broken."""
    match = _TRACEPARENT.fullmatch(traceparent.strip().lower())
    if match is None or match[1] == _NONE:
        return new_id()
    return UUID(match[1])


def _log(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    match = request.resolver_match
    actor = getattr(request, "auth", None)
    if settings.SANYE_METRICS_TOKEN:
        route = match.route if match else ""
        counts.count(request.method or "", route, response.status_code, seconds)
    log.info(
        "request",
        method=request.method,
        route=match.route if match else "",
        status=response.status_code,
        milliseconds=round(seconds * 1000, 1),
        user_id=str(actor.user_id) if actor else None,
        company_id=str(actor.company_id) if actor else None,
    )
