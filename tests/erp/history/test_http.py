"""Documents of the past over the API."""

from decimal import Decimal
from typing import Any

import pytest

from sanye.erp.sales_orders.models import SalesOrder
from tests.factories import masterdata as make


def lists(maker) -> dict[str, Any]:
    site = str(maker.site.id)
    return {
        "stock": [
            {
                "item_id": str(maker.bike.id),
                "site_id": site,
                "quantity": "5",
                "unit_cost": "100",
                "posting_date": "2025-01-01",
            }
        ],
        "sales_orders": [
            {
                "customer_id": str(maker.customer.id),
                "site_id": site,
                "order_date": "2025-02-10",
                "lines": [
                    {
                        "item_id": str(maker.bike.id),
                        "unit_price": "250",
                        "parts": [
                            {
                                "quantity": "2",
                                "requested_date": "2025-03-10",
                                "shipped_date": "2025-03-10",
                            }
                        ],
                    }
                ],
            }
        ],
    }


def post(client, path, body):
    return client.post(f"/api/v1/history/{path}", body, content_type="application/json")


def test_lists_are_taken_over_and_counted(maker, door, problems):
    answer = post(door("erp.history.*"), "documents", lists(maker))

    assert answer.status_code == 201, answer.content
    assert answer.json()["sales_orders"] == 1
    assert SalesOrder.unscoped.get().net_amount == Decimal(500)
    assert problems() == {}


def test_goods_go_from_site_to_site(maker, by, door):
    client, other = door("erp.history.*"), make.make_site(by)
    make.make_location(other)
    assert post(client, "stock", lists(maker)["stock"]).status_code == 201
    row = {
        "item_id": str(maker.bike.id),
        "from_site_id": str(maker.site.id),
        "to_site_id": str(other.id),
        "quantity": "2",
        "shipped_date": "2025-03-10",
        "received_date": "2025-03-12",
    }

    answer = post(client, "transfers", [row])

    assert answer.status_code == 201, answer.content
    assert answer.json()["stock_movements"] == 2


def test_a_wrong_row_is_named_and_nothing_is_written(maker, door):
    body = lists(maker)
    body["sales_orders"][0]["lines"][0]["parts"][0]["quantity"] = "-1"

    answer = post(door("erp.history.*"), "documents", body)

    assert answer.status_code == 422
    first = answer.json()["errors"][0]
    assert (first["row"], first["field"]) == (1, "sales_orders.lines.1.parts.1.quantity")
    assert not SalesOrder.unscoped.exists()


@pytest.mark.parametrize(
    "given",
    [{"unit_price": "1E+400"}, {"tax_ratio": "1E+400"}, {"net_amount": "1E+400", "tax_ratio": "1"}],
    ids=str,
)
def test_a_number_beyond_all_that_is_stored_is_refused(maker, door, given):
    body = lists(maker)["sales_orders"]
    body[0]["lines"][0] |= given

    answer = post(door("erp.history.*"), "sales-orders", body)

    assert answer.status_code == 422
    assert next(iter(given)) in {row["field"].rpartition(".")[2] for row in answer.json()["errors"]}
    assert not SalesOrder.unscoped.exists()


def test_one_kind_has_a_door_of_its_own_and_periods_are_closed(maker, door):
    client = door("erp.history.*")
    body = lists(maker)
    assert post(client, "stock", body["stock"]).status_code == 201

    assert post(client, "sales-orders", body["sales_orders"]).status_code == 201

    answer = post(client, "closed-periods", {"until": "2025-12-31"})
    assert answer.json() == {"closed": 12}


def test_it_needs_its_right(maker, door):
    answer = post(door("erp.sales_orders.*"), "documents", lists(maker))

    assert answer.status_code == 403
    assert not SalesOrder.unscoped.exists()
