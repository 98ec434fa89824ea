"""No door of the whole API stands open: not to nobody, not to a member without rights, not to
another company.
"""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, TypeVar

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings

from sanye.kernel.actors import Actor, system_actor
from sanye.kernel.ids import new_id
from sanye.stem.commands import registered_commands, registered_queries
from sanye.stem.identity import commands as identity
from sanye.stem.identity.domain.roles import ROLES
from tests.http_conventions.conftest import SendCase, known_ids

T = TypeVar("T")
pytestmark = pytest.mark.django_db
OPEN_TO_ALL = {
    "/api/v1/lead-form-entries/{key}",
    "/api/v1/session/token",
    "/api/v1/session",
    "/api/v1/service-incoming/forms/{form_key}",
}
OF_EVERY_MEMBER = OPEN_TO_ALL | {"/api/v1/currencies", "/api/v1/imports/kinds"}
REFUSED_AS_SENT = "stem.http.input_not_valid"
"""A request whose form is wrong is refused before anybody's rights are asked for."""

FOR_ANYBODY = {
    "/api/v1/currencies",
    "/api/v1/session",
    "/api/v1/session/token",
    "/api/v1/companies",
    "/api/v1/imports/kinds",
}
OF_THE_GROUP = (
    "bills",
    "calendars",
    "currencies",
    "external-keys",
    "items",
    "parties",
    "payment-terms",
    "price-lists",
    "routings",
    "roles",
    "supplier-terms",
    "units",
)
"""Masters that all companies of the group share."""


def statuses(operations: list[Any], ask: Callable[[Any], T]) -> dict[str, T]:
    """What each operation answers to one well-formed request."""
    return {operation.label: _status(operation, ask) for operation in operations}


def _status(operation: Any, ask: Callable[[Any], T]) -> T:
    found: list[T] = []

    @settings(
        max_examples=1,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def request(case: Any) -> None:
        with transaction.atomic():
            found.append(ask(case))
            transaction.set_rollback(True)

    request()
    return found[0]


def test_nobody_gets_in(operations: list[Any], send: SendCase):
    closed = [operation for operation in operations if operation.path not in OPEN_TO_ALL]

    answers = statuses(closed, lambda case: send(case, None).status_code)

    assert {label: status for label, status in answers.items() if status != 401} == {}


def test_a_member_without_rights_is_told_which_right_he_lacks(
    operations: list[Any], send: SendCase, make_key: Callable[[str], str], by: Actor, at: datetime
):
    identity.put_role(role_code="NOTHING", name="Nothing", by=by, at=at)
    token = make_key("NOTHING")
    closed = [operation for operation in operations if operation.path not in OF_EVERY_MEMBER]

    answers = statuses(closed, lambda case: _right_lacked(send(case, token)))

    rights = registered_commands.keys() | registered_queries.keys() | {REFUSED_AS_SENT}
    assert {label: told for label, told in answers.items() if told not in rights} == {}
    assert list(answers.values()).count(REFUSED_AS_SENT) < len(answers) / 20


def _right_lacked(answer: HttpResponse) -> str:
    """The permission that a 403 names; anything else as it is, to be shown."""
    body = json.loads(answer.content)
    if answer.status_code == 422 and body["code"] == REFUSED_AS_SENT:
        return REFUSED_AS_SENT
    right = body.get("data", {}).get("permission") if isinstance(body, dict) else None
    return str(right) if answer.status_code == 403 and right else f"{answer.status_code} {body}"


def test_another_companys_rows_do_not_exist(
    operations: list[Any], make_key: Callable[..., str], by: Actor, at: datetime
):
    here = dict(known_ids(operations, make_key("ADMIN")))
    company = identity.create_company(
        company_code="OTHER", name="O", country="DE", functional_currency="EUR", by=by, at=at
    )
    client = Client(
        headers={"Authorization": f"Bearer {make_key('ADMIN', system_actor(company.id))}"}
    )
    asked: dict[str, int] = {}

    for operation in operations:
        head, brace, _ = operation.path.partition("/{")
        if operation.method.upper() != "GET" or not brace or operation.path.count("{") > 1:
            continue
        if head.split("/")[3] in OF_THE_GROUP:
            continue
        for row_id in here.get(head, [])[:1]:
            path = operation.path.replace(operation.path[operation.path.index("{") :], "")
            tail = operation.path.partition("}")[2]
            asked[operation.path] = client.get(f"{path}{row_id}{tail}").status_code

    assert asked
    assert {path: status for path, status in asked.items() if status != 404} == {}


def test_another_partys_rows_do_not_exist_for_portals(
    operations: list[Any], make_key: Callable[..., str], by: Actor, at: datetime
):
    here = dict(known_ids(operations, make_key("ADMIN")))
    reads = [operation.path for operation in operations if operation.method.upper() == "GET"]
    portals = {
        code: _portal_of_a_stranger(code, by, at) for code, rule in ROLES.items() if rule.is_portal
    }

    lists = {
        f"{code} {path}": _rows_of(client.get(path))
        for code, client in portals.items()
        for path in reads
        if "{" not in path and path not in FOR_ANYBODY
    }
    single = {
        f"{code} {path}": client.get(path).status_code
        for code, client in portals.items()
        for path in _paths_of_rows(reads, here)
    }

    assert {door: rows for door, rows in lists.items() if rows} == {}
    assert list(single.values()).count(404) >= len(portals)
    assert {door: status for door, status in single.items() if status not in {403, 404, 422}} == {}


def _rows_of(answer: HttpResponse) -> list[Any]:
    body = json.loads(answer.content) if answer.status_code == 200 else []
    return list(body.get("items", [body])) if isinstance(body, dict) else list(body)


def _paths_of_rows(reads: list[str], here: dict[str, list[str]]) -> Iterator[str]:
    """An address of a row that exists, for each path with one id whose list shows rows."""
    for path in reads:
        head, _, tail = path.partition("/{")
        if tail.count("}") == 1 and here.get(head):
            yield f"{head}/{here[head][0]}{tail.partition('}')[2]}"


def _portal_of_a_stranger(role_code: str, by: Actor, at: datetime) -> Client:
    """A portal user of a party that has nothing to do with any row."""
    user = identity.create_user(login=f"stranger-{role_code}", by=by, at=at)
    identity.grant_membership(
        user_id=user.id, role_code=role_code, party_ids=[new_id()], by=by, at=at
    )
    token = identity.issue_api_key(user_id=user.id, name="portal", by=by, at=at).token
    return Client(headers={"Authorization": f"Bearer {token}"})


def test_a_refused_right_is_told_as_a_problem(make_key: Callable[[str], str]):
    client = Client(headers={"Authorization": f"Bearer {make_key('SALES')}"})

    answer = client.get("/api/v1/users")

    assert answer.status_code == 403
    assert json.loads(answer.content)["code"] == "not_allowed"
