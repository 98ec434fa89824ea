"""Who is calling: a session cookie (with CSRF token) or an API key, for one of their companies."""

from datetime import UTC, datetime

from django.http import HttpRequest
from ninja.utils import check_csrf

from sanye.kernel.actors import Actor
from sanye.stem.http.callers import SAFE_METHODS
from sanye.stem.http.errors import CsrfFailed, NotSignedIn
from sanye.stem.identity.access import actor_for, actor_for_key


def authenticate(request: HttpRequest) -> Actor:
    """The caller by key or session. Raises NotSignedIn, CsrfFailed, NotAMember, KeyNotValid."""
    company = request.headers.get("Sanye-Company")
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return actor_for_key(token.strip(), at=datetime.now(UTC), company=company)
    if not request.user.is_authenticated:
        raise NotSignedIn
    check_token(request)
    return actor_for(request.user, company)


def check_token(request: HttpRequest) -> None:
    """Raise CsrfFailed unless a change carries the token of the page it comes from."""
    if request.method not in SAFE_METHODS and check_csrf(request):
        raise CsrfFailed
