"""API keys of the acting company."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from sanye.stem.http import Page, Router, actor_of, now, page_of
from sanye.stem.identity import commands, queries
from sanye.stem.identity.http.schemas import KeyIn, KeyOut, NewKeyOut

router = Router()


@router.get("", response=Page[KeyOut])
def list_api_keys(request: HttpRequest) -> HttpResponse:
    return page_of(request, queries.list_api_keys(by=actor_of(request)), KeyOut)


@router.post("", response={201: NewKeyOut})
def issue_api_key(request: HttpRequest, response: HttpResponse, key: KeyIn) -> object:
    """A new key. `token` is shown in this answer and never again."""
    response["Cache-Control"] = "no-store"
    return commands.issue_api_key(**key.dict(), by=actor_of(request), at=now())


@router.post("/{uuid:api_key_id}/rotate", response={201: NewKeyOut})
def rotate_api_key(request: HttpRequest, response: HttpResponse, api_key_id: UUID) -> object:
    """A new token for the same purpose; the old one is refused from now on."""
    response["Cache-Control"] = "no-store"
    return commands.rotate_api_key(api_key_id=api_key_id, by=actor_of(request), at=now())


@router.post("/{uuid:api_key_id}/revoke", response=KeyOut)
def revoke_api_key(request: HttpRequest, api_key_id: UUID) -> object:
    return commands.revoke_api_key(api_key_id=api_key_id, by=actor_of(request), at=now())
