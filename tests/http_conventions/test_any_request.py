"""Whatever is sent to the whole API, it answers: never with a 5xx, and with a problem if refused.

Requests are made by schemathesis from the OpenAPI file, the same ones at every run. Ids in paths
and bodies are, where a list shows some, mostly those of rows that exist. Each request is rolled
back.
"""

import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from hypothesis import HealthCheck, Phase, given, settings

from tests.http_conventions.conftest import SendCase, known_ids

pytestmark = pytest.mark.django_db
REQUESTS = 1_500
MOST_PER_OPERATION, LEAST_PER_OPERATION = 20, 2
MAY_BE_AWAY = {"leaf_off"}
"""Codes of a 503 that is meant: a leaf that is switched off has no answer."""

LISTS = {"customer": "parties", "party": "parties", "supplier": "parties", "parent": "items"}


def test_no_request_breaks_the_server(
    operations: list[Any], send: SendCase, make_key: Callable[[str], str]
):
    token = make_key("ADMIN")
    examples = max(LEAST_PER_OPERATION, min(MOST_PER_OPERATION, REQUESTS // len(operations)))
    known = dict(known_ids(operations, token))
    wrong: list[str] = []

    for operation in operations:
        found = _try(operation, examples, known, lambda case: send(case, token))
        wrong += found[:3]

    assert wrong == []


def _try(
    operation: Any,
    examples: int,
    known: dict[str, list[str]],
    send: Callable[[Any], HttpResponse],
) -> list[str]:
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
            answer = send(case)
            transaction.set_rollback(True)
        wrong.extend(_faults(operation.label, case, answer))

    request()
    return wrong


def _point_at_rows(case: Any, known: dict[str, list[str]], chance: random.Random) -> None:
    ids = known.get(case.path.split("/{")[0], [])
    for name in case.path_parameters or {}:
        if ids and name.endswith("_id"):
            case.path_parameters[name] = chance.choice(ids)
    _name_rows(case.body, known, chance)


def _name_rows(part: Any, known: dict[str, list[str]], chance: random.Random) -> None:
    """Let ids in the body mostly be those of rows: `item_id` one of /items."""
    for child in part if isinstance(part, list) else []:
        _name_rows(child, known, chance)
    for name, value in part.items() if isinstance(part, dict) else []:
        noun = name.removesuffix("_id")
        ids = known.get(f"/api/v1/{LISTS.get(noun, noun.replace('_', '-') + 's')}", [])
        if name.endswith("_id") and ids and chance.random() < 0.8:
            part[name] = chance.choice(ids)
        else:
            _name_rows(value, known, chance)


def _faults(label: str, case: Any, answer: HttpResponse) -> Iterator[str]:
    if answer.status_code < 400:
        return
    body = json.loads(answer.content) if "problem+json" in answer["Content-Type"] else {}
    sent = f"{case.formatted_path} {case.query} {case.body!r}"[:300]
    if "code" not in body:
        yield f"{label}: {answer.status_code} without a problem: {sent}"
    elif answer.status_code >= 500 and body["code"] not in MAY_BE_AWAY:
        yield f"{label}: {answer.status_code} {body['code']}: {sent}"
