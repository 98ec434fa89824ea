"""What contacts agreed to: recorded, withdrawn, respected, erased."""

from datetime import UTC, datetime, timedelta

import pytest

from sanye.crm.consent import checks, commands, queries
from sanye.crm.consent.domain.decisions import Channel, Decision, Purpose, Said, may_contact
from sanye.crm.consent.errors import ContactUnknown, DecidedInFuture, ProofMissing
from sanye.crm.consent.models import Consent
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.events.models import EventRow
from sanye.stem.masterdata.commands import erase_contacts, put_parties
from sanye.stem.masterdata.models import PartyContact
from tests.crm.test_http import client_of, get, post
from tests.factories import masterdata as make

START = datetime(2026, 1, 1, tzinfo=UTC)
NEWSLETTER = {"purpose": Purpose.MARKETING, "channel": Channel.EMAIL}


def said(decision: str, purpose: str, channel: str, day: int) -> Said:
    return Said(
        decision=Decision(decision),
        purpose=Purpose(purpose),
        channel=Channel(channel),
        decided_at=START + timedelta(days=day),
        id=new_id(),
    )


@pytest.mark.parametrize(
    ("decisions", "marketing", "satisfaction"),
    [
        ([], False, True),
        ([("GIVEN", "MARKETING", "EMAIL", 1)], True, True),
        ([("GIVEN", "MARKETING", "PHONE", 1)], False, True),
        ([("GIVEN", "MARKETING", "ANY", 1)], True, True),
        ([("GIVEN", "MARKETING", "EMAIL", 1), ("WITHDRAWN", "MARKETING", "ANY", 2)], False, True),
        ([("WITHDRAWN", "ANYTHING", "ANY", 1)], False, False),
        ([("WITHDRAWN", "ANYTHING", "PHONE", 1)], False, True),
        ([("GIVEN", "MARKETING", "EMAIL", 1), ("WITHDRAWN", "ANYTHING", "ANY", 2)], False, False),
        ([("WITHDRAWN", "ANYTHING", "ANY", 1), ("GIVEN", "MARKETING", "EMAIL", 2)], True, False),
        ([("WITHDRAWN", "SATISFACTION", "EMAIL", 1)], False, False),
    ],
)
def test_the_last_decision_that_covers_it_counts(
    decisions: list[tuple[str, str, str, int]], marketing: bool, satisfaction: bool
):
    given = [said(*one) for one in decisions]

    assert may_contact(given, Purpose.MARKETING, Channel.EMAIL) is marketing
    assert may_contact(given, Purpose.SATISFACTION, Channel.EMAIL) is satisfaction


@pytest.fixture
def contact(by: Actor) -> PartyContact:
    return PartyContact.objects.create(party=make.make_customer(by), name="王芳", email="w@x.cn")


def test_is_given_with_proof_and_withdrawn_without(
    contact: PartyContact, company_id: object, by: Actor, at: datetime
) -> None:
    commands.give_consent(contact_id=contact.id, **NEWSLETTER, proof="form 7", by=by, at=at)
    may = queries.find_contactable(contact_ids=[contact.id], **NEWSLETTER, by=by)
    commands.withdraw_consent(
        contact_id=contact.id, **NEWSLETTER, by=by, at=at + timedelta(minutes=1)
    )
    may_not = queries.find_contactable(contact_ids=[contact.id], **NEWSLETTER, by=by)

    assert (may, may_not) == ({contact.id}, set())
    told = list(EventRow.objects.order_by("position").values_list("type", flat=True))
    assert told == ["sanye.crm.consent.given.v1", "sanye.crm.consent.withdrawn.v1"]
    assert "form 7" not in str(EventRow.objects.first().data)
    assert checks.every_decision_is_told(by.company_id).checked == 2
    assert checks.every_decision_is_told(by.company_id).problems == ()


def test_refuses_consent_that_nothing_shows(contact: PartyContact, by: Actor, at: datetime) -> None:
    with pytest.raises(ProofMissing):
        commands.give_consent(contact_id=contact.id, **NEWSLETTER, proof=" ", by=by, at=at)
    with pytest.raises(ContactUnknown):
        commands.withdraw_consent(contact_id=new_id(), **NEWSLETTER, by=by, at=at)
    later = at + timedelta(days=1)
    with pytest.raises(DecidedInFuture):
        commands.withdraw_consent(
            contact_id=contact.id, **NEWSLETTER, decided_at=later, by=by, at=at
        )

    assert not Consent.unscoped.exists()
    assert not EventRow.objects.exists()


def test_loses_its_proof_with_the_person_and_stays(
    contact: PartyContact, by: Actor, at: datetime
) -> None:
    made = commands.give_consent(contact_id=contact.id, **NEWSLETTER, proof="call", by=by, at=at)

    commands.erase_proofs(contact_ids=[contact.id], by=by, at=at)

    made.refresh_from_db()
    assert (made.proof, made.contact_id, made.decision) == ("", None, "GIVEN")


def test_the_doors_record_and_list(contact: PartyContact, by: Actor) -> None:
    seller = client_of(by, "SALES")
    body = {"contact_id": str(contact.id), "purpose": "ANYTHING", "channel": "ANY"}

    refused = post(seller, "/consents/give", body, 422)
    withdrawn = post(seller, "/consents/withdraw", body, 201)

    assert refused["code"] == "crm.consent.proof_missing"
    rows = get(seller, f"/consents?customer_id={contact.party_id}")["items"]
    assert [row["id"] for row in rows] == [withdrawn["id"]]


def test_a_contact_whose_consent_is_known_may_be_replaced(
    contact: PartyContact, by: Actor, at: datetime
) -> None:
    made = commands.give_consent(contact_id=contact.id, **NEWSLETTER, proof="call", by=by, at=at)
    party = {"code": contact.party.code, "contacts": [{"name": "李", "email": "li@x.cn"}]}

    put_parties(parties=[party], by=by, at=at)

    made.refresh_from_db()
    assert (made.proof, made.contact_id, made.decision) == ("", None, "GIVEN")


@pytest.mark.parametrize("now", [{"phone": "+86 21 6"}, {"email": "li@new.cn"}, {"name": "Li"}])
def test_an_objection_goes_along_with_a_new_telephone_address_or_name(
    contact: PartyContact, by: Actor, at: datetime, now: dict[str, str]
) -> None:
    was = {name: getattr(contact, name) for name in ("name", "email", "phone")}
    other = {"name": "Zhou", "email": "zhou@x.cn"}
    made = commands.withdraw_consent(contact_id=contact.id, **NEWSLETTER, by=by, at=at)

    party = {"code": contact.party.code, "contacts": [other, was | now]}
    put_parties(parties=[party], by=by, at=at)

    made.refresh_from_db()
    assert made.contact_id == contact.id
    contact.refresh_from_db()
    assert {name: getattr(contact, name) for name in was} == was | now


def test_nothing_is_written_down_of_who_was_erased(
    contact: PartyContact, by: Actor, at: datetime
) -> None:
    erase_contacts(contact_ids=[contact.id], by=by, at=at)

    with pytest.raises(ContactUnknown):
        commands.give_consent(contact_id=contact.id, **NEWSLETTER, proof="call", by=by, at=at)

    assert not Consent.unscoped.exists()
