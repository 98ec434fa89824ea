"""What becomes of a lead: qualified, converted, dropped, reopened, erased."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from sanye.crm.accounts.models import Account, Interaction
from sanye.crm.marketing import checks, commands, queries
from sanye.crm.marketing.commands import LeadSaid
from sanye.crm.marketing.commands.converting import Chance
from sanye.crm.marketing.domain.states import DropReason
from sanye.crm.marketing.errors import (
    DuplicateUnknown,
    LeadErased,
    LeadUnknown,
    OwnerUnknown,
)
from sanye.crm.marketing.models import PERSONAL, Lead, LeadDuplicate
from sanye.crm.pipeline.models import Opportunity
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.states import StepNotAllowed
from sanye.stem.events.models import EventRow
from sanye.stem.identity.models import User
from sanye.stem.masterdata.models import Party, PartyCompany, PartyContact
from tests.conftest import Cursors
from tests.crm.test_http import client_of, get, post
from tests.factories import masterdata as make

CHANCE = Chance(title="ten mixers", expected_close_date=date(2026, 6, 1))


@pytest.fixture
def lead(by: Actor, at: datetime) -> Lead:
    said = LeadSaid(
        company_name="晨曦电器有限公司",
        person_name="王芳",
        email="wang@aurora.cn",
        phone="13812345678",
        country="CN",
        language="zh",
        message="please call",
    )
    return commands.capture_lead(said=said, by=by, at=at)


def talk(lead: Lead, by: Actor, at: datetime) -> Any:
    call = {"kind": "CALL", "direction": "OUT", "happened_at": at, "text": "wants ten"}
    return commands.record_lead_interaction(lead_id=lead.id, interaction=call, by=by, at=at)


def types() -> list[str]:
    rows = EventRow.objects.filter(type__startswith="sanye.crm.").order_by("position")
    return [row.type.removeprefix("sanye.crm.").removesuffix(".v1") for row in rows]


def test_becomes_a_customer_with_contact_account_and_opportunity(
    lead: Lead, by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    talk(lead, by, at)
    commands.qualify_lead(lead_id=lead.id, by=by, at=at)

    done = commands.convert_lead(lead_id=lead.id, chance=CHANCE, by=by, at=at)

    party = Party.objects.get(id=done.customer_id)
    assert (party.code, party.name, party.roles) == (lead.number, "晨曦电器有限公司", ["CUSTOMER"])
    contact = PartyContact.objects.get(party=party)
    assert (contact.name, contact.email, contact.is_primary) == ("王芳", "wang@aurora.cn", True)
    assert PartyCompany.unscoped.get(party=party).currency == "CNY"
    account = Account.unscoped.get(party=party)
    assert Interaction.unscoped.get().account_id == account.id
    opportunity = Opportunity.unscoped.get()
    assert (opportunity.id, opportunity.customer_id) == (done.opportunity_id, party.id)
    assert (done.status, done.closed_at) == ("CONVERTED", at)
    assert types() == [
        "lead.captured",
        "interaction.recorded",
        "opportunity.opened",
        "lead.converted",
    ]
    run_cursors("crm.accounts.timeline", "insight.journey.links")
    from sanye.crm.accounts.queries import list_customer_events
    from sanye.insight.journey.models import DocumentLink

    rows = list_customer_events(customer_id=party.id, by=by)
    assert rows.count() == 4
    assert DocumentLink.unscoped.filter(parent_id=lead.id, child_id=opportunity.id).exists()
    for check in (checks.converted_leads_are_customers, checks.leads_are_told):
        assert check(by.company_id).checked == 1
        assert check(by.company_id).problems == ()


def test_becomes_a_contact_of_a_customer_we_have_once(lead: Lead, by: Actor, at: datetime) -> None:
    party = make.make_customer(by)
    PartyContact.objects.create(party=party, name="Old", email="old@x.cn", is_primary=True)
    commands.qualify_lead(lead_id=lead.id, by=by, at=at)

    done = commands.convert_lead(lead_id=lead.id, customer_id=party.id, by=by, at=at)

    contacts = PartyContact.objects.filter(party=party).order_by("id")
    assert [(row.name, row.is_primary) for row in contacts] == [("Old", True), ("王芳", False)]
    assert (done.customer_id, done.opportunity_id) == (party.id, None)
    second = commands.capture_lead(said=LeadSaid(email="WANG@aurora.cn"), by=by, at=at)
    commands.qualify_lead(lead_id=second.id, by=by, at=at)
    commands.convert_lead(lead_id=second.id, customer_id=party.id, by=by, at=at)
    assert contacts.count() == 2


def test_takes_no_step_that_is_not_allowed(lead: Lead, by: Actor, at: datetime) -> None:
    with pytest.raises(StepNotAllowed):
        commands.convert_lead(lead_id=lead.id, by=by, at=at)
    with pytest.raises(StepNotAllowed):
        commands.reopen_lead(lead_id=lead.id, by=by, at=at)
    with pytest.raises(LeadUnknown):
        commands.qualify_lead(lead_id=new_id(), by=by, at=at)
    with pytest.raises(OwnerUnknown):
        commands.assign_lead(lead_id=lead.id, owner_id=new_id(), by=by, at=at)

    lead.refresh_from_db()
    assert (lead.status, lead.owner_id) == ("NEW", None)
    assert not Account.unscoped.exists()


def test_a_conversion_that_fails_leaves_nothing(lead: Lead, by: Actor, at: datetime) -> None:
    commands.qualify_lead(lead_id=lead.id, by=by, at=at)
    code = make.make_party().code
    parties = Party.objects.count()

    with pytest.raises(Exception, match=code):
        commands.convert_lead(lead_id=lead.id, party_code=code, chance=CHANCE, by=by, at=at)

    lead.refresh_from_db()
    assert (lead.status, Party.objects.count()) == ("QUALIFIED", parties)
    assert not Opportunity.unscoped.exists()


def test_is_dropped_with_a_reason_and_may_come_back(lead: Lead, by: Actor, at: datetime) -> None:
    commands.drop_lead(lead_id=lead.id, reason=DropReason.NO_BUDGET, note="spring", by=by, at=at)
    told = EventRow.objects.get(type="sanye.crm.lead.dropped.v1")

    again = commands.reopen_lead(lead_id=lead.id, by=by, at=at)

    assert told.data["reason_code"] == "NO_BUDGET"
    assert "spring" not in str(told.data)
    assert (again.status, again.drop_reason, again.closed_at) == ("NEW", "", None)


def test_a_warning_is_dismissed_by_somebody(lead: Lead, by: Actor, at: datetime) -> None:
    other = commands.capture_lead(said=LeadSaid(email="wang@aurora.cn"), by=by, at=at)
    warning = LeadDuplicate.unscoped.get(lead=other)
    assert list(queries.list_leads(has_warnings=True, by=by).values_list("id")) == [(other.id,)]

    commands.dismiss_duplicate(duplicate_id=warning.id, by=by, at=at)

    assert not queries.list_leads(has_warnings=True, by=by).exists()
    with pytest.raises(DuplicateUnknown):
        commands.dismiss_duplicate(duplicate_id=new_id(), by=by, at=at)


def test_an_erased_lead_is_nobody_and_stays_counted(lead: Lead, by: Actor, at: datetime) -> None:
    talk(lead, by, at)
    commands.capture_lead(said=LeadSaid(email="wang@aurora.cn"), by=by, at=at)

    count = commands.erase_leads(lead_ids=[lead.id], by=by, at=at)
    commands.erase_leads(lead_ids=[lead.id], by=by, at=at)

    lead.refresh_from_db()
    assert count == 1
    assert {getattr(lead, name) for name in PERSONAL} == {""}
    assert (lead.status, lead.erased_at) == ("NEW", at)
    assert Interaction.unscoped.get().text == ""
    assert not LeadDuplicate.unscoped.exists()
    assert checks.erased_leads_left_no_words(by.company_id).problems == ()
    for name in ("qualify_lead", "record_lead_interaction"):
        extra = {"interaction": {}} if name == "record_lead_interaction" else {}
        with pytest.raises(LeadErased):
            getattr(commands, name)(lead_id=lead.id, **extra, by=by, at=at)


def test_history_keeps_no_person(lead: Lead, by: Actor, at: datetime) -> None:
    commands.qualify_lead(lead_id=lead.id, by=by, at=at)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(row)::text FROM crm_leadevent AS row")
        kept = str(cursor.fetchall())

    assert "QUALIFIED" in kept
    for personal in ("wang", "王芳", "13812345678", "晨曦", "please call"):
        assert personal not in kept


def test_a_seller_sees_his_own_leads(lead: Lead, by: Actor, other_by: Actor) -> None:
    anna = User.objects.create_user("anna")
    Lead.unscoped.filter(id=lead.id).update(owner_id=anna.id)

    hers = replace(by, user_id=anna.id, own_only=True)
    his = replace(by, user_id=User.objects.create_user("ben").id, own_only=True)

    assert queries.list_leads(by=hers).values_list("id", flat=True)[0] == lead.id
    for actor in (his, other_by, replace(by, party_ids=frozenset({new_id()}))):
        with pytest.raises(LeadUnknown):
            queries.get_lead(lead_id=lead.id, by=actor)


def test_the_doors_take_a_lead_to_its_opportunity(lead: Lead, by: Actor) -> None:
    seller = client_of(by, "SALES")
    item = make.make_item()

    made = post(seller, "/leads", {"email": "wang@aurora.cn", "channel": "PERSON"}, 201)
    path = f"/leads/{made['id']}"
    call = {"kind": "CALL", "direction": "IN", "happened_at": "2026-03-01T08:00:00Z"}
    post(seller, f"{path}/interactions", call, 201)
    post(seller, f"{path}/qualify")
    done = post(
        seller,
        f"{path}/convert",
        {
            "party_code": "AURORA-CN",
            "opportunity": {
                "title": "mixers",
                "expected_close_date": "2030-01-01",
                "lines": [{"item_id": str(item.id), "quantity": "10"}],
            },
        },
    )
    post(seller, f"{path}/drop", {"reason": "OTHER"}, 409)
    dropped = post(seller, f"/leads/{lead.id}/drop", {"reason": "DUPLICATE", "note": "same"})

    assert made["duplicates"][0]["other_lead"]["number"] == lead.number
    assert made["duplicates"][0]["likeness"] == "EMAIL"
    assert done["status"] == "CONVERTED"
    assert get(seller, f"/opportunities/{done['opportunity_id']}")["lines"][0]["quantity"]
    assert dropped["drop_reason"] == "DUPLICATE"
    assert len(get(seller, "/leads?status=DROPPED")["items"]) == 1
    assert get(seller, f"{path}/timeline")["items"] == []
    form = post(seller, "/lead-forms", {"code": "A"}, 201)
    assert [row["key"] for row in get(seller, "/lead-forms")["items"]] == [form["key"]]


def test_of_an_erased_lead_no_note_is_taken(lead: Lead, by: Actor, at: datetime) -> None:
    commands.erase_leads(lead_ids=[lead.id], by=by, at=at)

    with pytest.raises(LeadErased):
        commands.drop_lead(lead_id=lead.id, reason=DropReason.OTHER, note="Wang", by=by, at=at)
    dropped = commands.drop_lead(lead_id=lead.id, reason=DropReason.OTHER, by=by, at=at)

    assert (dropped.status, dropped.drop_note) == ("DROPPED", "")


def test_what_is_said_after_the_conversion_is_the_customers_too(
    lead: Lead, by: Actor, at: datetime
) -> None:
    commands.qualify_lead(lead_id=lead.id, by=by, at=at)
    done = commands.convert_lead(lead_id=lead.id, by=by, at=at)

    said = talk(lead, by, at)

    assert said.account == Account.unscoped.get(party_id=done.customer_id)
    told = EventRow.objects.get(type="sanye.crm.interaction.recorded.v1")
    assert told.data["customer_id"] == str(done.customer_id)


def converted(by: Actor, at: datetime, party: Party, **said: str) -> Lead:
    lead = commands.capture_lead(said=LeadSaid(**said), by=by, at=at)
    commands.qualify_lead(lead_id=lead.id, by=by, at=at)
    return commands.convert_lead(lead_id=lead.id, customer_id=party.id, by=by, at=at)


def test_who_left_his_telephone_only_is_the_contact_we_have(by: Actor, at: datetime) -> None:
    party = make.make_customer(by)
    wang = {"person_name": "Wang", "phone": "13812345678"}

    for said in (wang, wang, {**wang, "phone": "+86 138 1234 5678"}, {"phone": "13812345678"}):
        converted(by, at, party, **said)
    converted(by, at, party, person_name="Li", phone="13812345678")

    names = PartyContact.objects.filter(party=party).values_list("name", flat=True)
    assert sorted(names) == ["Li", "Wang"]


def test_a_customer_with_erased_contacts_gets_another(by: Actor, at: datetime) -> None:
    party = make.make_customer(by)
    for _ in range(2):
        PartyContact.objects.create(party=party, archived_at=at)

    converted(by, at, party, person_name="Wang", email="wang@aurora.cn")

    known = PartyContact.objects.filter(party=party, archived_at=None)
    assert [(row.name, row.is_primary) for row in known] == [("Wang", True)]


def test_a_supplier_whose_contact_asks_becomes_a_customer(by: Actor, at: datetime) -> None:
    party = make.make_party(roles=["SUPPLIER"])
    PartyContact.objects.create(party=party, name="Wang", email="wang@aurora.cn")

    converted(by, at, party, email="wang@aurora.cn")

    party.refresh_from_db()
    assert party.roles == ["CUSTOMER", "SUPPLIER"]
    assert PartyContact.objects.filter(party=party).count() == 1
