"""The doors, from order to posted invoice, and what they answer to bad requests."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from sanye.kernel.ids import new_id
from sanye.stem.identity.models import ApiKey, Company, Membership, Role, User
from tests.factories import masterdata
from tests.factories.erp_purchasing import make_market


@pytest.fixture
def market(by):
    return make_market(by, datetime.now(UTC))


def client_of(by, permissions, **membership) -> Client:
    name = f"user-{new_id().hex[-10:]}"
    role = Role.objects.create(code=name.upper(), name=name, permissions=permissions)
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


def post(client: Client, path: str, body: Any, status: int = 200) -> Any:
    response = client.post(f"/api/v1{path}", body, content_type="application/json")
    assert response.status_code == status, response.content
    return response.json()


def get(client: Client, path: str, status: int = 200) -> Any:
    response = client.get(f"/api/v1{path}")
    assert response.status_code == status, response.content
    return response.json()


def order_body(market, **line) -> dict[str, Any]:
    due = (datetime.now(UTC) + timedelta(days=20)).date()
    row = {"item_id": str(market.item.id), "quantity": "10", "requested_date": str(due), **line}
    return {
        "supplier_id": str(market.supplier.id),
        "site_id": str(market.site.id),
        "lines": [row],
    }


def test_an_order_goes_from_draft_to_a_posted_invoice(market):
    buyer = client_of(market.by, ["erp.*"])
    supplier = client_of(
        market.by,
        ["erp.purchasing.get_*", "erp.purchasing.list_*", "erp.purchasing.answer_*"],
        party_ids=[market.supplier.id],
    )

    order = post(buyer, "/purchase-orders", order_body(market), 201)
    path = f"/purchase-orders/{order['id']}"
    assert (order["status"], order["lines"][0]["unit_price"]) == ("DRAFT", "5.000000")
    get(supplier, path, 404)
    post(buyer, f"{path}/send", {})
    answered = post(supplier, f"{path}/answer", {"supplier_reference": "S-1"})
    assert answered["status"] == "CONFIRMED"
    assert [row["number"] for row in get(supplier, "/purchase-orders")["items"]] == [
        order["number"]
    ]
    post(supplier, f"{path}/send", {}, 403)

    line_id = order["lines"][0]["id"]
    receipt = post(
        buyer,
        f"{path}/receipts",
        {"lines": [{"purchase_order_line_id": line_id, "quantity": "10", "unit": "C62"}]},
        201,
    )
    assert receipt["lines"][0]["stock_quantity"] == "10.000000"
    assert get(buyer, f"/goods-receipts?purchase_order_id={order['id']}")["items"] == [receipt]
    invoice = post(
        buyer,
        "/supplier-invoices",
        {
            "supplier_id": str(market.supplier.id),
            "supplier_reference": "R-1",
            "document_date": str(datetime.now(UTC).date()),
            "lines": [{"purchase_order_line_id": line_id, "quantity": "10", "unit_price": "5"}],
        },
        201,
    )
    assert (invoice["status"], invoice["gross_amount"]) == ("MATCHED", "56.5000")
    posted = post(buyer, f"/supplier-invoices/{invoice['id']}/post", {})
    assert posted["number"].startswith("PI-")
    assert get(buyer, path)["lines"][0]["invoiced_quantity"] == "10.000000"
    assert [row["status"] for row in get(buyer, "/supplier-invoices")["items"]] == ["POSTED"]


def test_changes_and_worklists(market):
    buyer = client_of(market.by, ["erp.*"])
    order = post(buyer, "/purchase-orders", order_body(market), 201)
    path = f"/purchase-orders/{order['id']}"
    row_id = order["lines"][0]["schedule_lines"][0]["id"]
    post(buyer, f"{path}/send", {})

    cancel = {"changes": [{"schedule_line_id": row_id, "cancel": True}], "reason": "no need"}
    post(buyer, f"{path}/change", cancel)
    (proposal,) = get(buyer, "/purchase-proposals?status=OPEN")["items"]
    assert [row["id"] for row in get(buyer, "/purchase-orders/open-lines")["items"]] == [row_id]
    post(buyer, f"/purchase-proposals/{proposal['id']}/answer", {"accept": True})

    assert get(buyer, path)["status"] == "CANCELLED"
    assert get(buyer, "/purchase-requisitions")["items"] == []
    policy = {"window_days": 14, "approval_amount": "1000"}
    response = buyer.put("/api/v1/purchasing-policies", policy, content_type="application/json")
    assert response.json()["window_days"] == 14
    assert len(get(buyer, "/purchasing-policies")["items"]) == 1
    response = buyer.put("/api/v1/match-policies", {}, content_type="application/json")
    assert response.status_code == 200
    assert len(get(buyer, "/match-policies")["items"]) == 1


@pytest.mark.parametrize(
    ("line", "code", "field"),
    [
        ({"quantity": "0"}, "erp.purchasing.quantity_not_positive", "quantity"),
        ({"quantity": "-1"}, "erp.purchasing.quantity_not_positive", "quantity"),
        ({"unit": "KGM"}, "stem.masterdata.units_not_convertible", "unit"),
        ({"requested_date": "2020-01-01"}, "erp.purchasing.date_too_early", "requested_date"),
        ({"item_id": str(new_id())}, "stem.masterdata.unknown", "item_id"),
    ],
)
def test_bad_lines_are_named_in_the_callers_language(market, line, code, field):
    buyer = client_of(market.by, ["erp.*"])

    response = buyer.post(
        "/api/v1/purchase-orders",
        order_body(market, **line),
        content_type="application/json",
        headers={"Accept-Language": "zh"},
    )

    problem = response.json()
    assert problem["code"] == code
    assert (problem["errors"][0]["row"], problem["errors"][0]["field"]) == (1, field)
    assert any("一" <= letter <= "鿿" for letter in problem["detail"])
    assert get(buyer, "/purchase-orders")["items"] == []


def test_nobody_reaches_another_companys_order(market):
    order = post(client_of(market.by, ["*"]), "/purchase-orders", order_body(market), 201)
    company = Company.objects.create(
        code="BOREAS", name="Boreas", country="CN", functional_currency="CNY"
    )
    foreign = client_of(replace(market.by, company_id=company.id), ["*"])

    get(foreign, f"/purchase-orders/{order['id']}", 404)
    post(foreign, f"/purchase-orders/{order['id']}/send", {}, 404)
    post(foreign, "/purchase-orders", order_body(market), 422)


def test_another_supplier_reaches_nothing(market):
    buyer = client_of(market.by, ["*"])
    order = post(buyer, "/purchase-orders", order_body(market), 201)
    post(buyer, f"/purchase-orders/{order['id']}/send", {})
    other = masterdata.make_supplier(market.by)
    foreign = client_of(market.by, ["erp.purchasing.*"], party_ids=[other.id])

    get(foreign, f"/purchase-orders/{order['id']}", 404)
    post(foreign, f"/purchase-orders/{order['id']}/answer", {}, 404)
    assert get(foreign, "/purchase-orders")["items"] == []
    assert get(foreign, "/goods-receipts")["items"] == []
