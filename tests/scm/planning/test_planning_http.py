"""The doors of planning and promising."""

import hashlib
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from sanye.stem.identity.models import ApiKey, Membership, Role, User
from tests.factories import masterdata as make
from tests.factories.scm import purchase_order, report, sales_line, sales_order, stock_moved

SECRET = "not-a-secret-but-a-test"


@pytest.fixture
def at():
    """A door reads the clock."""
    return datetime.now(UTC)


def day(offset):
    return datetime.now(UTC).date() + timedelta(days=offset)


@pytest.fixture
def client(by):
    user = User.objects.create(login="tester")
    role = Role.objects.create(code="ALL", name="All", permissions=["*"])
    Membership.objects.create(user=user, company_id=by.company_id, role=role, is_default=True)
    ApiKey.objects.create(
        user=user,
        company_id=by.company_id,
        name="test",
        prefix="abcd1234",
        secret_sha256=hashlib.sha256(SECRET.encode()).hexdigest(),
        scopes=["*"],
    )
    return Client(headers={"Authorization": f"Bearer sanye_abcd1234_{SECRET}"})


@pytest.fixture
def shop(by, at, settle):
    site = make.make_site(by)
    bike, wheel = make.make_item("BIKE", kind="MAKE"), make.make_item("WHEEL")
    make.make_item_site(bike, site, lead_time_days=2)
    make.make_item_site(wheel, site, lead_time_days=5)
    make.make_supplier_term(by, make.make_supplier(by), wheel, lead_time_days=5)
    make.make_bill(bike, [(wheel, 2)])
    line = sales_line(bike, site, 20, day(60))
    report(
        stock_moved(bike, site, 5),
        sales_order(line),
        purchase_order(wheel, site, 100, day(30)),
        by=by,
        at=at,
    )
    settle()
    return site, bike, wheel, line


def get(client, path):
    answer = client.get(f"/api/v1{path}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def post(client, path, body=None):
    return client.post(f"/api/v1{path}", body or {}, content_type="application/json")


def test_lists_what_is_planned_and_freezes_it(shop, client):
    (order,) = get(client, "/planning/planned-orders?status=PLANNED")["items"]
    assert (order["kind"], float(order["quantity"])) == ("MAKE", 15)

    answer = post(client, f"/planning/planned-orders/{order['id']}/firm", {"quantity": "16"})

    assert answer.status_code == 200
    assert (answer.json()["status"], float(answer.json()["start_quantity"])) == ("FIRMED", 16)
    again = post(client, f"/planning/planned-orders/{order['id']}/firm", {})
    assert again.status_code == 409
    assert again.json()["code"] == "kernel.step_not_allowed"


def test_refuses_a_planned_order_that_is_gone(client, by):
    assert post(client, f"/planning/planned-orders/{uuid4()}/firm").status_code == 404


def test_shows_runs_pegs_and_the_chain_below_a_line(shop, client):
    line = shop[3]

    assert post(client, "/planning/runs").status_code == 201
    assert get(client, "/planning/runs")["items"][0]["scope"] == "ALL"
    assert len(get(client, f"/planning/pegs?item_id={shop[1].id}")["items"]) == 2
    chain = get(client, f"/planning/chains/{line.schedule_line_id}")
    assert [(link["depth"], link["peg"]["supply_kind"]) for link in chain] == [
        (0, "ON_HAND"),
        (0, "PLANNED_ORDER"),
        (1, "RECEIPT"),
    ]
    assert get(client, "/planning/preview") == []
    assert get(client, "/planning/promise-risks")["items"] == []


def test_applies_and_dismisses_messages(shop, client):
    messages = get(client, "/planning/action-messages?status=APPLIED")["items"]
    message = next(found for found in messages if found["kind"] == "DECREASE")
    assert (message["order_number"], float(message["suggested_quantity"])) == ("PO-1", 30)

    refused = post(client, f"/planning/action-messages/{message['id']}/dismiss", {"reason": "no"})
    empty = post(client, f"/planning/action-messages/{message['id']}/dismiss", {"reason": " "})

    assert refused.status_code == 409
    assert empty.status_code == 422


def test_estimates_and_shows_holds(shop, client):
    site, bike, _, _ = shop
    line = {
        "item_id": str(bike.id),
        "site_id": str(site.id),
        "quantity": "3",
        "requested_date": str(day(80)),
    }

    answer = post(client, "/promises/estimates", {"lines": [line]})

    assert answer.status_code == 200
    assert answer.json()[0]["promised_date"] == str(day(80))
    assert get(client, "/promises/holds")["items"] == []
    bad = post(client, "/promises/estimates", {"lines": [{**line, "quantity": "0"}]})
    assert bad.status_code == 422
    assert bad.json()["errors"][0]["field"] == "lines.quantity"
