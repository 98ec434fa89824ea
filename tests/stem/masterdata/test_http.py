"""Masters through the API."""

from typing import Any

import pytest
from django.test import Client

from sanye.kernel.actors import Actor
from sanye.stem.masterdata.models import Item
from tests.factories import masterdata as make

API = "/api/v1"
BIKE = {"code": "BIKE", "name": "Bike", "kind": "MAKE", "unit": "C62"}


def post(client: Client, path: str, body: Any, **headers: str) -> Any:
    return client.post(API + path, body, content_type="application/json", headers=headers)


def test_an_item_is_made_read_changed_and_archived(client: Client) -> None:
    made = post(client, "/items", {**BIKE, "units": [{"unit": "XBX", "numerator": 4}]})
    path = f"{API}/items/{made.json()['id']}"

    changed = client.patch(path, {"color": "red"}, content_type="application/json")
    archived = post(client, f"/items/{made.json()['id']}/archive", {})

    assert made.status_code == 201
    assert made.json()["units"][0]["numerator"] == 4
    assert (changed.status_code, changed.json()["color"]) == (200, "red")
    assert archived.json()["archived_at"] is not None
    assert client.get(f"{API}/items").json()["items"] == []
    assert client.get(path).json()["color"] == "red"


def test_lists_are_filtered_and_searched_by_pinyin(client: Client) -> None:
    rows = [{**BIKE, "name": "山地车"}, {**BIKE, "code": "WHEEL", "name": "车轮", "kind": "BUY"}]
    put = post(client, "/items/bulk", rows)

    found = client.get(f"{API}/items?search=sdc").json()["items"]
    bought = client.get(f"{API}/items?kind=BUY").json()["items"]

    assert put.json()["created"] == 2
    assert [row["code"] for row in found] == ["BIKE"]
    assert [row["code"] for row in bought] == ["WHEEL"]


def test_every_wrong_row_is_told_in_chinese_and_nothing_is_written(client: Client) -> None:
    rows = [BIKE, {**BIKE, "code": "B2", "unit": "PIECE"}, {**BIKE, "code": "B3", "weight": 0}]

    answer = post(client, "/items/bulk", rows, **{"Accept-Language": "zh"})

    assert answer.status_code == 422
    assert [(error["row"], error["field"]) for error in answer.json()["errors"]] == [
        (2, "unit"),
        (3, "weight"),
    ]
    assert "计量单位 PIECE 不存在" in answer.json()["errors"][0]["detail"]
    assert not Item.objects.exists()


def test_a_cyclic_bill_is_refused_with_its_path(client: Client) -> None:
    bike, wheel = make.make_item("BIKE"), make.make_item("WHEEL")
    make.make_bill(bike, [(wheel, 2)])

    answer = post(
        client, "/bills", {"item": "WHEEL", "lines": [{"component": "BIKE", "quantity": "1"}]}
    )

    assert answer.status_code == 409
    assert answer.json()["code"] == "stem.masterdata.bill_cyclic"
    assert "WHEEL → BIKE → WHEEL" in answer.json()["detail"]


def test_the_bill_and_the_price_of_a_day(client: Client, by: Actor) -> None:
    site, customer = make.make_site(by), make.make_customer(by)
    bike, wheel = make.make_item("BIKE"), make.make_item("WHEEL")
    make.make_bill(bike, [(wheel, 2)])
    make.make_price_list(by, [(bike, 1200)], code="ALL")

    bill = client.get(f"{API}/items/{bike.id}/bill?site_id={site.id}&on=2026-03-02")
    none = client.get(f"{API}/items/{wheel.id}/bill?site_id={site.id}&on=2026-03-02")
    price = client.get(
        f"{API}/prices?customer_id={customer.id}&item_id={bike.id}&quantity=2&unit=C62"
        "&currency=CNY&on=2026-03-02"
    )

    assert bill.json()["lines"][0]["component_id"] == str(wheel.id)
    assert none.status_code == 204
    assert (price.json()["unit_price"], price.json()["source"]) == ("1200.000000", "ALL")


@pytest.mark.parametrize(
    "path",
    [
        "parties",
        "party-companies",
        "item-families",
        "items",
        "item-companies",
        "item-sites",
        "calendars",
        "sites",
        "locations",
        "work-centers",
        "bills",
        "routings",
        "supplier-terms",
        "price-lists",
        "promotions",
        "taxes",
        "payment-terms",
        "exchange-rates",
        "units",
        "currencies",
    ],
)
def test_every_master_can_be_listed(client: Client, by: Actor, path: str) -> None:
    site, item = make.make_site(by), make.make_item()
    make.make_item_site(item, site)
    make.make_routing(item, [(make.make_work_center(site), 4)])
    make.make_supplier_term(by, make.make_supplier(by), item)

    answer = client.get(f"{API}/{path}")

    assert answer.status_code == 200, answer.content


@pytest.mark.parametrize("quantity", ["1e400", "NaN", "0.0000001"])
def test_a_quantity_that_no_document_holds_is_not_converted(client: Client, quantity: str) -> None:
    bike = make.make_item("BIKE")
    unit = "from_unit=C62&to_unit=C62"

    answer = client.get(f"{API}/items/{bike.id}/quantity?quantity={quantity}&{unit}")

    assert answer.status_code == 422, answer.content
