"""Who is calling: a session cookie (with CSRF token) or an API key, for one of their companies."""

from datetime import UTC, datetime
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from sanye.kernel.actors import Actor
from sanye.stem.http.errors import CsrfFailed, NotSignedIn
from sanye.stem.identity.access import actor_for, actor_for_key

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


def now() -> datetime:
    """The clock, read at the door and handed inwards as `at`."""
    return datetime.now(UTC)


def actor_of(request: HttpRequest) -> Actor:
    """Who calls. Raises NotSignedIn on a door that needs no sign-in."""
    actor = getattr(request, "auth", None)
    if actor is None:
        raise NotSignedIn
    return cast("Actor", actor)


def authenticate(request: HttpRequest) -> Actor:
    """The caller by key or session. Raises NotSignedIn, CsrfFailed, NotAMember, KeyNotValid."""
    company = request.headers.get("Sanye-Company")
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return actor_for_key(token.strip(), at=now(), company=company)
    if not request.user.is_authenticated:
        raise NotSignedIn
    if request.method not in SAFE_METHODS and check_csrf(request):
        raise CsrfFailed
    return actor_for(request.user, company)


class SessionCookie(APIKeyCookie):
    """Tells the documentation of the cookie; `authenticate` above has done the work."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Any:
        return getattr(request, "auth", None)

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:  # noqa: ARG002
        return getattr(request, "auth", None)


class ApiKeyBearer(HttpBearer):
    """Tells the documentation of the API key."""

    def __call__(self, request: HttpRequest) -> Any:
        return getattr(request, "auth", None)

    def authenticate(self, request: HttpRequest, token: str) -> Any:  # noqa: ARG002
        return getattr(request, "auth", None)
