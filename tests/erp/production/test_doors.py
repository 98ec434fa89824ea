"""Production over HTTP: one order's way, and a decision."""

from decimal import Decimal
from typing import Any

from django.test import Client

from sanye.erp.production.commands import request_change
from sanye.erp.production.models import ProductionOrder
from tests.erp.production.conftest import Shop

URL = "/api/v1/production-orders"
DAY = "2026-03-02"


def post(api: Client, path: str, body: Any) -> Any:
    return api.post(path, body, content_type="application/json")


def order_in(shop: Shop, **fields: Any) -> dict[str, Any]:
    return {
        "item_id": str(shop.bike.id),
        "site_id": str(shop.site.id),
        "quantity": "4",
        "start_date": DAY,
        "due_date": "2026-03-06",
        **fields,
    }


def test_an_order_from_beginning_to_end(api: Client, shop: Shop) -> None:
    shop.stock(shop.wheel, 8, lot="W")
    shop.stock(shop.frame, 3)
    order = post(api, URL, order_in(shop)).json()
    own = f"{URL}/{order['id']}"

    released = post(api, f"{own}/release", {}).json()
    shop.stock(shop.frame, 3)
    report = post(
        api,
        f"{own}/report",
        {"operation_number": 10, "posting_date": DAY, "good_quantity": "4", "run_minutes": "17"},
    )
    short = post(api, f"{own}/complete", {"quantity": "9", "posting_date": DAY})
    done = post(api, f"{own}/complete", {"quantity": "4", "posting_date": DAY}).json()
    closed = post(api, f"{own}/close", {"posting_date": DAY}).json()

    assert [line["short_quantity"] for line in released["shortages"]] == ["1.000000"]
    assert (report.status_code, report.json()["cost_rate"]) == (201, "60.000000")
    assert (short.status_code, short.json()["code"]) == (409, "erp.production.over_completion")
    assert (done["status"], closed["status"]) == ("COMPLETED", "CLOSED")
    assert [part["issued_quantity"] for part in done["components"]] == ["8.000000", "4.000000"]
    assert api.get(f"{URL}?status=CLOSED").json()["items"][0]["number"] == order["number"]
    assert api.get(f"{own}/availability").json()[0]["item_code"] == "WHEEL"


def test_answers_with_the_structure_as_it_is_stored(api: Client, shop: Shop) -> None:
    """Commands answer with rows they changed in memory."""
    shop.stock(shop.wheel, 40, lot="W")
    shop.stock(shop.frame, 20)
    own = f"{URL}/{post(api, URL, order_in(shop)).json()['id']}"
    post(api, f"{own}/release", {})
    for step, body in (
        ("quantity", {"quantity": "5"}),
        ("split", {"quantity": "1"}),
        ("issue", {"posting_date": DAY}),
        ("complete", {"posting_date": DAY, "quantity": "4"}),
        ("close", {"posting_date": DAY}),
    ):
        answer = post(api, f"{own}/{step}", body).json()
        stored = api.get(f"{URL}/{answer['id']}").json()
        for part in ("components", "operations", "completions"):
            assert answer[part] == stored[part], step


def test_a_proposal_is_decided(api: Client, shop: Shop) -> None:
    order = shop.order(4)
    request_change(
        production_order_id=order.id,
        kind="CHANGE_QUANTITY",
        new_date=None,
        new_quantity=Decimal(2),
        reason="DEMAND",
        by=shop.by,
        at=shop.at,
    )
    url = "/api/v1/production-proposals"
    (proposal,) = api.get(f"{url}?status=OPEN").json()["items"]

    accepted = post(api, f"{url}/{proposal['id']}/accept", {}).json()

    assert (proposal["production_order_number"], accepted["status"]) == (order.number, "ACCEPTED")
    order.refresh_from_db()
    assert order.quantity == 2


def test_says_what_is_wrong_where(api: Client, shop: Shop) -> None:
    for change, status, code in (
        ({"quantity": "0"}, 422, "stem.http.input_not_valid"),
        ({"quantity": "0.5"}, 422, "erp.production.quantity_too_fine"),
        ({"due_date": "2026-03-01"}, 422, "erp.production.dates_reversed"),
        ({"due_date": "9999-12-31"}, 422, "stem.http.input_not_valid"),
        ({"item_id": str(shop.frame.id)}, 409, "erp.production.bill_missing"),
    ):
        answer = post(api, URL, order_in(shop, **change))
        assert (answer.status_code, answer.json()["code"]) == (status, code)

    assert not ProductionOrder.unscoped.exists()


def test_a_policy_is_kept(api: Client, shop: Shop) -> None:
    body = {
        "site_id": str(shop.site.id),
        "over_completion_ratio": "0.2",
        "over_issue_ratio": "0",
        "short_backflush_ratio": "0",
        "backflushes": False,
    }

    api.put(f"{URL}/policy", body, content_type="application/json")

    shown = api.get(f"{URL}/policy?site_id={shop.site.id}").json()
    assert (shown["over_completion_ratio"], shown["backflushes"]) == ("0.200000", False)
