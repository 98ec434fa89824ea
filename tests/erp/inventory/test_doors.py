"""Stock over HTTP: one way through, and what comes back when the input is wrong."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from sanye.erp.inventory.models import StockBalance, StockMovement
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from tests.factories.erp_stock import make_stock, make_stock_site
from tests.factories.masterdata import make_item, make_location

URL = "/api/v1"
DAY = "2026-03-02"


def post(api: Client, path: str, body: Any, **headers: str) -> Any:
    return api.post(f"{URL}{path}", body, content_type="application/json", headers=headers)


def test_from_opening_to_the_shelf(api: Client, by: Actor) -> None:
    site, item = make_stock_site(by), make_item(tracking="LOT")
    shelf = make_location(site, "SHELF")
    line = {"item_id": str(item.id), "site_id": str(site.id), "lot": "L1", "quantity": "5"}

    opened = post(
        api, "/stock/openings", {"posting_date": DAY, "lines": [{**line, "unit_cost": "2.5"}]}
    )
    moved = post(
        api,
        "/stock/moves",
        {
            "posting_date": DAY,
            "to_location_id": str(shelf.id),
            "lines": [{**line, "quantity": "2"}],
        },
    )
    blocked = post(
        api,
        "/stock/lots/status",
        {
            "item_id": str(item.id),
            "number": "L1",
            "status": "BLOCKED",
            "reason_code": "QC",
            "posting_date": DAY,
        },
    )
    balances = api.get(f"{URL}/stock/balances?item_id={item.id}").json()["items"]
    on_hand = api.get(f"{URL}/stock/on-hand?item_id={item.id}&site_id={site.id}").json()

    assert [opened.status_code, moved.status_code, blocked.status_code] == [201, 201, 200]
    assert len(moved.json()["lines"]) == 2
    assert sorted((b["location_code"], b["status"], b["on_hand"]) for b in balances) == [
        ("MAIN", "BLOCKED", "3.000000"),
        ("SHELF", "BLOCKED", "2.000000"),
    ]
    assert (on_hand["on_hand"], on_hand["available"]) == ("5.000000", "0.000000")
    kinds = [row["kind"] for row in api.get(f"{URL}/stock/movements").json()["items"]]
    assert kinds == ["STATUS_CHANGE", "TRANSFER", "OPENING"]
    reversed_ = post(
        api,
        f"/stock/movements/{opened.json()['id']}/reverse",
        {"posting_date": DAY, "reason_code": "TYPO"},
    )
    assert reversed_.status_code == 409
    assert reversed_.json()["code"] == "erp.inventory.not_enough_stock"


def test_a_transfer_and_a_count(api: Client, by: Actor, at: datetime) -> None:
    near, far, item = make_stock_site(by), make_stock_site(by), make_item()
    make_stock(item, near, 5, by=by, at=at)
    order = post(
        api,
        "/transfer-orders",
        {
            "from_site_id": str(near.id),
            "to_site_id": str(far.id),
            "ship_date": DAY,
            "due_date": DAY,
            "lines": [{"item_id": str(item.id), "quantity": "3"}],
        },
    ).json()

    shipped = post(api, f"/transfer-orders/{order['id']}/ship", {"posting_date": DAY}).json()
    received = post(api, f"/transfer-orders/{order['id']}/receive", {"posting_date": DAY}).json()
    count = post(api, "/stock-counts", {"site_id": str(far.id)}).json()
    found = {"item_id": str(item.id), "site_id": str(far.id), "quantity": "2"}
    post(api, f"/stock-counts/{count['id']}/record", {"lines": [found]})
    hidden = api.get(f"{URL}/stock-counts/{count['id']}").json()
    posted = post(api, f"/stock-counts/{count['id']}/post", {"posting_date": DAY}).json()

    assert (shipped["status"], received["status"]) == ("SHIPPED", "RECEIVED")
    assert hidden["lines"][0]["book_quantity"] is None
    assert posted["lines"][0]["book_quantity"] == "3.000000"
    assert StockBalance.unscoped.get(site=far, status="AVAILABLE").on_hand == 2


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"quantity": "0"}, 422, "quantity"),
        ({"quantity": "-1"}, 422, "quantity"),
        ({"quantity": "much"}, 422, "quantity"),
        ({"quantity": "1e30"}, 422, "quantity"),
        ({"quantity": "0.5"}, 422, "quantity"),
        ({"item_id": str(new_id())}, 404, "item_id"),
        ({"site_id": str(new_id())}, 404, "site_id"),
        ({"status": "GONE"}, 422, "status"),
        ({"lot": "X" * 41}, 422, "lot"),
    ],
)
def test_says_what_is_wrong_where(
    api: Client, by: Actor, change: Any, status: int, field: str
) -> None:
    site, item = make_stock_site(by), make_item()
    good = {"item_id": str(item.id), "site_id": str(site.id), "quantity": "1", "unit_cost": "1"}

    answer = post(
        api,
        "/stock/openings",
        {"posting_date": DAY, "lines": [{**good, **change}]},
        **{"Accept-Language": "zh"},
    )

    assert answer.status_code == status
    (error,) = answer.json()["errors"]
    assert error["field"].rsplit(".", 1)[-1] == field
    assert any("\u4e00" <= letter <= "\u9fff" for letter in error["detail"])
    assert not StockMovement.unscoped.exists()


def test_shows_nothing_of_another_company(api: Client, by: Actor, at: datetime) -> None:
    from dataclasses import replace

    from sanye.stem.identity.models import Company

    other = Company.objects.create(
        code="OTHER", name="Other", country="CN", functional_currency="CNY"
    )
    stranger = replace(by, company_id=other.id)
    movement = make_stock(make_item(), make_stock_site(stranger), 5, by=stranger, at=at)

    assert api.get(f"{URL}/stock/balances").json()["items"] == []
    assert api.get(f"{URL}/stock/movements/{movement.id}").status_code == 404
