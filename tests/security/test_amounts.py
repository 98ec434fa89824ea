"""Prices, costs and amounts are told to those whose right shows them, and to nobody else."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from sanye.insight.journey.domain.money import shown_to
from sanye.kernel.actors import Actor
from tests.factories.erp_purchasing import Market, make_market
from tests.factories.erp_stock import make_stock, make_stock_site
from tests.factories.masterdata import (
    make_item,
    make_work_center,
)
from tests.factories.sales import Trader, make_trader
from tests.security.requests import client_of
from tests.security.table import holder

pytestmark = pytest.mark.django_db


@pytest.fixture
def trader(by: Actor, at: datetime) -> Trader:
    return make_trader(by, at)


@pytest.fixture
def market(by: Actor, at: datetime) -> Market:
    return make_market(by, at)


def test_storekeepers_see_no_purchase_prices_and_buyers_do(market: Market, by: Actor, at: datetime):
    order = market.sent()

    def prices(role_code: str) -> tuple[Any, Any]:
        client = client_of(role_code, by, at)
        told = client.get(f"/api/v1/purchase-orders/{order.id}").json()
        [row] = client.get("/api/v1/purchase-orders?fields=id,net_amount&limit=1").json()["items"]
        return told["lines"][0]["unit_price"], row["net_amount"]

    assert prices("STOREKEEPER") == (None, None)
    assert [Decimal(price) for price in prices("BUYER")] == [5, 500]
    doors = ("/api/v1/supplier-terms", "/api/v1/item-companies")
    shut = {client_of("PRODUCTION", by, at).get(door).status_code for door in doors}
    assert shut == {403}
    term = f"/api/v1/supplier-terms/{market.term.id}"
    assert client_of("STOREKEEPER", by, at).get(term).status_code == 403
    assert client_of("BUYER", by, at).get(term).status_code == 200


def test_storekeepers_see_no_cost_of_what_moved_and_accountants_do(by: Actor, at: datetime):
    movement = make_stock(make_item("BOLT"), make_stock_site(by), 5, by=by, at=at)
    one = f"/api/v1/stock/movements/{movement.id}"

    def costs(role_code: str) -> list[Any]:
        client = client_of(role_code, by, at)
        [listed] = client.get("/api/v1/stock/movements").json()["items"]
        return [told["lines"][0]["unit_cost"] for told in (listed, client.get(one).json())]

    assert costs("STOREKEEPER") == [None, None]
    assert [Decimal(cost) for cost in costs("ACCOUNTANT")] == [10, 10]


def test_an_hour_of_a_work_center_costs_nothing_that_production_sees(by: Actor, at: datetime):
    center = make_work_center(make_stock_site(by), cost_rate=60)

    def rates(role_code: str) -> list[Any]:
        client = client_of(role_code, by, at)
        [listed] = client.get("/api/v1/work-centers").json()["items"]
        one = client.get(f"/api/v1/work-centers/{center.id}").json()
        return [told["cost_rate"] for told in (listed, one)]

    assert rates("PRODUCTION") == [None, None]
    assert [Decimal(rate) for rate in rates("PLANNER")] == [60, 60]


def test_a_journey_tells_amounts_to_those_who_see_them_elsewhere(
    trader: Trader, run_cursors: Any, by: Actor, at: datetime
):
    number = trader.place().number
    run_cursors()

    def told(role_code: str, **scope: Any) -> Any:
        return client_of(role_code, by, at, **scope).get(f"/api/v1/journeys/{number}")

    def amounts(role_code: str) -> set[Any]:
        steps = told(role_code).json()["steps"]
        placed = [one["data"] for one in steps if one["type"] == "sanye.erp.sales_order.placed.v1"]
        return {amount for data in placed for amount in (data["net_amount"], len(data["lines"]))}

    assert amounts("PRODUCTION") == {None, 1}
    assert None not in amounts("SALES")
    assert told("SALES", own_only=True).status_code == 404
    assert told("SALES", site_ids=[trader.site.id]).status_code == 404


def test_prices_of_suppliers_and_costs_are_left_out_of_a_journey_each_by_its_right():
    bought = {"net_amount": "5", "lines": [{"unit_price": "1", "quantity": "5", "unit_cost": "2"}]}
    hidden = {
        "net_amount": None,
        "lines": [{"unit_price": None, "quantity": "5", "unit_cost": None}],
    }

    def shown(role_code: str, document_type: str) -> Any:
        return shown_to(holder(role_code), document_type, bought)

    assert shown("STOREKEEPER", "erp.purchase_order") == hidden
    assert shown("STOREKEEPER", "erp.stock") == hidden
    assert shown("BUYER", "erp.purchase_order") == bought
    assert shown("ACCOUNTANT", "erp.stock") == bought
    assert shown("PEOPLE", "erp.sales_order") == hidden
