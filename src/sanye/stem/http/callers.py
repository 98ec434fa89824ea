"""Who is calling, and when; the two ways to sign in as the documentation shows them."""

from datetime import UTC, datetime
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer

from sanye.kernel.actors import Actor
from sanye.stem.http.errors import NotSignedIn

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


class SessionCookie(APIKeyCookie):
    """Tells the documentation of the cookie; the API's `authenticate` has done the work."""

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
