"""Signing in and out, and one's own account."""

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token

from sanye.stem.http import Router, actor_of, now
from sanye.stem.http.rates import CallerRate
from sanye.stem.identity import commands, queries
from sanye.stem.identity.authentication import authenticate, check_token
from sanye.stem.identity.http.schemas import OwnAccountOut, OwnChange, SignIn, TokenOut, UserOut
from sanye.stem.identity.sessions import sign_in, sign_out

router = Router()
_passwords = CallerRate("SANYE_FORM_RATE")
"""Who has somebody's key or session may not guess his password with it as often as he likes."""


@router.get("/token", auth=None, response=TokenOut)
def get_csrf_token(request: HttpRequest) -> object:
    """The token that changes by session, and signing in, send as X-CSRFToken."""
    return {"csrf_token": get_token(request)}


@router.post("", auth=None, response=OwnAccountOut)
def open_session(request: HttpRequest, credentials: SignIn) -> object:
    """Sign in; the session's cookie comes with the answer."""
    check_token(request)
    sign_in(
        request,
        username=credentials.login,
        password=credentials.password,
        company=request.headers.get("Sanye-Company"),
    )
    request.method = "GET"
    return queries.get_own_account(by=authenticate(request))


@router.get("", response=OwnAccountOut)
def get_own_account(request: HttpRequest) -> object:
    """Who is signed in, with which rights, and for which companies."""
    return queries.get_own_account(by=actor_of(request))


@router.patch("", response=UserOut)
def change_own_settings(request: HttpRequest, change: OwnChange) -> object:
    if change.password is not None:
        _passwords.take(request)
    return commands.change_own_settings(**change.dict(), by=actor_of(request), at=now())


@router.delete("", response={204: None})
def close_session(request: HttpRequest) -> object:
    """Sign out."""
    sign_out(request)
    return HttpResponse(status=204)
