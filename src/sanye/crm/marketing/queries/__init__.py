"""Reads of leads, campaigns, forms and rules."""

from uuid import UUID

from django.db.models import Q, QuerySet

from sanye.crm.marketing.domain.likeness import email_key, phone_key
from sanye.crm.marketing.domain.states import LeadStatus
from sanye.crm.marketing.errors import CampaignUnknown, FormUnknown, LeadUnknown
from sanye.crm.marketing.models import AssignmentRule, Campaign, Lead, LeadForm
from sanye.kernel.actors import Actor
from sanye.stem.commands import query

CAPTURE = "crm.marketing.capture_lead"


@query
def get_lead(*, lead_id: UUID, by: Actor) -> Lead:
    """One lead with its warnings. Raises LeadUnknown."""
    found = list_leads(by=by).filter(id=lead_id).first()
    if found is None:
        raise LeadUnknown(id=lead_id)
    return found


@query
def list_leads(
    *,
    status: LeadStatus | None = None,
    owner_id: UUID | None = None,
    campaign: str | None = None,
    has_warnings: bool | None = None,
    search: str = "",
    by: Actor,
) -> QuerySet[Lead]:
    """Leads the actor may see, with warnings that nobody dismissed first."""
    rows: QuerySet[Lead] = Lead.objects.select_related("campaign").prefetch_related(
        "duplicates__party", "duplicates__other_lead"
    )
    if status is not None:
        rows = rows.filter(status=status)
    if owner_id is not None:
        rows = rows.filter(owner_id=owner_id)
    if campaign is not None:
        rows = rows.filter(campaign__code=campaign)
    if has_warnings is not None:
        open_warning = Q(duplicates__isnull=False, duplicates__dismissed_at__isnull=True)
        chosen = Lead.objects.filter(open_warning).values("id")
        rows = rows.filter(id__in=chosen) if has_warnings else rows.exclude(id__in=chosen)
    if search:
        rows = rows.filter(
            Q(number=search)
            | Q(company_name__icontains=search)
            | Q(person_name__icontains=search)
            | Q(email__istartswith=search)
        )
    return rows


@query
def list_leads_of_person(*, email: str, phone: str, by: Actor) -> QuerySet[Lead]:
    """Leads with this address or telephone, however they are written; none without either."""
    same = Q(pk__in=[])
    if email_key(email):
        same |= Q(email__iexact=email.strip())
    if phone_key(phone):
        same |= Q(phone_key=phone_key(phone))
    rows: QuerySet[Lead] = Lead.objects.filter(same, erased_at__isnull=True)
    return rows


@query
def list_campaigns(*, by: Actor) -> QuerySet[Campaign]:
    """Campaigns, open and closed."""
    rows: QuerySet[Campaign] = Campaign.objects.all()
    return rows


@query
def get_campaign(*, code: str, by: Actor) -> Campaign:
    """An open campaign. Raises CampaignUnknown."""
    found: Campaign | None = Campaign.objects.filter(code=code, closed_at__isnull=True).first()
    if found is None:
        raise CampaignUnknown(code=code, field="campaign_code")
    return found


@query
def list_forms(*, by: Actor) -> QuerySet[LeadForm]:
    """Forms with their keys."""
    rows: QuerySet[LeadForm] = LeadForm.objects.select_related("campaign")
    return rows


@query
def list_assignment_rules(*, by: Actor) -> QuerySet[AssignmentRule]:
    """Who gets whose leads."""
    rows: QuerySet[AssignmentRule] = AssignmentRule.objects.all()
    return rows


def form_of_key(key: str) -> LeadForm:
    """The open form with this key. For the public door, which has no actor yet.

    Raises FormUnknown.
    """
    rows = LeadForm.unscoped.select_related("campaign").filter(key=key, closed_at__isnull=True)
    found = rows.first()
    if found is None:
        raise FormUnknown
    form: LeadForm = found
    return form


def form_actor(form: LeadForm) -> Actor:
    """Whoever sends the form: he may leave a lead, and nothing else."""
    return Actor(
        user_id=None,
        company_id=form.company_id,
        name=f"form-{form.code}",
        permissions=frozenset({CAPTURE}),
        channel="FORM",
    )
