"""The doors of the customer's side, for sellers and for the customer at the portal."""

import hashlib
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.identity.domain.roles import ROLES
from sanye.stem.identity.models import ApiKey, Membership, Role, User
from tests.factories import masterdata as make
from tests.factories.crm import Market, make_market


@pytest.fixture
def market(by: Actor) -> Market:
    return make_market(by)


def client_of(by: Actor, role_code: str, **membership: Any) -> Client:
    name = f"user-{new_id().hex[-10:]}"
    rule = ROLES[role_code]
    role = Role.objects.create(
        code=name.upper(), name=name, permissions=sorted(rule.permissions), is_portal=rule.is_portal
    )
    user = User.objects.create_user(name)
    Membership.objects.create(user=user, company_id=by.company_id, role=role, **membership)
    secret = f"secret-of-{name}"
    ApiKey.objects.create(
        user=user,
        company_id=by.company_id,
        name="test",
        prefix=name[-8:],
        secret_sha256=hashlib.sha256(secret.encode()).hexdigest(),
    )
    return Client(headers={"Authorization": f"Bearer sanye_{name[-8:]}_{secret}"})


def post(client: Client, path: str, body: Any = None, status: int = 200) -> Any:
    response = client.post(f"/api/v1{path}", body or {}, content_type="application/json")
    assert response.status_code == status, response.content
    return response.json()


def get(client: Client, path: str, status: int = 200) -> Any:
    response = client.get(f"/api/v1{path}")
    assert response.status_code == status, response.content
    return response.json()


def body_of(market: Market, **line: Any) -> dict[str, Any]:
    due = (datetime.now(UTC) + timedelta(days=20)).date()
    row = {"item_id": str(market.item.id), "quantity": "3", "requested_date": str(due), **line}
    return {"customer_id": str(market.customer.id), "lines": [row]}


def test_a_quotation_is_drafted_revised_sent_and_accepted_at_the_portal(
    market: Market, by: Actor
) -> None:
    seller = client_of(by, "SALES")
    portal = client_of(by, "CUSTOMER_PORTAL", party_ids=[market.customer.id])
    stranger = client_of(by, "CUSTOMER_PORTAL", party_ids=[make.make_customer(by).id])

    drafted = post(seller, "/quotations", body_of(market), 201)
    path = f"/quotations/{drafted['id']}"
    hidden = get(portal, "/quotations")["items"]
    get(portal, path, 404)
    post(portal, f"{path}/accept", status=404)
    revised = post(seller, f"{path}/revise", body_of(market, quantity="5"))
    difference = get(seller, f"{path}/difference?older=1&newer=2")
    post(seller, f"{path}/send")
    seen = get(portal, path)
    get(stranger, path, 404)
    post(stranger, f"{path}/accept", status=404)
    accepted = post(portal, f"{path}/accept", {"customer_reference": "PO 1"})

    assert hidden == []
    assert revised["latest_version"] == 2
    assert set(difference["lines"][0]["changed"]) == {"quantity"}
    assert [version["version"] for version in seen["versions"]] == [2]
    assert accepted["versions"][-1]["status"] == "ACCEPTED"
    assert "unit_cost" not in seen["versions"][0]["lines"][0]


def test_an_estimate_says_when_nobody_plans(market: Market, by: Actor) -> None:
    from sanye.kernel.ports import wire, wired

    before = wired()
    wire({name: one for name, one in before.items() if not name.startswith("scm.")})
    seller = client_of(by, "SALES")
    drafted = post(seller, "/quotations", body_of(market), 201)

    refused = post(seller, f"/quotations/{drafted['id']}/estimate", status=503)
    wire(before)

    assert (refused["code"], "scm" in refused["detail"]) == ("leaf_off", True)


def test_an_opportunity_is_opened_moved_and_lost(market: Market, by: Actor) -> None:
    seller = client_of(by, "SALES")
    body = {
        "customer_id": str(market.customer.id),
        "title": "new line",
        "expected_close_date": "2030-01-01",
        "lines": [{"item_id": str(market.item.id), "quantity": "2"}],
    }

    opened = post(seller, "/opportunities", body, 201)
    path = f"/opportunities/{opened['id']}"
    moved = post(seller, f"{path}/move", {"stage": "QUALIFIED"})
    lost = post(seller, f"{path}/lose", {"reason": "PRICE"})
    post(seller, f"{path}/win", status=409)

    assert Decimal(opened["lines"][0]["quantity"]) == 2
    assert (moved["stage"], lost["stage"], lost["lost_reason"]) == ("QUALIFIED", "LOST", "PRICE")
    assert [row["id"] for row in get(seller, "/opportunities?stage=LOST")["items"]] == [lost["id"]]


def test_an_account_is_opened_changed_and_annotated(market: Market, by: Actor) -> None:
    seller = client_of(by, "SALES")

    opened = post(seller, "/accounts", {"party_id": str(market.customer.id), "segment": "A"}, 201)
    path = f"/accounts/{opened['id']}"
    post(seller, f"{path}/notes", {"text": "likes tea"}, 201)

    assert get(seller, "/accounts?segment=A")["items"][0]["id"] == opened["id"]
    assert get(seller, f"{path}/notes")["items"][0]["text"] == "likes tea"
