"""`/leads`, `/campaigns`, `/lead-forms`, `/lead-assignment-rules`."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from sanye.crm.accounts.queries import list_customer_events
from sanye.crm.marketing import commands, queries
from sanye.crm.marketing.commands.converting import Chance
from sanye.crm.marketing.domain.states import LeadStatus
from sanye.crm.marketing.http.entries import public
from sanye.crm.marketing.http.rules import campaigns, forms, rules
from sanye.crm.marketing.http.schemas import (
    AssignIn,
    ConvertIn,
    DropIn,
    InteractionIn,
    InteractionOut,
    LeadIn,
    LeadOut,
    MailIn,
    TimelineLine,
    WarningOut,
)
from sanye.crm.pipeline.commands import ExpectedLine
from sanye.stem.http import Page, Router, actor_of, now, page_of

__all__ = ["campaigns", "forms", "public", "router", "rules"]

router = Router(tags=["leads"])


@router.get("", response=Page[LeadOut])
def list_leads(
    request: HttpRequest,
    *,
    status: LeadStatus | None = None,
    owner_id: UUID | None = None,
    campaign: str | None = None,
    has_warnings: bool | None = None,
    search: str = "",
) -> HttpResponse:
    """Leads, newest first; `has_warnings` those that look like somebody we know."""
    rows = queries.list_leads(
        status=status,
        owner_id=owner_id,
        campaign=campaign,
        has_warnings=has_warnings,
        search=search,
        by=actor_of(request),
    )
    return page_of(request, rows, LeadOut, sortable=["captured_at", "status"])


@router.post("", response={201: LeadOut})
def capture_lead(request: HttpRequest, body: LeadIn) -> object:
    """Take a lead; whom it looks like stands in `duplicates`, and nothing is merged."""
    given = body.dict()
    channel, owner_id = given.pop("channel"), given.pop("owner_id")
    return commands.capture_lead(
        said=commands.LeadSaid(**given),
        channel=channel,
        owner_id=owner_id,
        by=actor_of(request),
        at=now(),
    )


@router.post("/mail", response={201: LeadOut})
def capture_mail(request: HttpRequest, body: MailIn) -> object:
    """Take the sender of a mail, given as it came (RFC 5322), as a lead."""
    return commands.capture_mail(**body.dict(), by=actor_of(request), at=now())


@router.get("/{uuid:lead_id}", response=LeadOut)
def get_lead(request: HttpRequest, lead_id: UUID) -> object:
    """One lead."""
    return queries.get_lead(lead_id=lead_id, by=actor_of(request))


@router.post("/{uuid:lead_id}/assign", response=LeadOut)
def assign_lead(request: HttpRequest, lead_id: UUID, body: AssignIn) -> object:
    """Hand a lead to somebody."""
    return commands.assign_lead(lead_id=lead_id, **body.dict(), by=actor_of(request), at=now())


@router.post("/{uuid:lead_id}/qualify", response=LeadOut)
def qualify_lead(request: HttpRequest, lead_id: UUID) -> object:
    """There is a need that we can serve."""
    return commands.qualify_lead(lead_id=lead_id, by=actor_of(request), at=now())


@router.post("/{uuid:lead_id}/drop", response=LeadOut)
def drop_lead(request: HttpRequest, lead_id: UUID, body: DropIn) -> object:
    """Nothing comes of it, and why."""
    return commands.drop_lead(lead_id=lead_id, **body.dict(), by=actor_of(request), at=now())


@router.post("/{uuid:lead_id}/reopen", response=LeadOut)
def reopen_lead(request: HttpRequest, lead_id: UUID) -> object:
    """A dropped lead came back."""
    return commands.reopen_lead(lead_id=lead_id, by=actor_of(request), at=now())


@router.post("/{uuid:lead_id}/convert", response=LeadOut)
def convert_lead(request: HttpRequest, lead_id: UUID, body: ConvertIn) -> object:
    """Make it a customer, a new one or one we have, with an opportunity if one is given."""
    chance = None
    if body.opportunity is not None:
        given = body.opportunity
        chance = Chance(
            title=given.title,
            expected_close_date=given.expected_close_date,
            lines=[ExpectedLine(**line.dict()) for line in given.lines],
        )
    return commands.convert_lead(
        lead_id=lead_id,
        customer_id=body.customer_id,
        party_code=body.party_code,
        chance=chance,
        by=actor_of(request),
        at=now(),
    )


@router.post("/{uuid:lead_id}/interactions", response={201: InteractionOut})
def record_lead_interaction(request: HttpRequest, lead_id: UUID, body: InteractionIn) -> object:
    """Write down a call, visit, mail or chat with a lead."""
    return commands.record_lead_interaction(
        lead_id=lead_id, interaction=body.dict(), by=actor_of(request), at=now()
    )


@router.get("/{uuid:lead_id}/timeline", response=Page[TimelineLine])
def get_lead_timeline(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    """What happened with a lead, newest first."""
    by = actor_of(request)
    queries.get_lead(lead_id=lead_id, by=by)
    rows = list_customer_events(lead_id=lead_id, by=by)
    return page_of(request, rows, TimelineLine, order="-happened_at")


@router.post("/duplicates/{uuid:duplicate_id}/dismiss", response=WarningOut)
def dismiss_duplicate(request: HttpRequest, duplicate_id: UUID) -> object:
    """Say that the two are not the same."""
    return commands.dismiss_duplicate(duplicate_id=duplicate_id, by=actor_of(request), at=now())
