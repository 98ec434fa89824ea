"""Campaigns, forms, and who gets which leads."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from sanye.crm.marketing.errors import (
    CampaignUnknown,
    CodeTaken,
    FormUnknown,
    NobodyToAssign,
    OwnerUnknown,
    RedirectNotValid,
)
from sanye.crm.marketing.models import AssignmentRule, Campaign, LeadForm
from sanye.crm.marketing.queries import get_campaign
from sanye.kernel.actors import Actor
from sanye.stem.commands import command
from sanye.stem.identity.models import Membership
from sanye.stem.rows.bulk import update_rows

KEY_BYTES = 24


@command
def open_campaign(*, code: str, name: str, by: Actor, at: datetime) -> Campaign:
    """Begin a campaign that leads may be due to. Raises CodeTaken."""
    if Campaign.objects.filter(code=code).exists():
        raise CodeTaken(code=code, field="code")
    campaign: Campaign = Campaign.objects.create(company_id=by.company_id, code=code, name=name)
    return campaign


@command
def close_campaign(*, code: str, by: Actor, at: datetime) -> Campaign:
    """No new lead is due to it. Raises CampaignUnknown."""
    found = Campaign.objects.select_for_update().filter(code=code, closed_at__isnull=True).first()
    if found is None:
        raise CampaignUnknown(code=code)
    campaign: Campaign = found
    campaign.closed_at = at
    campaign.save()
    return campaign


@command
def issue_lead_form(
    *, code: str, campaign_code: str = "", redirect_url: str = "", by: Actor, at: datetime
) -> LeadForm:
    """Make a key for a form on a page. Raises CodeTaken, CampaignUnknown, RedirectNotValid."""
    if LeadForm.objects.filter(code=code).exists():
        raise CodeTaken(code=code, field="code")
    if redirect_url and not _is_page(redirect_url):
        raise RedirectNotValid(url=redirect_url, field="redirect_url")
    form: LeadForm = LeadForm.objects.create(
        company_id=by.company_id,
        code=code,
        key=secrets.token_urlsafe(KEY_BYTES),
        campaign=get_campaign(code=campaign_code, by=by) if campaign_code else None,
        redirect_url=redirect_url,
    )
    return form


@command
def close_lead_form(*, form_id: UUID, by: Actor, at: datetime) -> LeadForm:
    """The form's key lets nobody in any more. Raises FormUnknown."""
    rows = LeadForm.objects.select_for_update(of=("self",))
    found = rows.filter(id=form_id, closed_at__isnull=True).first()
    if found is None:
        raise FormUnknown
    form: LeadForm = found
    form.closed_at = at
    form.save()
    return form


@command
def put_assignment_rule(
    *, user_ids: Sequence[UUID], country: str = "", region: str = "", by: Actor, at: datetime
) -> AssignmentRule:
    """Say who gets the leads of a country, of a region of it, or (both empty) all others.

    Several get them in turn. Raises NobodyToAssign, OwnerUnknown.
    """
    if not user_ids:
        raise NobodyToAssign(field="user_ids")
    members = Membership.objects.filter(company_id=by.company_id, user_id__in=user_ids)
    known = set(members.values_list("user_id", flat=True))
    for user_id in user_ids:
        if user_id not in known:
            raise OwnerUnknown(id=user_id, field="user_ids")
    rule: AssignmentRule
    rule, _ = AssignmentRule.objects.update_or_create(
        company_id=by.company_id,
        country=country.upper(),
        region=region if country else "",
        defaults={"user_ids": list(user_ids)},
    )
    return rule


class Turns:
    """Whose turn it is: the rules are locked, turned and kept once for many leads."""

    def __init__(self) -> None:
        rows = AssignmentRule.objects.select_for_update().order_by("id")
        self._rules: dict[tuple[str, str], AssignmentRule] = {
            (rule.country, rule.region.casefold()): rule for rule in rows
        }
        self._turned: dict[UUID, AssignmentRule] = {}

    def next_for(self, country: str, region: str) -> UUID | None:
        """The user of the closest rule whose turn it is; None without a rule."""
        for place in ((country, region.casefold()), (country, ""), ("", "")):
            rule = self._rules.get(place)
            if rule is not None:
                user_id: UUID = rule.user_ids[rule.next_turn % len(rule.user_ids)]
                rule.next_turn = (rule.next_turn + 1) % len(rule.user_ids)
                self._turned[rule.id] = rule
                return user_id
        return None

    def keep(self) -> None:
        update_rows(list(self._turned.values()), ["next_turn"])


def _is_page(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"https", "http"} and bool(parts.hostname)
