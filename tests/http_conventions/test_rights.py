"""No door of the whole API stands open: not to nobody, not to a member without rights, not to
another company.
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings

from sanye.kernel.actors import Actor, system_actor
from sanye.stem.identity import commands as identity
from tests.http_conventions.conftest import SendCase, known_ids

pytestmark = pytest.mark.django_db
OPEN_TO_ALL = {
    "/api/v1/lead-form-entries/{key}",
    "/api/v1/session/token",
    "/api/v1/session",
    "/api/v1/service-incoming/forms/{form_key}",
}
OF_EVERY_MEMBER = OPEN_TO_ALL | {"/api/v1/currencies", "/api/v1/imports/kinds"}
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


def statuses(operations: list[Any], ask: Callable[[Any], int]) -> dict[str, int]:
    """What each operation answers to one well-formed request."""
    return {operation.label: _status(operation, ask) for operation in operations}


def _status(operation: Any, ask: Callable[[Any], int]) -> int:
    found: list[int] = []

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


def test_a_member_without_rights_gets_nothing(
    operations: list[Any], send: SendCase, make_key: Callable[[str], str], by: Actor, at: datetime
):
    identity.put_role(role_code="NOTHING", name="Nothing", by=by, at=at)
    token = make_key("NOTHING")
    closed = [operation for operation in operations if operation.path not in OF_EVERY_MEMBER]

    answers = statuses(closed, lambda case: send(case, token).status_code)

    assert {label: status for label, status in answers.items() if status < 400} == {}


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


def test_a_refused_right_is_told_as_a_problem(make_key: Callable[[str], str]):
    client = Client(headers={"Authorization": f"Bearer {make_key('SALES')}"})

    answer = client.get("/api/v1/users")

    assert answer.status_code == 403
    assert json.loads(answer.content)["code"] == "not_allowed"
