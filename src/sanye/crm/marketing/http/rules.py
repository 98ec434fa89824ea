"""Doors of campaigns, forms and assignment rules."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from sanye.crm.marketing import commands, queries
from sanye.crm.marketing.http.schemas import (
    CampaignIn,
    CampaignOut,
    FormIn,
    FormOut,
    RuleIn,
    RuleOut,
)
from sanye.stem.http import Page, Router, actor_of, now, page_of

campaigns = Router(tags=["leads"])
forms = Router(tags=["leads"])
rules = Router(tags=["leads"])


@campaigns.get("", response=Page[CampaignOut])
def list_campaigns(request: HttpRequest) -> HttpResponse:
    """Campaigns."""
    return page_of(request, queries.list_campaigns(by=actor_of(request)), CampaignOut, order="code")


@campaigns.post("", response={201: CampaignOut})
def open_campaign(request: HttpRequest, body: CampaignIn) -> object:
    """Begin a campaign that leads may be due to."""
    return commands.open_campaign(**body.dict(), by=actor_of(request), at=now())


@campaigns.post("/{code}/close", response=CampaignOut)
def close_campaign(request: HttpRequest, code: str) -> object:
    """No new lead is due to it."""
    return commands.close_campaign(code=code, by=actor_of(request), at=now())


@forms.get("", response=Page[FormOut])
def list_forms(request: HttpRequest) -> HttpResponse:
    """Forms with their keys."""
    return page_of(request, queries.list_forms(by=actor_of(request)), FormOut, order="code")


@forms.post("", response={201: FormOut})
def issue_lead_form(request: HttpRequest, body: FormIn) -> object:
    """Make a key for a form on a page."""
    return commands.issue_lead_form(**body.dict(), by=actor_of(request), at=now())


@forms.post("/{uuid:form_id}/close", response=FormOut)
def close_lead_form(request: HttpRequest, form_id: UUID) -> object:
    """Its key lets nobody in any more."""
    return commands.close_lead_form(form_id=form_id, by=actor_of(request), at=now())


@rules.get("", response=Page[RuleOut])
def list_assignment_rules(request: HttpRequest) -> HttpResponse:
    """Who gets whose leads."""
    return page_of(request, queries.list_assignment_rules(by=actor_of(request)), RuleOut)


@rules.put("", response=RuleOut)
def put_assignment_rule(request: HttpRequest, body: RuleIn) -> object:
    """Say who gets the leads of a country or region, or all others, in turn."""
    return commands.put_assignment_rule(**body.dict(), by=actor_of(request), at=now())
