"""Whatever is sent to the whole API, it answers: never with a 5xx, and with a problem if refused.

Requests are made by schemathesis from the OpenAPI file, the same ones at every run. Ids in paths
are, where a list shows some, those of rows that exist. Each request is rolled back.
"""

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from requests import Request

from sanye.kernel.actors import Actor
from sanye.stem.identity import commands as identity
from tests.factories import masterdata

pytestmark = pytest.mark.django_db
REQUESTS = 1200
MOST_PER_OPERATION, LEAST_PER_OPERATION = 20, 4
STILL_REFUSED_WITH_503 = {"leaf_off"}


@pytest.fixture
def token(by, at) -> str:
    user = identity.create_user(login="robot", is_service=True, by=by, at=at)
    identity.grant_membership(user_id=user.id, role_code="ADMIN", by=by, at=at)
    return identity.issue_api_key(user_id=user.id, name="robot", by=by, at=at).token


@pytest.fixture
def masters(by: Actor) -> None:
    """One of each master, so that lists show something to ask for."""
    site = masterdata.make_site(by)
    masterdata.make_location(site)
    masterdata.make_work_center(site)
    item, part = masterdata.make_item(kind="MAKE"), masterdata.make_item()
    masterdata.make_item_company(by, item)
    masterdata.make_item_site(item, site)
    masterdata.make_bill(item, [(part, 2)])
    masterdata.make_customer(by)
    masterdata.make_supplier(by)
    masterdata.make_tax(by)
    masterdata.make_payment_term()


@pytest.fixture
def schema(token: str, masters: None, settings: Any) -> Any:
    settings.SANYE_RATE = ""
    return schemathesis.openapi.from_dict(Client().get("/api/v1/openapi.json").json())


def test_no_request_breaks_the_server(schema: Any, token: str):
    operations = [found.ok() for found in schema.get_all_operations()]
    examples = max(LEAST_PER_OPERATION, min(MOST_PER_OPERATION, REQUESTS // len(operations)))
    known = dict(_known_ids(operations, token))

    wrong = [found for operation in operations for found in _try(operation, examples, known, token)]

    assert wrong == []


def _known_ids(operations: list[Any], token: str) -> Iterator[tuple[str, list[str]]]:
    """Ids of rows that exist, by the address of their list."""
    client = Client(headers={"Authorization": f"Bearer {token}"})
    for operation in operations:
        if operation.method.upper() == "GET" and "{" not in operation.path:
            answer = client.get(operation.path)
            body = answer.json() if answer.status_code == 200 else {}
            items = body.get("items", []) if isinstance(body, dict) else []
            yield operation.path, [item["id"] for item in items if "id" in item]


def _try(operation: Any, examples: int, known: dict[str, list[str]], token: str) -> list[str]:
    wrong: list[str] = []
    chance = random.Random(operation.label)

    @settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def request(case: Any) -> None:
        _point_at_rows(case, known, chance)
        with transaction.atomic():
            answer = _send(case, token)
            transaction.set_rollback(True)
        wrong.extend(_faults(operation.label, case, answer))

    request()
    return wrong[:3]


def _send(case: Any, token: str) -> HttpResponse:
    sent = Request(**case.as_transport_kwargs(base_url="http://testserver")).prepare()
    headers = {name: value for name, value in sent.headers.items() if name != "Content-Length"}
    client = Client(raise_request_exception=False)
    return client.generic(
        sent.method,
        sent.path_url,
        sent.body or b"",
        content_type=headers.pop("Content-Type", "application/json"),
        headers={**headers, "Authorization": f"Bearer {token}"},
    )


def _point_at_rows(case: Any, known: dict[str, list[str]], chance: random.Random) -> None:
    ids = known.get(case.path.split("/{")[0], [])
    for name in case.path_parameters or {}:
        if ids and name.endswith("_id"):
            case.path_parameters[name] = chance.choice(ids)


def _faults(label: str, case: Any, answer: HttpResponse) -> Iterator[str]:
    if answer.status_code < 400:
        return
    body = json.loads(answer.content) if "problem+json" in answer["Content-Type"] else {}
    sent = f"{case.formatted_path} {case.query} {case.body!r}"[:300]
    if "code" not in body:
        yield f"{label}: {answer.status_code} without a problem: {sent}"
    elif answer.status_code >= 500 and body["code"] not in STILL_REFUSED_WITH_503:
        yield f"{label}: {answer.status_code} {body['code']}: {sent}"
