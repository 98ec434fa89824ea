"""The doors, from order to invoice, what a customer sees of them, and answers to bad requests."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from sanye.contracts.scm.events import PromiseChange, PromiseEndangered
from sanye.erp.sales_orders import commands
from sanye.erp.sales_orders.models import SalesOrder, SalesScheduleLine
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.scm.promising.errors import SiteUnknown
from sanye.stem.identity.domain.roles import ROLES
from sanye.stem.identity.models import ApiKey, Membership, Role, User
from sanye.stem.masterdata.models import PartyCompany
from tests.factories import masterdata as make
from tests.factories.sales import Planner, Trader, make_trader, put_stock


@pytest.fixture
def shop(by: Actor) -> Trader:
    return make_trader(by, datetime.now(UTC))


def client_of(by: Actor, *permissions: str, **membership: Any) -> Client:
    name = f"user-{new_id().hex[-10:]}"
    role = Role.objects.create(code=name.upper(), name=name, permissions=list(permissions))
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


def post(client: Client, path: str, body: Any = None, status: int = 200, **headers: str) -> Any:
    response = client.post(
        f"/api/v1{path}", body or {}, content_type="application/json", headers=headers
    )
    assert response.status_code == status, response.content
    return response.json()


def get(client: Client, path: str, status: int = 200) -> Any:
    response = client.get(f"/api/v1{path}")
    assert response.status_code == status, response.content
    return response.json()


def order_body(shop: Trader, **line: Any) -> dict[str, Any]:
    due = (datetime.now(UTC) + timedelta(days=20)).date()
    row = {"item_id": str(shop.bike.id), "quantity": "3", "requested_date": str(due), **line}
    return {"customer_id": str(shop.customer.id), "lines": [row]}


def test_an_order_goes_through_to_its_credit_note_with_the_same_cents(shop: Trader) -> None:
    put_stock(shop, shop.bike, 5)
    client = client_of(shop.by, "*")

    order = post(client, "/sales-orders", order_body(shop, unit_price="33.335"), 201)
    waiting = post(client, f"/sales-orders/{order['id']}/confirm")
    confirmed = post(client, f"/sales-orders/{order['id']}/promise")
    part = confirmed["lines"][0]["schedule"][0]
    body = {"lines": [{"schedule_line_id": part["id"]}]}
    delivery = post(client, "/deliveries", body, 201)
    post(client, f"/deliveries/{delivery['id']}/pick")
    post(client, f"/deliveries/{delivery['id']}/ship", {"carrier": "SF"})
    proven = post(client, f"/deliveries/{delivery['id']}/prove")
    (invoice,) = post(client, "/sales-invoices", {"delivery_ids": [delivery["id"]]}, 201)
    note = post(client, f"/sales-invoices/{invoice['id']}/credit", {"reason": "broken"}, 201)

    closed = get(client, f"/sales-orders/{order['id']}")
    assert (waiting["status"], waiting["await_reason"]) == ("AWAITING_PROMISE", "PLANNING_OFF")
    assert (confirmed["status"], proven["status"], closed["status"]) == (
        "CONFIRMED",
        "PROVEN",
        "CLOSED",
    )
    for field, cents in (("net_amount", "100.01"), ("gross_amount", "113.01")):
        figures = [order, closed, invoice, note, get(client, "/sales-invoices")["items"][0]]
        assert {Decimal(figure[field]) for figure in figures} == {Decimal(cents)}


def test_amends_and_shows_the_amendment(shop: Trader) -> None:
    client = client_of(shop.by, "*")
    order = post(client, "/sales-orders", order_body(shop), 201)
    line_id = order["lines"][0]["id"]

    change = {"reason": "phone", "changes": [{"line_id": line_id, "quantity": "5"}]}
    amended = post(client, f"/sales-orders/{order['id']}/amend", change)
    (shown,) = get(client, f"/sales-orders/{order['id']}/amendments")["items"]

    assert (amended["amendment_number"], Decimal(amended["net_amount"])) == (1, 6000)
    assert shown["changes"][0] == {
        "line_number": 1,
        "field": "quantity",
        "before": "3.000000",
        "after": "5",
    }


def test_amendments_are_shown_page_by_page_the_first_first(shop: Trader) -> None:
    client = client_of(shop.by, "*")
    order = post(client, "/sales-orders", order_body(shop), 201)
    this, line_id = f"/sales-orders/{order['id']}", order["lines"][0]["id"]
    for quantity in ("5", "6", "7"):
        change = {"reason": "phone", "changes": [{"line_id": line_id, "quantity": quantity}]}
        post(client, f"{this}/amend", change)

    first = get(client, f"{this}/amendments?limit=2")
    rest = get(client, f"{this}/amendments?limit=2&cursor={first['next_cursor']}")

    assert [row["amendment_number"] for row in first["items"]] == [1, 2]
    assert [row["changes"][0]["after"] for row in rest["items"]] == ["7"]
    assert rest["next_cursor"] is None
    unknown = get(client, f"/sales-orders/{shop.customer.id}/amendments", 404)
    assert unknown["code"] == "erp.sales_orders.sales_order_unknown"


def test_growth_beyond_the_credit_limit_is_refused_as_such(shop: Trader, planner: Planner) -> None:
    put_stock(shop, shop.bike, 5)
    client = client_of(shop.by, "*")
    order = post(client, "/sales-orders", order_body(shop), 201)
    confirmed = post(client, f"/sales-orders/{order['id']}/confirm")
    PartyCompany.unscoped.filter(party=shop.customer).update(credit_limit=10)

    change = {"line_id": order["lines"][0]["id"], "quantity": "9"}
    body = {"reason": "phone", "changes": [change]}
    problem = post(client, f"/sales-orders/{order['id']}/amend", body, 409)

    assert problem["code"] == "erp.sales_orders.credit_exceeded"
    assert get(client, f"/sales-orders/{order['id']}") == confirmed
    assert len(planner.released) == 1


def test_an_order_that_planning_refuses_waits_with_the_reason(
    shop: Trader, planner: Planner
) -> None:
    planner.refusal = SiteUnknown(site=shop.site.id)
    client = client_of(shop.by, "*")
    order = post(client, "/sales-orders", order_body(shop), 201)

    waiting = post(client, f"/sales-orders/{order['id']}/confirm")

    assert (waiting["status"], waiting["await_reason"]) == ("AWAITING_PROMISE", "REFUSED")


PORTAL = [
    "erp.sales_orders.list_sales_orders",
    "erp.sales_orders.get_sales_order",
    "erp.sales_orders.list_amendments",
    "erp.delivery.list_deliveries",
    "erp.delivery.get_delivery",
    "erp.invoicing.list_invoices",
    "erp.invoicing.get_invoice",
]


def test_a_customer_sees_own_orders_alone(shop: Trader) -> None:
    other = make.make_customer(shop.by, site=shop.site)
    client = client_of(shop.by, "*")
    own = post(client, "/sales-orders", order_body(shop), 201)
    foreign = post(client, "/sales-orders", order_body(shop) | {"customer_id": str(other.id)}, 201)

    portal = client_of(shop.by, *PORTAL, party_ids=[shop.customer.id])

    listed = get(portal, "/sales-orders")["items"]
    shown = get(portal, f"/sales-orders/{own['id']}")
    assert [row["id"] for row in listed] == [own["id"]]
    assert shown["lines"][0]["schedule"][0]["requested_date"]
    assert get(portal, f"/sales-orders/{foreign['id']}", 404)["code"].endswith("unknown")
    assert get(portal, "/deliveries")["items"] == get(portal, "/sales-invoices")["items"] == []
    post(portal, f"/sales-orders/{own['id']}/confirm", status=403)


def test_a_customer_sees_no_reasons_of_ours(shop: Trader) -> None:
    client = client_of(shop.by, "*")
    order = post(client, "/sales-orders", order_body(shop), 201)
    post(client, f"/sales-orders/{order['id']}/confirm")
    SalesScheduleLine.unscoped.update(is_endangered=True, endangered_cause="PO-7 is late")
    SalesOrder.unscoped.update(credit_status="BLOCKED", credit_release_reason="boss")
    portal = client_of(shop.by, *PORTAL, party_ids=[shop.customer.id])

    ours = get(client, f"/sales-orders/{order['id']}")
    theirs = get(portal, f"/sales-orders/{order['id']}")

    (our_part,), (their_part,) = (shown["lines"][0]["schedule"] for shown in (ours, theirs))
    assert (ours["credit_status"], our_part["endangered_cause"]) == ("BLOCKED", "PO-7 is late")
    assert (theirs["credit_status"], theirs["credit_release_reason"]) == ("", "")
    assert (their_part["is_endangered"], their_part["endangered_cause"]) == (False, "")
    assert (our_part["promise_note_en"] != "", their_part["promise_note_en"]) == (True, "")
    assert get(portal, "/sales-orders")["items"][0]["credit_status"] == ""


def test_sellers_sell_and_others_release_credit(shop: Trader) -> None:
    seller = client_of(shop.by, *ROLES["SALES"].permissions)
    accountant = client_of(shop.by, *ROLES["ACCOUNTANT"].permissions)
    PartyCompany.unscoped.filter(party=shop.customer).update(credit_limit=1)

    order = post(seller, "/sales-orders", order_body(shop), 201)
    path = f"/sales-orders/{order['id']}"
    blocked = post(seller, f"{path}/confirm")
    change = {"line_id": order["lines"][0]["id"], "quantity": "2"}
    post(seller, f"{path}/amend", {"reason": "less", "changes": [change]})
    post(seller, f"{path}/release-credit", {"reason": "me"}, 403)
    released = post(accountant, f"{path}/release-credit", {"reason": "paid"})
    post(accountant, f"{path}/confirm", status=403)
    waiting = post(seller, f"{path}/confirm")
    confirmed = post(seller, f"{path}/promise")

    statuses = [shown["status"] for shown in (blocked, released, waiting, confirmed)]
    assert statuses == ["CREDIT_BLOCKED", "PLACED", "AWAITING_PROMISE", "CONFIRMED"]


def test_one_company_never_sees_the_others_orders(shop: Trader, other_by: Actor) -> None:
    order = post(client_of(shop.by, "*"), "/sales-orders", order_body(shop), 201)
    elsewhere = client_of(other_by, "*")

    assert get(elsewhere, "/sales-orders")["items"] == []
    get(elsewhere, f"/sales-orders/{order['id']}", 404)
    post(elsewhere, f"/sales-orders/{order['id']}/cancel", {"reason": "x"}, 404)


@pytest.mark.parametrize(
    ("line", "status", "field"),
    [
        ({"quantity": "0"}, 422, "quantity"),
        ({"quantity": "-1"}, 422, "quantity"),
        ({"quantity": "1.5"}, 422, "quantity"),
        ({"quantity": "many"}, 422, "quantity"),
        ({"unit": "KGM"}, 422, "unit"),
        ({"item_id": str(new_id())}, 422, "item_id"),
        ({"requested_date": "2026-02-30"}, 422, "requested_date"),
        ({"requested_date": "2001-01-01"}, 422, "requested_date"),
        ({"tax_codes": ["NONE"]}, 422, "tax_codes"),
        ({"unit_price": "-1"}, 422, "unit_price"),
    ],
)
def test_tells_what_is_wrong_in_both_languages_and_writes_nothing(
    shop: Trader, line: dict[str, Any], status: int, field: str
) -> None:
    client = client_of(shop.by, "*")

    english = post(client, "/sales-orders", order_body(shop, **line), status)
    chinese = post(
        client, "/sales-orders", order_body(shop, **line), status, **{"Accept-Language": "zh"}
    )

    (place,) = english["errors"]
    assert (place["field"].split(".")[-1], place["row"]) == (field, 1)
    assert place["detail"] != chinese["errors"][0]["detail"]
    assert not SalesOrder.unscoped.exists()


def test_lists_promises_in_danger_until_the_seller_decides(shop: Trader) -> None:
    client = client_of(shop.by, "*")
    order = post(client, "/sales-orders", order_body(shop), 201)
    post(client, f"/sales-orders/{order['id']}/confirm")
    confirmed = post(client, f"/sales-orders/{order['id']}/promise")
    part = confirmed["lines"][0]["schedule"][0]
    promised = date.fromisoformat(part["promised_date"])
    later = promised + timedelta(days=9)

    def endangered(new_date: date) -> None:
        change = PromiseChange(
            schedule_line_id=UUID(part["id"]),
            item_id=shop.bike.id,
            quantity=Decimal(part["quantity"]),
            requested_date=promised,
            promised_date=promised,
            new_promised_date=new_date,
            money_at_stake=Decimal(1),
        )
        fact = PromiseEndangered(
            sales_order_id=UUID(order["id"]),
            sales_order_number=order["number"],
            customer_id=shop.customer.id,
            currency="CNY",
            cause="PO-1 is late",
            cause_order_type="purchase_order",
            cause_order_id=None,
            changes=(change,),
        )
        commands.mark_endangered(endangered=[fact], by=shop.by, at=datetime.now(UTC))

    endangered(later)
    (row,) = get(client, "/sales-orders/endangered-lines?has_proposal=true")["items"]
    assert (row["order_number"], row["proposed_date"]) == (order["number"], later.isoformat())
    assert row["endangered_cause"] == "PO-1 is late"

    endangered(promised)
    assert get(client, "/sales-orders/endangered-lines")["items"] == []

    endangered(later)
    post(client, f"/sales-orders/{order['id']}/accept-proposed-dates")
    assert get(client, "/sales-orders/endangered-lines")["items"] == []
    stranger = client_of(shop.by, "erp.sales_orders.get_sales_order")
    get(stranger, "/sales-orders/endangered-lines", 403)


@pytest.mark.parametrize(
    ("field", "value"), [("requested_date", "9999-12-31"), ("quantity", "4006381333931")]
)
def test_refuses_a_day_that_no_plan_reaches_and_a_bar_code_for_a_quantity(
    shop: Trader, api: Client, field: str, value: str
) -> None:
    line = {"item_id": str(shop.bike.id), "quantity": "1", "requested_date": "2199-12-31"}
    order = {"customer_id": str(shop.customer.id), "lines": [line]}
    post(api, "/sales-orders", order, status=201)

    line[field] = value

    refused = post(api, "/sales-orders", order, status=422)
    assert refused["errors"][0]["field"].endswith(field)
