"""ETag on what is read, If-Match on what is changed: no silent overwriting of each other's work."""

import copy
import hashlib

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve

from sanye.stem.http.errors import ChangedMeanwhile


def tagged(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """A good answer to GET with the tag of its content; 304 if the caller has it already."""
    if not isinstance(response, HttpResponse) or response.status_code != 200:
        return response
    tag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    if tag in _tags(request.headers.get("If-None-Match", "")):
        response = HttpResponse(status=304)
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    response["Vary"] = "Authorization, Cookie, Sanye-Company, Accept-Language"
    return response


def check_match(request: HttpRequest) -> None:
    """Raise ChangedMeanwhile unless If-Match, where given, names what GET would answer now.

    For an action such as `/sales-orders/{id}/confirm` the tag is that of `/sales-orders/{id}`.
    Must run first in the transaction: it then reads one snapshot, and a change by others between
    this check and the command makes PostgreSQL refuse and the whole request run again.
    """
    wanted = _tags(request.headers.get("If-Match", ""))
    if not wanted or "*" in wanted:
        return
    if not connection.savepoint_ids:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    if _current_tag(request) not in wanted:
        raise ChangedMeanwhile


def _tags(header: str) -> set[str]:
    return {part.strip().removeprefix("W/") for part in header.split(",") if part.strip()}


def _current_tag(request: HttpRequest) -> str | None:
    reading = copy.copy(request)
    reading.method = "GET"
    for path in (request.path, request.path.rstrip("/").rsplit("/", 1)[0]):
        try:
            match = resolve(path)
        except Resolver404:
            continue
        response = match.func(reading, *match.args, **match.kwargs)
        if response.status_code in {200, 304}:
            return str(response["ETag"])
    return None
