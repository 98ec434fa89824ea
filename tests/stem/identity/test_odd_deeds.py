"""Deeds that nobody means to do, and that are done."""

from datetime import datetime
from typing import Any

import pytest

from sanye.kernel.actors import Actor
from sanye.stem.events.models import EventRow
from sanye.stem.identity import commands, errors, queries
from sanye.stem.identity.access import actor_for
from sanye.stem.identity.models import ApiKey, Company, Membership, User
from tests.racing import race
from tests.security.requests import client_of


def make_user(root: Actor, at: datetime, login: str, role: str = "SALES", **scopes: Any) -> User:
    user = commands.create_user(login=login, by=root, at=at)
    commands.grant_membership(user_id=user.id, role_code=role, by=root, at=at, **scopes)
    return user


def role_of(user: User) -> Membership:
    found: Membership = user.memberships.get()
    return found


@pytest.mark.django_db
def test_a_company_keeps_its_books_in_a_currency_that_there_is(root: Actor, at: datetime):
    """It was made, its currency stays for good, and no amount of it could be rounded."""
    body = {"company_code": "B", "name": "B", "country": "DE", "functional_currency": "EUX"}

    answer = client_of("ADMIN", root, at).post("/api/v1/companies", body, "application/json")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "functional_currency"
    assert Company.objects.count() == 1


@pytest.mark.django_db
def test_a_membership_is_ended_under_the_name_of_its_user(root: Actor, at: datetime):
    ann, bob = make_user(root, at, "ann"), make_user(root, at, "bob")
    client = client_of("ADMIN", root, at)

    wrong = client.delete(f"/api/v1/users/{ann.id}/memberships/{role_of(bob).id}")
    right = client.delete(f"/api/v1/users/{bob.id}/memberships/{role_of(bob).id}")

    assert (wrong.status_code, wrong.json()["code"]) == (404, "stem.identity.membership_unknown")
    assert right.status_code == 204
    assert (ann.memberships.count(), bob.memberships.count()) == (1, 0)


@pytest.mark.django_db
def test_a_role_becomes_no_portal_for_who_has_no_party(root: Actor, at: datetime):
    def put(*, is_portal: bool) -> None:
        commands.put_role(role_code="GUEST", name="Guest", is_portal=is_portal, by=root, at=at)

    put(is_portal=False)
    ann = make_user(root, at, "ann", "GUEST")

    with pytest.raises(errors.PortalNeedsParty):
        put(is_portal=True)

    commands.end_membership(user_id=ann.id, membership_id=role_of(ann).id, by=root, at=at)
    put(is_portal=True)


@pytest.mark.django_db
def test_who_was_just_sent_away_has_no_account_here(root: Actor, at: datetime):
    ann = make_user(root, at, "ann")
    acting = actor_for(ann)
    commands.end_membership(user_id=ann.id, membership_id=role_of(ann).id, by=root, at=at)

    with pytest.raises(errors.NotAMember):
        queries.get_own_account(by=acting)


@pytest.mark.django_db
def test_a_revoked_key_comes_back_by_no_rotation(root: Actor, at: datetime):
    ann = make_user(root, at, "ann")
    key = commands.issue_api_key(user_id=ann.id, name="shop", by=root, at=at).key
    commands.revoke_api_key(api_key_id=key.id, by=root, at=at)

    with pytest.raises(errors.KeyRevoked):
        commands.rotate_api_key(api_key_id=key.id, by=root, at=at)


def test_of_two_rotations_at_once_one_gives_a_key(
    log_db: None, root: Actor, at: datetime, monkeypatch: Any
):
    ann = make_user(root, at, "ann")
    key = commands.issue_api_key(user_id=ann.id, name="shop", by=root, at=at).key

    def rotate() -> Any:
        return commands.rotate_api_key(api_key_id=key.id, by=root, at=at)

    race(monkeypatch, rotate, rotate, at=(commands, "new_key"))

    assert ApiKey.objects.filter(revoked_at=None).count() == 1


def test_of_two_logins_that_differ_by_capitals_one_is_given(
    log_db: None, root: Actor, at: datetime, monkeypatch: Any
):
    def create(login: str) -> Any:
        return commands.create_user(login=login, by=root, at=at)

    race(
        monkeypatch,
        lambda: create("ann"),
        lambda: create("Ann"),
        at=(commands, "_set_password"),
    )

    assert User.objects.filter(login__iexact="ann").count() == 1


def test_a_membership_ends_once(log_db: None, root: Actor, at: datetime, monkeypatch: Any):
    ann = make_user(root, at, "ann")
    membership = role_of(ann)

    def end() -> None:
        commands.end_membership(user_id=ann.id, membership_id=membership.id, by=root, at=at)

    race(monkeypatch, end, end, at=(commands, "publish"))

    ends = EventRow.objects.filter(type__contains="membership.ended")
    assert ends.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("end", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00"])
def test_a_key_ends_while_there_are_calendars(root: Actor, at: datetime, end: str):
    """The table took it, and no list of keys could be read any more."""
    ann = make_user(root, at, "ann")
    client = client_of("ADMIN", root, at)
    key = {"user_id": str(ann.id), "name": "x", "expires_at": end}

    answer = client.post("/api/v1/api-keys", key, "application/json")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "expires_at"
    assert client.get("/api/v1/api-keys").status_code == 200
