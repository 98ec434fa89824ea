"""Every operation of the OpenAPI file × every role: 401 and 403 exactly where the tables say.

`doors.txt` says which right a door asks for, `rights.txt` who has it. A new door without a line
there fails here.
"""

import json
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.identity import commands as identity
from sanye.stem.identity.domain.roles import ROLES
from tests.security.doors import MEMBERS, OPEN, answer_of, declared
from tests.security.requests import Sample, closed_samples, samples
from tests.security.table import granted, holder

IssueKey = Callable[..., str]


def test_every_door_declares_its_right():
    in_the_api = {one.name for one in samples()}

    assert sorted(in_the_api - declared().keys()) == [], "say in doors.txt which right it asks for"
    assert sorted(declared().keys() - in_the_api) == []


def test_declared_rights_are_those_of_commands_and_queries():
    asked = set().union(*declared().values())

    assert sorted(asked - granted().keys() - {OPEN, MEMBERS}) == []


def test_only_the_doors_under_open_are_open():
    is_open = {name for name, rights in declared().items() if rights == {OPEN}}

    assert {one.name for one in samples()} - {one.name for one in closed_samples()} == is_open


@pytest.fixture
def issue_key(by: Actor, at: datetime, settings) -> IssueKey:
    """A key of a user with one role."""
    settings.SANYE_RATE = settings.SANYE_KEY_FAILURE_RATE = ""

    def issue(role_code: str, **key: object) -> str:
        parties = [new_id()] if role_code in ROLES and ROLES[role_code].is_portal else None
        user = identity.create_user(login=f"u-{role_code}", is_service=True, by=by, at=at)
        identity.grant_membership(
            user_id=user.id, role_code=role_code, party_ids=parties, by=by, at=at
        )
        return identity.issue_api_key(user_id=user.id, name="k", by=by, at=at, **key).token

    return issue


@pytest.mark.django_db
@pytest.mark.parametrize("role_code", [*ROLES, "NOTHING"])
def test_a_role_passes_the_doors_of_its_rights_and_no_others(
    role_code: str, issue_key: IssueKey, by: Actor, at: datetime
):
    if role_code == "NOTHING":
        identity.put_role(role_code="NOTHING", name="Nothing", by=by, at=at)
    may = holder(role_code).may if role_code in ROLES else {MEMBERS}.__contains__

    wrong = wrong_doors(issue_key(role_code), may, closed_samples())

    assert not wrong, "\n".join(wrong)


def wrong_doors(token: str, may: Callable[[str], bool], doors: Iterable[Sample]) -> list[str]:
    """Doors that let the key's owner pass, or refuse him, otherwise than the table says."""
    rights, wrong = declared(), []
    for sample in doors:
        lacking = {right for right in rights[sample.name] - {MEMBERS} if not may(right)}
        with transaction.atomic():
            answer = answer_of(sample, token)
            transaction.set_rollback(True)
        if (told := _told(answer)) not in (lacking or {"passes"}):
            wrong.append(f"{sample.name}: {told}, not {lacking or 'passes'}")
    return wrong


@pytest.mark.django_db
@pytest.mark.parametrize(
    "right",
    [
        "erp.purchasing.list_purchase_orders",
        "erp.payables.make_payment",
        "erp.people.list_employees",
        "stem.identity.list_users",
        "stem.webhooks.create_webhook",
    ],
)
def test_a_door_that_forgets_to_ask_is_found(
    right: str, issue_key: IssueKey, monkeypatch: pytest.MonkeyPatch
):
    """The test above can fail: each right in turn is not asked for any more."""
    doors = [one for one in closed_samples() if declared()[one.name] == {right}]
    token, may, asks = issue_key("CUSTOMER_PORTAL"), holder("CUSTOMER_PORTAL").may, Actor.may
    before = wrong_doors(token, may, doors)

    monkeypatch.setattr(Actor, "may", lambda actor, asked: asked == right or asks(actor, asked))

    assert before == []
    assert wrong_doors(token, lambda asked: asks(holder("CUSTOMER_PORTAL"), asked), doors) == [
        f"{one.name}: passes, not {{{right!r}}}" for one in doors
    ]


def _told(answer: HttpResponse) -> str:
    """The right that a 403 says is lacking; "passes" where rights were no hindrance."""
    if answer.status_code == 401 or (answer.status_code >= 500 and answer.status_code != 503):
        return str(answer.status_code)
    if answer.status_code != 403:
        return "passes"
    problem = json.loads(answer.content)
    return str(problem["data"].get("permission", problem["code"]))


@pytest.mark.django_db
def test_without_a_valid_key_every_door_is_shut(issue_key: IssueKey, by: Actor, at: datetime):
    tokens = {
        "no key": "",
        "garbage": "sanye_0000_1111",
        "expired": issue_key("ADMIN", expires_at=at + timedelta(minutes=1)),
        "revoked": _revoked(by, at),
        "of a blocked user": _blocked(by, at),
    }

    answers = {
        f"{sample.name} {kind}": answer_of(sample, token).status_code
        for sample in closed_samples()
        for kind, token in tokens.items()
    }

    assert len(answers) > 3000
    assert {door: status for door, status in answers.items() if status != 401} == {}


def _key(login: str, by: Actor, at: datetime):
    user = identity.create_user(login=login, is_service=True, by=by, at=at)
    identity.grant_membership(user_id=user.id, role_code="ADMIN", by=by, at=at)
    return user, identity.issue_api_key(user_id=user.id, name="k", by=by, at=at)


def _revoked(by: Actor, at: datetime) -> str:
    _user, issued = _key("revoked", by, at)
    identity.revoke_api_key(api_key_id=issued.key.id, by=by, at=at)
    return issued.token


def _blocked(by: Actor, at: datetime) -> str:
    user, issued = _key("blocked", by, at)
    identity.block_user(user_id=user.id, by=by, at=at)
    return issued.token


@pytest.mark.django_db
def test_a_keys_scopes_narrow_what_its_role_may(issue_key: IssueKey):
    token = issue_key("ADMIN", scopes=["erp.sales_orders.list_*"])
    client = Client(headers={"Authorization": f"Bearer {token}"})

    assert client.get("/api/v1/sales-orders").status_code == 200
    assert client.get("/api/v1/purchase-orders").status_code == 403
