"""The whole API with one of each master, and callers of several kinds."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
import schemathesis
from django.http import HttpResponse
from django.test import Client
from requests import Request

from sanye.kernel.actors import Actor
from sanye.stem.identity import commands as identity
from tests.factories import masterdata
from tests.factories.erp_purchasing import make_market
from tests.factories.people import MONDAY, make_workforce
from tests.factories.sales import make_trader

SendCase = Callable[..., HttpResponse]


@pytest.fixture
def make_key(by: Actor, at: datetime) -> Callable[[str], str]:
    """A service user with one role, by its API key."""

    def make(role_code: str, acting: Actor = by) -> str:
        user = identity.create_user(
            login=f"robot-{role_code}-{acting.company_id}", is_service=True, by=acting, at=at
        )
        identity.grant_membership(user_id=user.id, role_code=role_code, by=acting, at=at)
        return identity.issue_api_key(user_id=user.id, name="robot", by=acting, at=at).token

    return make


@pytest.fixture
def rows(by: Actor, at: datetime) -> None:
    """Masters and some documents, so that lists show something to ask for."""
    trader = make_trader(by, at)
    trader.place()
    buyer = make_market(by, at)
    buyer.place()
    buyer.receive(buyer.sent(), 40)
    made = masterdata.make_item(kind="MAKE")
    masterdata.make_item_company(by, made)
    masterdata.make_item_site(made, buyer.site)
    masterdata.make_bill(made, [(buyer.item, 2)])
    masterdata.make_routing(made, [(masterdata.make_work_center(buyer.site), 4)])
    works = make_workforce(by, at)
    works.hire("E1")
    works.skill("E1", "WELDING")
    works.roster(("E1", MONDAY, "DAY", None))
    works.leave_kind()


@pytest.fixture
def operations(rows: None, settings: Any) -> list[Any]:
    """Every operation of the OpenAPI file, as schemathesis sees it."""
    settings.SANYE_RATE = ""
    schema = schemathesis.openapi.from_dict(Client().get("/api/v1/openapi.json").json())
    return [found.ok() for found in schema.get_all_operations()]


@pytest.fixture
def send() -> SendCase:
    """Send one generated case through Django's test client."""

    def send_case(case: Any, token: str | None) -> HttpResponse:
        sent = Request(**case.as_transport_kwargs(base_url="http://testserver")).prepare()
        headers = {name: text for name, text in sent.headers.items() if name != "Content-Length"}
        headers.pop("Authorization", None)
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        return Client(raise_request_exception=False).generic(
            sent.method,
            sent.path_url,
            sent.body or b"",
            content_type=headers.pop("Content-Type", "application/json"),
            headers=headers,
        )

    return send_case


def known_ids(operations: list[Any], token: str) -> Iterator[tuple[str, list[str]]]:
    """Ids of rows that exist, by the address of their list."""
    client = Client(headers={"Authorization": f"Bearer {token}"})
    for operation in operations:
        if operation.method.upper() == "GET" and "{" not in operation.path:
            answer = client.get(operation.path)
            body = answer.json() if answer.status_code == 200 else {}
            items = body.get("items", []) if isinstance(body, dict) else []
            yield operation.path, [item["id"] for item in items if "id" in item]
