"""Users and roles are the group's: who administers one company is no master of the others."""

from datetime import datetime
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.identity import commands as identity
from sanye.stem.identity.models import Company, Role, User

pytestmark = pytest.mark.django_db
PASSWORD = "three leaves on a stem"
HELPER = "HELPER"


@pytest.fixture
def theirs() -> Actor:
    """Whoever rules the other company of the group."""
    found = Company.objects.create(
        id=new_id(), code="BOREAS", name="Boreas", country="CN", functional_currency="CNY"
    )
    return Actor(user_id=None, company_id=found.id, name="other", permissions=frozenset({"*"}))


@pytest.fixture
def bob(theirs: Actor, at: datetime) -> User:
    """The administrator of the other company."""
    user = identity.create_user(login="bob", password=PASSWORD, by=theirs, at=at)
    identity.grant_membership(user_id=user.id, role_code="ADMIN", by=theirs, at=at)
    return user


def administrator(at: datetime, *companies: Actor) -> Client:
    user = identity.create_user(login=f"x-{new_id().hex[-8:]}", by=companies[0], at=at)
    for company in companies:
        identity.grant_membership(user_id=user.id, role_code="ADMIN", by=company, at=at)
    key = identity.issue_api_key(user_id=user.id, name="x", by=companies[0], at=at)
    return Client(headers={"Authorization": f"Bearer {key.token}"})


def send(client: Client, method: str, path: str, body: Any = None) -> HttpResponse:
    sent: Any = getattr(client, method)(f"/api/v1/{path}", body, content_type="application/json")
    return sent  # type: ignore[no-any-return]


def take_in(client: Client, user: User) -> int:
    grant = {"role_code": "SALES"}
    return send(client, "post", f"users/{user.id}/memberships", grant).status_code


def test_taking_in_a_user_of_another_company_does_not_take_him_over(
    bob: User, by: Actor, at: datetime
):
    ann = administrator(at, by)
    assert take_in(ann, bob) == 201

    answers = [
        send(ann, "patch", f"users/{bob.id}", {"password": "known to ann alone"}),
        send(ann, "patch", f"users/{bob.id}", {"email": "ann@evil.example"}),
        send(ann, "post", f"users/{bob.id}/block"),
    ]

    told = [(answer.status_code, answer.json()["code"]) for answer in answers]
    assert told == [(403, "stem.identity.also_elsewhere")] * 3
    bob.refresh_from_db()
    assert bob.check_password(PASSWORD)
    assert (bob.email, bob.is_active) == ("", True)


def test_who_administers_both_companies_changes_the_user(
    bob: User, theirs: Actor, by: Actor, at: datetime
):
    both = administrator(at, by, theirs)
    take_in(both, bob)

    assert (
        send(both, "patch", f"users/{bob.id}", {"password": "a new one for bob"}).status_code == 200
    )
    assert send(both, "post", f"users/{bob.id}/block").status_code == 200


def test_a_role_that_another_company_gave_is_not_widened_here(
    theirs: Actor, by: Actor, at: datetime
):
    identity.put_role(
        role_code=HELPER, name="Helper", permissions=["stem.audit.*"], by=theirs, at=at
    )
    eve = identity.create_user(login="eve", by=theirs, at=at)
    identity.grant_membership(user_id=eve.id, role_code=HELPER, by=theirs, at=at)
    wide = {"name": "Helper", "permissions": ["*"]}

    alone = send(administrator(at, by), "put", f"roles/{HELPER}", wide)
    assert (alone.status_code, alone.json()["code"]) == (403, "stem.identity.also_elsewhere")
    assert Role.objects.get(code=HELPER).permissions == ["stem.audit.*"]

    both = send(administrator(at, by, theirs), "put", f"roles/{HELPER}", wide)
    assert both.status_code == 200


def test_a_login_differs_by_more_than_capitals(bob: User, by: Actor, at: datetime):
    """Neither of two would be let in: sign-in does not look at capitals."""
    answer = send(administrator(at, by), "post", "users", {"login": "BOB"})

    assert (answer.status_code, answer.json()["code"]) == (409, "stem.identity.login_taken")


def test_who_rules_another_company_alone_is_not_blocked_from_here(
    theirs: Actor, by: Actor, at: datetime
):
    """It was left without anybody to take him back."""
    both = administrator(at, by, theirs)
    administrator(at, by)
    himself = User.objects.get(id=send(both, "get", "session").json()["user"]["id"])

    answer = send(both, "post", f"users/{himself.id}/block")

    assert (answer.status_code, answer.json()["code"]) == (409, "stem.identity.last_administrator")
    himself.refresh_from_db()
    assert himself.is_active
