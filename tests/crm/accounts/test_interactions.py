"""Calls, visits, mails and chats: recorded, followed up, erased."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from sanye.crm.accounts import commands, queries
from sanye.crm.accounts.errors import (
    ContactNotTheirs,
    FollowUpInPast,
    HappenedInFuture,
    InteractionUnknown,
    NotACustomer,
    NothingToFollowUp,
)
from sanye.crm.accounts.models import Account, Interaction, InteractionPerson
from sanye.kernel.actors import Actor
from sanye.stem.events.models import EventRow
from sanye.stem.identity.models import User
from sanye.stem.masterdata.commands import erase_contacts
from sanye.stem.masterdata.models import Party, PartyContact
from tests.factories import masterdata as make


@pytest.fixture
def customer(by: Actor) -> Party:
    return make.make_customer(by)


@pytest.fixture
def contact(customer: Party) -> PartyContact:
    return PartyContact.objects.create(party=customer, name="王芳", email="wang@example.com")


def call(customer: Party, by: Actor, at: datetime, **given: Any) -> Interaction:
    row = {"kind": "CALL", "direction": "IN", "happened_at": at, "text": "wants a blue one"}
    return commands.record_interaction(customer_id=customer.id, **{**row, **given}, by=by, at=at)


def test_is_recorded_with_its_people_and_opens_the_account(
    customer: Party, contact: PartyContact, by: Actor, at: datetime
) -> None:
    anna = User.objects.create_user("anna")

    made = call(customer, by, at, contact_ids=[contact.id], user_ids=[anna.id])

    shown = queries.get_interaction(interaction_id=made.id, by=by)
    people = {(one.contact_id, one.user_id) for one in shown.people.all()}
    assert people == {(contact.id, None), (None, anna.id)}
    assert shown.account.party_id == customer.id
    fact = EventRow.objects.get(type="sanye.crm.interaction.recorded.v1")
    assert fact.data["customer_id"] == str(customer.id)
    assert "blue" not in str(fact.data)


def test_is_listed_for_whoever_has_to_come_back_to_it(
    customer: Party, by: Actor, at: datetime
) -> None:
    due = call(customer, by, at, follow_up_date=date(2026, 3, 5))
    call(customer, by, at, follow_up_date=date(2026, 3, 9))
    call(customer, by, at)

    rows = queries.list_interactions(follow_up_due_by=date(2026, 3, 5), by=by)
    assert list(rows.values_list("id", flat=True)) == [due.id]

    commands.finish_follow_up(interaction_id=due.id, by=by, at=at)

    assert not rows.all().exists()
    with pytest.raises(NothingToFollowUp):
        commands.finish_follow_up(interaction_id=due.id, by=by, at=at)


def test_a_follow_up_may_be_planned_again(customer: Party, by: Actor, at: datetime) -> None:
    made = call(customer, by, at, follow_up_date=date(2026, 3, 5))
    commands.finish_follow_up(interaction_id=made.id, by=by, at=at)

    again = commands.plan_follow_up(
        interaction_id=made.id, follow_up_date=date(2026, 4, 1), by=by, at=at
    )

    assert (again.follow_up_date, again.followed_up_at) == (date(2026, 4, 1), None)


def test_refuses_what_cannot_be_and_keeps_nothing(customer: Party, by: Actor, at: datetime) -> None:
    stranger = PartyContact.objects.create(party=make.make_customer(by), name="Li")

    with pytest.raises(HappenedInFuture):
        call(customer, by, at, happened_at=at + timedelta(hours=1))
    with pytest.raises(ContactNotTheirs):
        call(customer, by, at, contact_ids=[stranger.id])
    with pytest.raises(FollowUpInPast):
        call(customer, by, at, follow_up_date=date(2026, 3, 1))
    with pytest.raises(NotACustomer):
        call(make.make_supplier(by), by, at)

    assert not Interaction.unscoped.exists()
    assert not Account.unscoped.exists()
    assert not EventRow.objects.exists()


def test_loses_its_words_with_the_person_and_stays(
    customer: Party, contact: PartyContact, by: Actor, at: datetime
) -> None:
    his = call(customer, by, at, subject="colour", contact_ids=[contact.id])
    others = call(customer, by, at, text="other")

    count = commands.erase_interactions(contact_ids=[contact.id], by=by, at=at)

    his.refresh_from_db()
    others.refresh_from_db()
    assert count == 1
    assert (his.subject, his.text, his.erased_at) == ("", "", at)
    assert (others.text, others.erased_at) == ("other", None)
    assert not InteractionPerson.unscoped.filter(contact_id=contact.id).exists()


def test_is_seen_by_those_who_care_for_the_customer(
    customer: Party, by: Actor, other_by: Actor, at: datetime
) -> None:
    made = call(customer, by, at)
    owner, colleague = User.objects.create_user("anna"), User.objects.create_user("ben")
    commands.change_account(account_id=made.account_id, owner_id=owner.id, by=by, at=at)

    own = replace(by, user_id=owner.id, own_only=True)
    others = replace(by, user_id=colleague.id, own_only=True)
    at_portal = replace(by, party_ids=frozenset({customer.id}))

    assert queries.get_interaction(interaction_id=made.id, by=own).id == made.id
    for actor in (others, other_by, at_portal):
        with pytest.raises(InteractionUnknown):
            queries.get_interaction(interaction_id=made.id, by=actor)


def test_nobody_talks_with_who_was_erased(
    customer: Party, contact: PartyContact, by: Actor, at: datetime
) -> None:
    erase_contacts(contact_ids=[contact.id], by=by, at=at)

    with pytest.raises(ContactNotTheirs):
        call(customer, by, at, contact_ids=[contact.id])

    assert not Interaction.unscoped.exists()
