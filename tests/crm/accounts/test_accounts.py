"""Customer accounts: opened once, handed over, moved, annotated."""

from dataclasses import replace
from datetime import datetime

import pytest

from sanye.crm.accounts import commands, queries
from sanye.crm.accounts.domain.states import AccountStatus
from sanye.crm.accounts.errors import AccountUnknown, NotACustomer, NoteEmpty
from sanye.crm.accounts.models import Account, AccountNote
from sanye.kernel.actors import Actor
from sanye.kernel.states import StepNotAllowed
from sanye.stem.identity.models import User
from tests.factories import masterdata as make


@pytest.fixture
def account(by: Actor, at: datetime) -> Account:
    party = make.make_customer(by)
    return commands.open_account(party_id=party.id, segment="A", by=by, at=at)


def test_a_customer_has_one_account(account: Account, by: Actor, at: datetime) -> None:
    again = commands.open_account(party_id=account.party_id, segment="B", by=by, at=at)

    assert (again.id, again.segment, again.status) == (account.id, "A", "PROSPECT")


def test_is_handed_over_and_moved(account: Account, by: Actor, at: datetime) -> None:
    owner = User.objects.create_user("anna")

    commands.change_account(
        account_id=account.id, owner_id=owner.id, status=AccountStatus.ACTIVE, by=by, at=at
    )

    shown = queries.get_account(account_id=account.id, by=by)
    assert (shown.owner_id, shown.status, shown.segment) == (owner.id, "ACTIVE", "A")
    with pytest.raises(StepNotAllowed):
        commands.change_account(account_id=account.id, status=AccountStatus.PROSPECT, by=by, at=at)


def test_keeps_what_somebody_wrote_down(account: Account, by: Actor, at: datetime) -> None:
    commands.note_on_account(account_id=account.id, text=" likes tea ", by=by, at=at)

    notes = queries.list_notes(account_id=account.id, by=by)
    assert [(note.text, note.noted_at) for note in notes] == [("likes tea", at)]
    with pytest.raises(NoteEmpty):
        commands.note_on_account(account_id=account.id, text=" ", by=by, at=at)


def test_refuses_parties_that_are_no_customers(by: Actor, at: datetime) -> None:
    supplier = make.make_supplier(by)

    with pytest.raises(NotACustomer):
        commands.open_account(party_id=supplier.id, by=by, at=at)

    assert not Account.unscoped.exists()


def test_a_customer_never_sees_notes_nor_others_accounts(
    account: Account, by: Actor, other_by: Actor, at: datetime
) -> None:
    commands.note_on_account(account_id=account.id, text="slow payer", by=by, at=at)
    customer = replace(by, party_ids=frozenset({account.party_id}))
    stranger = replace(by, party_ids=frozenset({make.make_customer(by).id}))

    assert not queries.list_notes(account_id=account.id, by=customer)
    for actor in (stranger, other_by):
        with pytest.raises(AccountUnknown):
            queries.get_account(account_id=account.id, by=actor)
    assert AccountNote.unscoped.count() == 1
