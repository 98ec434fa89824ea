"""Forgetting a person on request, everywhere in CRM and in the masters."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sanye.crm.accounts.commands import erase_interactions, erase_notes
from sanye.crm.accounts.queries import find_account
from sanye.crm.consent.commands import erase_proofs
from sanye.crm.marketing.commands import erase_leads
from sanye.crm.marketing.queries import list_leads_of_person
from sanye.crm.profiles.queries import find_person
from sanye.crm.satisfaction.commands import erase_comments
from sanye.crm.service.commands import erase_words
from sanye.kernel.actors import Actor
from sanye.stem.commands import command
from sanye.stem.masterdata.commands import erase_contacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """How many rows lost what was personal in them; the rows themselves stay."""

    interactions: int
    notes: int
    answers: int
    consents: int
    leads: int
    case_messages: int
    contacts: int


@command
def erase_person(*, contact_id: UUID, by: Actor, at: datetime) -> Erasure:
    """Empty what is personal of a contact: his leads, what was said with him, notes about his
    company and words of its cases (they may be about him), comments, proofs, the contact itself.

    Raises PersonUnknown. What other companies of the group wrote down stays theirs to erase.
    """
    contact = find_person(contact_id, by)
    account = find_account(customer_id=contact.party_id, by=by)
    leads = list_leads_of_person(email=contact.email, phone=contact.phone, by=by)
    lead_ids = list(leads.values_list("id", flat=True))
    ids = [contact_id]
    return Erasure(
        leads=erase_leads(lead_ids=lead_ids, by=by, at=at),
        interactions=erase_interactions(contact_ids=ids, by=by, at=at),
        notes=erase_notes(account_ids=[account.id] if account else [], by=by, at=at),
        answers=erase_comments(contact_ids=ids, by=by, at=at),
        consents=erase_proofs(contact_ids=ids, by=by, at=at),
        case_messages=erase_words(customer_id=contact.party_id, by=by, at=at),
        contacts=erase_contacts(contact_ids=ids, by=by, at=at),
    )
