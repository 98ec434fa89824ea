"""The start page and the two questions a load balancer asks; addresses outside the API."""

from functools import cache
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language_from_request
from django.views.decorators.http import require_safe

from sanye import __version__
from sanye.project.runtime.draining import is_draining
from sanye.project.runtime.migration import lacks_migrations
from sanye.stem.events import relay
from sanye.stem.events.rebasing import are_foreign

_WORDS = {
    "en": {
        "lead": "CRM, ERP and SCM of a manufacturer, run as one system.",
        "health": "Health",
        "database": "Database",
        "migrations": "Migrations",
        "leaves": "Leaves",
        "version": "Version",
        "documentation": "API documentation",
        "sign_in": "Sign in",
        "good": "good",
        "away": "away",
        "pending": "pending",
    },
    "zh": {
        "lead": "制造企业的 CRM、ERP 与 SCM，作为一个系统运行。",
        "health": "健康状态",
        "database": "数据库",
        "migrations": "数据库迁移",
        "leaves": "已启用的叶",
        "version": "版本",
        "documentation": "API 文档",
        "sign_in": "登录",
        "good": "正常",
        "away": "不可用",
        "pending": "待执行",
    },
}


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Name, health, versions and where the API is described, in the reader's language."""
    language = "zh" if get_language_from_request(request).startswith("zh") else "en"
    checks = _checks()
    context = {
        "language": language,
        "words": _WORDS[language],
        "version": __version__,
        "leaves": settings.LEAVES,
        "checks": checks,
        "documentation": "/api/v1/docs",
    }
    return render(request, "start.html", context)


def nothing(_request: HttpRequest) -> HttpResponse:
    """In the place of allauth's other pages, which change accounts past commands and their log."""
    raise Http404


@require_safe
def healthz(_request: HttpRequest) -> JsonResponse:
    """The process lives; asks nobody else."""
    return JsonResponse({"status": "ok", "version": __version__})


@require_safe
def readyz(_request: HttpRequest) -> JsonResponse:
    """It can serve: it is not about to stop, the database answers and has this release's shape;
    else 503. That events do not reach NATS is said, but hinders no request.
    """
    checks = {"web": "stopping"} if is_draining() else _checks()
    is_ready = all(state == "good" for state in checks.values())
    if is_ready and settings.NATS_URL and relay.stands_still():
        checks["messages"] = "halted"
    answer = JsonResponse(
        {"status": "ok" if is_ready else "not ready", "checks": checks},
        status=200 if is_ready else 503,
    )
    answer._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001  no error of ours
    return answer


def _checks() -> dict[str, Any]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        _refuse_old_shape()
    except _OldShape:
        return {"database": "good", "migrations": "pending"}
    except DatabaseError:
        return {"database": "away"}
    return {"database": "good", "migrations": "good"}


class _OldShape(Exception):
    pass


@cache
def _refuse_old_shape() -> None:
    """Once applied, migrations stay so, and cursors valid. A refusal is not remembered."""
    if lacks_migrations() or are_foreign():
        raise _OldShape
