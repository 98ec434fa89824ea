"""Who is calling: a session cookie (with CSRF token) or an API key, for one of their companies."""

from datetime import UTC, datetime

from django.http import HttpRequest
from ninja.utils import check_csrf

from sanye.kernel.actors import Actor
from sanye.stem.http.callers import SAFE_METHODS
from sanye.stem.http.errors import CsrfFailed, NotSignedIn
from sanye.stem.http.rates import CallerRate
from sanye.stem.identity.access import actor_for, actor_for_key
from sanye.stem.identity.errors import KeyNotValid

_failures = CallerRate("SANYE_KEY_FAILURE_RATE")


def authenticate(request: HttpRequest) -> Actor:
    """The caller by key or session.

    Wrong keys are counted by address; right ones are served whatever others sent from there.
    Raises NotSignedIn, CsrfFailed, NotAMember, KeyNotValid, TooManyRequests.
    """
    company = request.headers.get("Sanye-Company")
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        try:
            return actor_for_key(token.strip(), at=datetime.now(UTC), company=company)
        except KeyNotValid:
            _failures.take(request)
            raise
    if not request.user.is_authenticated:
        raise NotSignedIn
    check_token(request)
    return actor_for(request.user, company)


def check_token(request: HttpRequest) -> None:
    """Raise CsrfFailed unless a change carries the token of the page it comes from."""
    if request.method not in SAFE_METHODS and check_csrf(request):
        raise CsrfFailed
