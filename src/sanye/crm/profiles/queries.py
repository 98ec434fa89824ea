"""A customer on one page, put together from what every module knows; a person's data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from sanye.contracts.erp.ports import CreditAnswer, CreditRequest, credit_position
from sanye.crm.accounts.queries import (
    find_account,
    list_customer_events,
    list_interactions,
    list_interactions_of_contact,
)
from sanye.crm.consent.queries import Channel, Purpose, find_contactable, list_consents
from sanye.crm.loyalty import queries as loyalty
from sanye.crm.loyalty.errors import CustomerNotReviewed
from sanye.crm.marketing.queries import list_leads_of_person
from sanye.crm.pipeline.queries import list_opportunities
from sanye.crm.profiles.errors import CustomerUnknown, PersonUnknown
from sanye.crm.quoting.queries import list_quotations
from sanye.crm.satisfaction.queries import list_satisfaction_requests
from sanye.crm.service.queries import UnitFilter, list_units
from sanye.kernel.actors import Actor
from sanye.kernel.ports import LeafOff
from sanye.stem.commands import query
from sanye.stem.masterdata.errors import MasterUnknown
from sanye.stem.masterdata.models import Party, PartyAddress, PartyCompany, PartyContact
from sanye.stem.masterdata.queries import find_party_company, get_party

SHOWN = 20
"""Of each kind of document; their lists show all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A person at the customer, and whether marketing and satisfaction may write to him."""

    row: PartyContact
    may_get_marketing: bool
    may_be_asked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerProfile:
    """All that is known of a customer, as of a day; lists hold the first 20.

    `credit` is empty where ERP is off, `behaviour` and `health` where no fact came in yet.
    """

    customer: Party
    as_of_date: date
    account: Any
    terms: PartyCompany | None
    contacts: Sequence[Contact]
    addresses: Sequence[PartyAddress]
    credit: CreditAnswer | None
    opportunities: Sequence[Any]
    quotations: Sequence[Any]
    open_lines: Sequence[loyalty.OpenLine]
    late_lines: Sequence[Any]
    overdue_invoices: Sequence[Any]
    open_cases: Sequence[Any]
    returns: Sequence[Any]
    units: Sequence[Any]
    satisfaction: loyalty.Satisfaction
    answers: Sequence[Any]
    behaviour: Any
    health: Any
    interactions: Sequence[Any]
    timeline: Sequence[Any]


@query
def get_customer_profile(*, customer_id: UUID, as_of: date, by: Actor) -> CustomerProfile:
    """A customer on one page. Raises CustomerUnknown."""
    customer = _customer(customer_id, by)
    of: dict[str, Any] = {"customer_id": customer_id, "by": by}
    on: dict[str, Any] = {**of, "as_of": as_of}
    opportunities = list_opportunities(**of).filter(closed_at__isnull=True)
    answers = list_satisfaction_requests(is_answered=True, **of)
    return CustomerProfile(
        customer=customer,
        as_of_date=as_of,
        account=find_account(**of),
        terms=find_party_company(party_id=customer_id, by=by),
        contacts=_contacts(customer, by),
        addresses=list(customer.addresses.filter(archived_at__isnull=True).order_by("id")),
        credit=_credit(customer_id, by),
        opportunities=list(opportunities.order_by("expected_close_date", "id")[:SHOWN]),
        quotations=list(list_quotations(status="SENT", **of).order_by("-id")[:SHOWN]),
        open_lines=loyalty.list_open_lines(**on)[:SHOWN],
        late_lines=list(loyalty.list_late_lines(**on)[:SHOWN]),
        overdue_invoices=list(loyalty.list_overdue_invoices(**on)[:SHOWN]),
        open_cases=list(loyalty.list_known_cases(is_open=True, **of)[:SHOWN]),
        returns=list(loyalty.list_known_returns(**of)[:SHOWN]),
        units=list(_units(customer_id, by).order_by("-shipped_date", "-id")[:SHOWN]),
        satisfaction=loyalty.get_satisfaction(**of),
        answers=list(answers.order_by("-answered_at", "-id")[:SHOWN]),
        behaviour=_or_none(loyalty.get_behaviour, of),
        health=_or_none(loyalty.get_health, of),
        interactions=list(list_interactions(**of).order_by("-happened_at", "-id")[:SHOWN]),
        timeline=list(list_customer_events(**of).order_by("-happened_at", "-id")[:SHOWN]),
    )


@query
def get_person_data(*, contact_id: UUID, by: Actor) -> dict[str, Any]:
    """All that is kept of a contact, as plain values: what he may ask to be given.

    Raises PersonUnknown.
    """
    contact = find_person(contact_id, by)
    interactions = list_interactions_of_contact(contact_id=contact_id, by=by)
    return {
        "contact": _values(contact, "name", "job_title", "email", "phone", "language"),
        "customer": {"code": contact.party.code, "name": contact.party.name},
        "consents": [
            _values(row, "decision", "purpose", "channel", "decided_at", "proof")
            for row in list_consents(contact_id=contact_id, by=by).order_by("decided_at")
        ],
        "interactions": [
            _values(row, "kind", "direction", "happened_at", "subject", "text")
            for row in interactions.order_by("happened_at")
        ],
        "answers": [
            _values(row, "subject_type", "subject_number", "answered_at", "score", "comment")
            for row in list_satisfaction_requests(customer_id=contact.party_id, by=by).filter(
                contact_id=contact_id
            )
        ],
        "leads": [
            _values(
                row, "number", "captured_at", "company_name", "person_name", "job_title", "email",
                "phone", "message",
            )
            for row in list_leads_of_person(email=contact.email, phone=contact.phone, by=by)
        ],
    }  # fmt: skip


def find_person(contact_id: UUID, by: Actor) -> PartyContact:
    """A contact that the actor may see. Raises PersonUnknown."""
    contact = PartyContact.objects.select_related("party").filter(id=contact_id).first()
    if contact is None or (by.party_ids is not None and contact.party_id not in by.party_ids):
        raise PersonUnknown(id=contact_id)
    return contact


def _customer(customer_id: UUID, by: Actor) -> Party:
    try:
        party = get_party(party_id=customer_id, by=by)
    except MasterUnknown as error:
        raise CustomerUnknown(id=customer_id) from error
    hidden = by.own_only and find_account(customer_id=customer_id, by=by) is None
    if hidden or "CUSTOMER" not in party.roles:
        raise CustomerUnknown(id=customer_id)
    return party


def _contacts(customer: Party, by: Actor) -> list[Contact]:
    rows = list(customer.contacts.filter(archived_at__isnull=True).order_by("-is_primary", "id"))
    ids = [row.id for row in rows]
    marketing, asked = (
        find_contactable(contact_ids=ids, purpose=purpose, channel=Channel.EMAIL, by=by)
        for purpose in (Purpose.MARKETING, Purpose.SATISFACTION)
    )
    return [
        Contact(row=row, may_get_marketing=row.id in marketing, may_be_asked=row.id in asked)
        for row in rows
    ]


def _units(customer_id: UUID, by: Actor) -> QuerySet[Any]:
    """Goods with serial numbers that are with the customer."""
    rows: QuerySet[Any] = list_units(
        filters=UnitFilter(customer_id=customer_id), is_with_customer=True, by=by
    )
    return rows.exclude(serial_number="")


def _credit(customer_id: UUID, by: Actor) -> CreditAnswer | None:
    try:
        return credit_position(CreditRequest(customer_id=customer_id, by=by))
    except (LeafOff, MasterUnknown):
        return None


def _or_none(ask: Any, of: dict[str, Any]) -> Any:
    try:
        return ask(**of)
    except CustomerNotReviewed:
        return None


def _values(row: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
