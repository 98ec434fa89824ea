"""A lead becomes a customer with a contact, an account and, where wanted, an opportunity."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sanye.crm.accounts.commands import open_account, take_over_interactions
from sanye.crm.marketing.commands.working import locked_lead
from sanye.crm.marketing.domain.likeness import email_key, phone_key
from sanye.crm.marketing.domain.states import STEPS, LeadStatus
from sanye.crm.marketing.errors import LeadErased
from sanye.crm.marketing.models import Lead
from sanye.crm.marketing.publishing import converted
from sanye.crm.pipeline.commands import ExpectedLine, open_opportunity
from sanye.kernel.actors import Actor
from sanye.kernel.states import check_step
from sanye.stem.commands import command
from sanye.stem.events.log import publish
from sanye.stem.identity.fixed import fixed_of
from sanye.stem.masterdata.commands import put_parties, put_party_companies
from sanye.stem.masterdata.models import Party, PartyContact
from sanye.stem.masterdata.queries import find_party_company, get_party

_CONTACT = ("name", "job_title", "email", "phone", "language", "is_primary")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """The opportunity to open with the conversion."""

    title: str
    expected_close_date: date
    lines: Sequence[ExpectedLine] = ()


@command
def convert_lead(
    *,
    lead_id: UUID,
    customer_id: UUID | None = None,
    party_code: str = "",
    chance: Chance | None = None,
    by: Actor,
    at: datetime,
) -> Lead:
    """Make a qualified lead a customer: a party we have (`customer_id`), or a new one.

    The person becomes its contact unless it has him already. Raises LeadUnknown, LeadErased,
    StepNotAllowed, MasterUnknown, CodeTaken, NotACustomer and what opening an opportunity does.
    """
    lead = locked_lead(lead_id)
    if lead.erased_at is not None:
        raise LeadErased(number=lead.number)
    check_step(STEPS, LeadStatus(lead.status), LeadStatus.CONVERTED, subject=lead.number)
    if customer_id is None:
        lead.customer_id = _new_party(lead, party_code or lead.number, by, at)
    else:
        lead.customer_id = _known_party(lead, customer_id, by, at)
    if find_party_company(party_id=lead.customer_id, by=by) is None:
        _put_terms(lead, by, at)
    account = open_account(party_id=lead.customer_id, owner_id=lead.owner_id, by=by, at=at)
    if chance is not None:
        opportunity = open_opportunity(
            customer_id=lead.customer_id,
            title=chance.title,
            expected_close_date=chance.expected_close_date,
            lines=chance.lines,
            owner_id=lead.owner_id,
            by=by,
            at=at,
        )
        lead.opportunity_id = opportunity.id
    lead.status, lead.closed_at = LeadStatus.CONVERTED, at
    lead.save()
    take_over_interactions(lead_id=lead.id, account_id=account.id, by=by, at=at)
    publish(converted(lead))
    return lead


def _new_party(lead: Lead, code: str, by: Actor, at: datetime) -> UUID:
    is_person = not lead.company_name
    row = {
        "code": code,
        "name": lead.company_name or lead.person_name or lead.email or lead.phone,
        "kind": "PERSON" if is_person else "ORGANISATION",
        "roles": ["CUSTOMER"],
        "country": lead.country,
        "language": lead.language or "en",
        "contacts": [_contact(lead, is_primary=True)],
    }
    put = put_parties(parties=[row], only="NEW", by=by, at=at)
    party_id: UUID = put.row.id
    return party_id


def _known_party(lead: Lead, customer_id: UUID, by: Actor, at: datetime) -> UUID:
    """The party keeps what it has; contacts are replaced as a whole, so all are given again."""
    party = get_party(party_id=customer_id, by=by)
    Party.objects.select_for_update().get(id=party.id)
    known = [row for row in party.contacts.order_by("id") if not row.is_erased]
    row: dict[str, Any] = {"code": party.code, "roles": sorted({*party.roles, "CUSTOMER"})}
    if not any(_is_he(contact, lead) for contact in known):
        contacts = [{name: getattr(contact, name) for name in _CONTACT} for contact in known]
        row["contacts"] = [*contacts, _contact(lead, is_primary=not contacts)]
    put_parties(parties=[row], by=by, at=at)
    return customer_id


def _is_he(contact: PartyContact, lead: Lead) -> bool:
    """By address; who left none by telephone and name, where he said his name."""
    if lead.email:
        return email_key(contact.email) == email_key(lead.email)
    has_phone = (phone_key(contact.phone) or contact.phone) == (lead.phone_key or lead.phone)
    named = lead.person_name.casefold()
    return has_phone and named in ("", contact.name.casefold())


def _contact(lead: Lead, *, is_primary: bool) -> dict[str, Any]:
    return {
        "name": lead.person_name or lead.company_name,
        "job_title": lead.job_title,
        "email": lead.email,
        "phone": lead.phone,
        "language": lead.language,
        "is_primary": is_primary,
    }


def _put_terms(lead: Lead, by: Actor, at: datetime) -> None:
    terms = {"party": lead.customer_id, "currency": fixed_of(by).functional_currency}
    put_party_companies(terms=[terms], by=by, at=at)
