"""Errors on the wire: RFC 9457 problem documents with a stable code and words in two languages."""

import errno
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import psycopg
import structlog
from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import ValidationError as NotOfItsKind
from django.core.signals import got_request_exception
from django.db import Error as DatabaseError
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    RawPostDataException,
    UnreadablePostError,
)
from django.http.multipartparser import MultiPartParserError
from ninja.errors import HttpError, Throttled, ValidationError
from psycopg import errors as pg

from sanye.kernel.errors import Refusal, Refusals
from sanye.stem.commands.errors import TryAgain
from sanye.stem.http import errors
from sanye.stem.http.languages import language_of
from sanye.stem.http.rendering import to_json
from sanye.stem.http.validation import place_of, words_of

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS: dict[type[Refusal], int] = {
    TryAgain: 1,
    errors.DatabaseAway: 2,
    errors.LockedByOthers: 2,
    errors.TookTooLong: 10,
    errors.DatabaseFull: 60,
    errors.DiskFull: 60,
}
_AWAY = (
    pg.AdminShutdown,
    pg.CrashShutdown,
    pg.CannotConnectNow,
    pg.TooManyConnections,
    pg.IdleSessionTimeout,
    pg.IdleInTransactionSessionTimeout,
    pg.ReadOnlySqlTransaction,  # a replica that is not promoted yet, a primary before it goes
)
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
_BROKEN = (MultiPartParserError, RawPostDataException, SuspiciousOperation, UnreadablePostError)
"""How Django tells of a body or a query that it cannot or will not take apart."""
log = structlog.get_logger(__name__)


def problem_of(request: HttpRequest, error: Exception) -> HttpResponse:
    """The answer to any error; one nobody foresaw is logged and becomes a 500 without detail."""
    if isinstance(error, ValidationError):
        return _invalid(request, error)
    refusal = refusal_of(error)
    if refusal is None:
        return _unforeseen(request, error)
    response = _refused(request, refusal)
    if refusal.status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"
    seconds = RETRY_AFTER_SECONDS.get(type(refusal))
    if isinstance(refusal, errors.TooManyRequests):
        seconds = refusal.data["seconds"]
    if seconds is not None:
        response["Retry-After"] = str(seconds)
    return response


def refusal_of(error: Exception) -> Refusal | None:
    """The refusal that an exception of Django, ninja or PostgreSQL amounts to."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, ObjectDoesNotExist | Http404):
        return errors.NoSuchThing()
    if isinstance(error, Throttled):
        return errors.TooManyRequests(seconds=max(1, round(error.wait or 1)))
    if isinstance(error, NotOfItsKind):
        return errors.ValueNotValid(reason=" ".join(error.messages)[:200])
    if isinstance(error, DatabaseError | psycopg.Error):
        return _refusal_of_database(error if isinstance(error, psycopg.Error) else error.__cause__)
    return _refusal_of_disk(error) if isinstance(error, OSError) else None


def _refusal_of_disk(error: OSError) -> Refusal | None:
    if error.errno not in _NO_ROOM:
        return None
    log.error("disk_full", error=str(error))
    return errors.DiskFull()


def _refusal_of_database(cause: BaseException | None) -> Refusal | None:
    if not isinstance(cause, psycopg.Error):
        return None
    constraint = cause.diag.constraint_name or cause.diag.column_name or ""
    if isinstance(cause, pg.UniqueViolation | pg.ExclusionViolation):
        return errors.AlreadyExists(constraint=constraint)
    if isinstance(cause, pg.ForeignKeyViolation):
        return errors.StillReferenced(constraint=constraint)
    if isinstance(cause, pg.CheckViolation | pg.NotNullViolation):
        return errors.RuleOfTable(constraint=constraint)
    if isinstance(cause, psycopg.DataError):
        return errors.ValueOutOfRange()
    refusal = _refusal_of_server(cause)
    if refusal is not None:
        log.warning("database_refused", code=refusal.code, error=str(cause))
    return refusal


def _refusal_of_server(cause: psycopg.Error) -> Refusal | None:
    """What PostgreSQL cannot do now, whatever was asked; without an SQLSTATE there was no answer
    at all: the connection broke, or could not be made or lent in time."""
    if isinstance(cause, pg.LockNotAvailable):
        return errors.LockedByOthers()
    if isinstance(cause, pg.QueryCanceled):
        return errors.TookTooLong()
    if isinstance(cause, pg.SerializationFailure | pg.DeadlockDetected):
        return TryAgain()
    if isinstance(cause, pg.DiskFull):
        return errors.DatabaseFull()
    if isinstance(cause, _AWAY) or _was_cut(cause):
        return errors.DatabaseAway()
    return None


def _was_cut(cause: psycopg.Error) -> bool:
    return isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError) and (
        cause.sqlstate is None or cause.sqlstate.startswith("08")
    )


def plain_problem(request: HttpRequest, status: int, code: str, detail: str = "") -> HttpResponse:
    """A problem that has no refusal behind it: wrong address, wrong method, broken body."""
    return _document(request, status=status, code=code, detail=detail)


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    language = language_of(request)
    items = refusal.items if isinstance(refusal, Refusals) else [refusal]
    return _document(
        request,
        status=refusal.status,
        code=refusal.code,
        detail=refusal.text(language),
        data=refusal.data,
        places=[
            {
                "field": item.field,
                "row": item.row,
                "code": item.code,
                "detail": item.text(language),
            }
            for item in items
            if item.field is not None or item.row is not None or len(items) > 1
        ],
    )


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    language = language_of(request)
    places = []
    for item in error.errors:
        field, row, pointer = place_of(item["loc"])
        places.append(
            {
                "field": field,
                "row": row,
                "pointer": pointer,
                "code": f"input.{item['type']}",
                "detail": words_of(item, language),
            }
        )
    whole = errors.InputNotValid(count=len(places))
    return _document(
        request,
        status=whole.status,
        code=whole.code,
        detail=whole.text(language),
        places=places,
    )


def _unforeseen(request: HttpRequest, error: Exception) -> HttpResponse:
    if isinstance(error, HttpError):
        return plain_problem(request, error.status_code, "stem.http.refused", str(error))
    if isinstance(error, RequestDataTooBig):
        return plain_problem(request, 413, "stem.http.body_too_large")
    if isinstance(error, _BROKEN):
        return _refused(request, errors.RequestBroken())
    log.exception("request_failed", path=request.path, method=request.method)
    got_request_exception.send(sender=None, request=request)
    return plain_problem(request, 500, "stem.http.internal_error")


def _document(
    request: HttpRequest,
    *,
    status: int,
    code: str,
    detail: str,
    data: dict[str, Any] | None = None,
    places: Sequence[dict[str, Any]] = (),
) -> HttpResponse:
    title = HTTPStatus(status).phrase
    body = {
        "type": f"urn:sanye:problem:{code}",
        "title": title,
        "status": status,
        "code": code,
        "detail": detail or title,
        "instance": request.path,
        "request_id": getattr(request, "request_id", None),
        "data": data or {},
        "errors": list(places),
    }
    return HttpResponse(to_json(body), status=status, content_type=MEDIA_TYPE)
