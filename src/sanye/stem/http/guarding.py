"""What every answer carries or must not be: security headers, and problems instead of pages."""

import sys
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.defaults import server_error

from sanye.stem.http.problems import MEDIA_TYPE, plain_problem, problem_of

API = "/api/"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline';"
        " object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
}


class GuardedAnswers:
    """Middleware. Errors under /api/ that Django made itself become problem documents."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code >= 400 and request.path.startswith(API):
            response = _as_problem(request, response)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response


def _as_problem(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    if response.headers.get("Content-Type", "").startswith(MEDIA_TYPE):
        return response
    status = HTTPStatus(response.status_code)
    problem = plain_problem(request, status, f"stem.http.{status.name.lower()}")
    for name, value in response.headers.items():
        if not name.lower().startswith(("content-type", "content-length")):
            problem.headers.setdefault(name, value)
    return problem


def answer_broken(request: HttpRequest) -> HttpResponseBase:
    """Django's `handler500`: what failed outside a door, as the session that could not be written
    because the database went away, is told as a door would tell it."""
    error = sys.exc_info()[1]
    if isinstance(error, Exception) and request.path.startswith(API):
        return problem_of(request, error)
    return server_error(request)
