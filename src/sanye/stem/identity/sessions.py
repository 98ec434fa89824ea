"""Sign-in and sign-out by session, with allauth's limits on failed attempts."""

from allauth.account.adapter import get_adapter
from django.contrib.auth import login, logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from sanye.stem.identity.access import actor_for
from sanye.stem.identity.errors import SignInFailed, TooManyAttempts
from sanye.stem.identity.models import User


def sign_in(
    request: HttpRequest, *, username: str, password: str, company: str | None = None
) -> User:
    """Check the password and open a session, in a company (code or id) where one is named.

    Five failures of one login in five minutes, or thirty a minute from one address, lock it for
    that time (ACCOUNT_RATE_LIMITS). Raises SignInFailed, TooManyAttempts,
    NotAMember.
    """
    adapter = get_adapter(request)
    try:
        user = adapter.authenticate(request, username=username, password=password)
    except ValidationError as error:
        raise TooManyAttempts from error
    if user is None or not user.is_active:
        raise SignInFailed
    actor_for(user, company)
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user  # type: ignore[no-any-return]


def sign_out(request: HttpRequest) -> None:
    logout(request)
