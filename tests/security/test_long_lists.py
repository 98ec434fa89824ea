"""No list in a request is as long as its sender likes: each has a bound, and says so."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from sanye.kernel.actors import Actor
from sanye.project.urls import api
from tests.security.requests import SOME_ID, client_of

UNBOUNDED = {"ClosedProductionOrder", "ClosedPurchaseOrder", "ClosedSalesOrder", "PastTransfer"}
"""Documents of the past, which are stored and set nothing off."""
WIDE = {"DemandOverrideIn.edits"}
"""A cell of the planner's table for each item and week."""


def unbounded(node: dict[str, Any], named: dict[str, Any], path: str) -> Iterator[str]:
    """Lists below a schema without `maxItems`, as Schema.field; a body that is one, by its door."""
    if "$ref" in node:
        name = node["$ref"].rsplit("/", 1)[1]
        if name not in UNBOUNDED:
            yield from unbounded(named[name], named, name)
    for one in (one for key in ("anyOf", "allOf", "oneOf") for one in node.get(key, ())):
        yield from unbounded(one, named, path)
    if node.get("type") == "array":
        if "maxItems" not in node:
            yield path
        yield from unbounded(node.get("items", {}), named, path)
    for name, field in node.get("properties", {}).items():
        yield from unbounded(field, named, f"{path}.{name}")


def test_every_list_of_a_body_has_a_bound():
    described = api.get_openapi_schema()
    bodies = [
        (door, content["schema"])
        for door, operations in described["paths"].items()
        for operation in operations.values()
        for content in operation.get("requestBody", {}).get("content", {}).values()
    ]

    found = {
        path
        for door, body in bodies
        for path in unbounded(body, described["components"]["schemas"], door)
    }

    assert found == WIDE


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        (
            "sales-orders",
            {
                "customer_id": str(SOME_ID),
                "lines": [
                    {"item_id": str(SOME_ID), "quantity": "1", "requested_date": "2026-03-02"}
                ]
                * 2001,
            },
            "lines",
        ),
        (
            "people/leave/bulk",
            [
                {
                    "employee": "E1",
                    "kind": "ANNUAL",
                    "first_date": "2026-03-02",
                    "last_date": "2026-03-02",
                }
            ]
            * 1001,
            "body",
        ),
        (
            "people/rosters/bulk",
            [
                {
                    "site": "PLANT",
                    "first_date": "2026-03-02",
                    "last_date": "2026-03-02",
                    "lines": [],
                }
            ]
            * 101,
            "body",
        ),
        ("items/bulk", [{"code": "A"}] * 10_001, "body"),
        ("demand/lost", [{}] * 10_001, "body"),
    ],
)
def test_a_longer_list_is_refused_by_its_name(
    path: str, body: object, field: str, by: Actor, at: datetime
):
    answer = client_of("ADMIN", by, at).post(
        f"/api/v1/{path}", json.dumps(body), content_type="application/json"
    )

    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field], answer.json()
