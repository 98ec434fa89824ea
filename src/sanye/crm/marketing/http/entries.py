"""`/lead-form-entries/{key}`: the door for forms on anybody's page, without signing in.

Takes JSON (from a script, any origin, no cookies) and plain form posts (without a script). A field
called `website`, which people do not see, catches robots: they are thanked and forgotten.
"""

from collections.abc import Mapping
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from sanye.crm.marketing import commands, queries
from sanye.crm.marketing.domain.states import LeadChannel
from sanye.crm.marketing.errors import EntryNotReadable, EntryTooLong
from sanye.kernel.errors import Refusal
from sanye.stem.http import Router, now
from sanye.stem.http.problems import problem_of
from sanye.stem.http.rates import CallerRate
from sanye.stem.http.rendering import to_json

HONEYPOT = "website"
_MOST = {
    "company_name": 200,
    "person_name": 200,
    "job_title": 100,
    "email": 254,
    "phone": 40,
    "country": 2,
    "region": 100,
    "language": 8,
    "message": 20_000,
}
_rate = CallerRate("SANYE_FORM_RATE")
_BODY = {
    "requestBody": {
        "content": {
            kind: {
                "schema": {
                    "type": "object",
                    "properties": {
                        name: {"type": "string", "maxLength": most} for name, most in _MOST.items()
                    },
                }
            }
            for kind in ("application/json", "application/x-www-form-urlencoded")
        }
    }
}
public = Router(auth=None, tags=["leads"])


@public.post("/{key}", response={201: dict[str, str]}, openapi_extra=_BODY)
def enter_lead(request: HttpRequest, key: str) -> HttpResponse:
    """Leave a lead; a browser without script is sent on to the form's page."""
    try:
        _rate.take(request)
        return _open(_entered(request, key))
    except Refusal as refusal:
        return _open(problem_of(request, refusal))


@public.api_operation(["OPTIONS"], "/{key}", include_in_schema=False)
def ask_first(request: HttpRequest, key: str) -> HttpResponse:  # noqa: ARG001
    """What a browser asks before it sends JSON from another page."""
    response = HttpResponse(status=204)
    response["Access-Control-Allow-Methods"] = "POST"
    response["Access-Control-Allow-Headers"] = "Content-Type, Accept-Language"
    response["Access-Control-Max-Age"] = "86400"
    return _open(response)


def _entered(request: HttpRequest, key: str) -> HttpResponse:
    form = queries.form_of_key(key)
    is_json = request.content_type == "application/json"
    cells = _json(request) if is_json else request.POST.dict()
    if not cells.get(HONEYPOT):
        said = commands.LeadSaid(
            **_said(cells), campaign_code=form.campaign.code if form.campaign else ""
        )
        commands.capture_lead(
            said=said,
            channel=LeadChannel.WEB_FORM,
            form_id=form.id,
            by=queries.form_actor(form),
            at=now(),
        )
    if form.redirect_url and not is_json:
        response: HttpResponse = HttpResponseRedirect(form.redirect_url)
        response.status_code = 303
        return response
    return HttpResponse(
        to_json({"status": "received"}), status=201, content_type="application/json"
    )


def _json(request: HttpRequest) -> Mapping[str, Any]:
    try:
        found = orjson.loads(request.body)
    except orjson.JSONDecodeError as error:
        raise EntryNotReadable from error
    if not isinstance(found, dict):
        raise EntryNotReadable
    return found


def _said(cells: Mapping[str, Any]) -> dict[str, Any]:
    """The fields we know, as text; others of the page's form are left out."""
    said: dict[str, Any] = {}
    for name, most in _MOST.items():
        value = cells.get(name, "")
        if not isinstance(value, str) or "\x00" in value:
            raise EntryNotReadable(field=name)
        if len(value) > most:
            raise EntryTooLong(field=name, most=most)
        said[name] = value
    return said


def _open(response: HttpResponse) -> HttpResponse:
    """Any page may read the answer: there are no cookies to misuse."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "no-store"
    return response
