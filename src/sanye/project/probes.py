"""Whoever watches a process asks it by any name: its address, its container's."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import resolve

PATHS = frozenset({"/healthz", "/readyz", "/metrics"})


class Probes:
    """Middleware. Asked from inside, past the proxy, these pages look neither at the host (of
    SANYE_HOSTS a collector or an orchestrator knows nothing) nor at a session. They tell nothing of
    either.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path not in PATHS:
            return self.get_response(request)
        request.resolver_match = resolve(request.path)
        answer: HttpResponseBase = request.resolver_match.func(request)
        return answer
