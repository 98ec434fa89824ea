"""What the lists of the API send to the database for a short page and for a long one."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sanye.kernel.actors import Actor
from sanye.stem.identity import commands as identity
from tests.security.doors import answer_of
from tests.security.requests import Sample, openapi, samples
from tests.sql.counting import Query, queries_of


@dataclass(frozen=True)
class Listed:
    """What a list sends for a page of one row and for one of all, and how many those are."""

    rows: int
    one: list[Query]
    all: list[Query]


def count_lists(by: Actor, at: datetime) -> dict[str, Listed]:
    """Every list of the API, read by an administrator of the company."""
    token = _token(by, at)
    return {sample.name: _count(sample, token) for sample in lists()}


def lists() -> Iterator[Sample]:
    """The doors that answer with a page and need no id in their address."""
    for sample in samples():
        if sample.method == "GET" and "{" not in sample.template and _is_page(sample):
            yield sample


def _is_page(sample: Sample) -> bool:
    operation = openapi()["paths"][sample.template]["get"]
    names = (one.get("$ref") or one["name"] for one in operation.get("parameters", ()))
    return any(name.endswith("cursor") for name in names)


def _count(sample: Sample, token: str) -> Listed:
    _page(sample, token, 1)  # what a process reads only once
    one, _ = _page(sample, token, 1)
    many, rows = _page(sample, token, 200)
    return Listed(rows, one, many)


def _page(sample: Sample, token: str, limit: int) -> tuple[list[Query], int]:
    sign = "&" if "?" in sample.path else "?"
    asked = Sample(sample.method, sample.template, f"{sample.path}{sign}limit={limit}", b"")
    answers: list[Any] = []
    sent = queries_of(lambda: answers.append(answer_of(asked, token)))
    body = json.loads(answers[0].content)
    return sent, len(body.get("items", ())) if isinstance(body, dict) else 0


def _token(by: Actor, at: datetime) -> str:
    user = identity.create_user(login=f"reader-{by.company_id}", is_service=True, by=by, at=at)
    identity.grant_membership(user_id=user.id, role_code="ADMIN", by=by, at=at)
    return identity.issue_api_key(user_id=user.id, name="reader", by=by, at=at).token
