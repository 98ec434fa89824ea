"""One answer per Idempotency-Key: the key's row is written in the transaction of the change.

A duplicate that comes at the same time waits at the unique index and then finds the answer. What
was refused leaves no row, so the same key may be tried again. An answer marked `no-store` holds a
secret and is not kept.
"""

import hashlib
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.http.errors import AnswerNotKept, KeyTooLong, KeyUsedOtherwise

LONGEST_KEY = 200
_CLAIM = (
    "INSERT INTO stem_idempotency_key (id, company_id, caller, key, request_sha256)"
    " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (company_id, caller, key) DO NOTHING RETURNING id"
)
_FIND = (
    "SELECT request_sha256, status, body FROM stem_idempotency_key"
    " WHERE company_id = %s AND caller = %s AND key = %s"
)


def answered_once(
    request: HttpRequest, actor: Actor, answer: Callable[[], HttpResponseBase]
) -> HttpResponseBase:
    """The first answer to this key, or `answer()` if it is the first. Needs a transaction."""
    key = request.headers["Idempotency-Key"]
    if not 1 <= len(key) <= LONGEST_KEY or not key.isprintable():
        raise KeyTooLong(limit=LONGEST_KEY, field="Idempotency-Key")
    name: list[Any] = [actor.company_id, str(actor.user_id or actor.name)[:80], key]
    digest = _digest(request)
    while (claimed := _row_of(_CLAIM, [new_id(), *name, digest])) is None:
        if first := _row_of(_FIND, name):
            return _again(digest, *first)
    response = answer()
    if isinstance(response, HttpResponse) and response.status_code < 400:
        is_secret = "no-store" in response.get("Cache-Control", "")
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE stem_idempotency_key SET status = %s, body = %s WHERE id = %s",
                [response.status_code, None if is_secret else response.content, claimed[0]],
            )
    return response


def _row_of(sql: str, values: list[Any]) -> Any:
    """The row, or None: of a key that was there to claim and is not there to be found, for between
    the two it grew too old, the next claim succeeds."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()


def _digest(request: HttpRequest) -> str:
    """What was asked. Of a form with files, its parts: as a whole it may be larger than a body may
    be, and once taken apart, as the check of a session's token does, it is no longer there."""
    head = [(request.method or "").encode(), request.get_full_path().encode()]
    if request.content_type != "multipart/form-data":
        return hashlib.sha256(b"\x00".join([*head, request.body])).hexdigest()
    digest = hashlib.sha256(repr([*head, *request.POST.lists()]).encode())
    for name, files in request.FILES.lists():
        for file in files:
            digest.update(repr([name, file.name, file.size]).encode())
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
    return digest.hexdigest()


def _again(digest: str, first_digest: str, status: int, body: bytes | None) -> HttpResponse:
    if digest != first_digest:
        raise KeyUsedOtherwise(field="Idempotency-Key")
    if body is None:
        raise AnswerNotKept
    response = HttpResponse(bytes(body), status=status, content_type="application/json")
    response["Idempotent-Replayed"] = "true"
    return response
