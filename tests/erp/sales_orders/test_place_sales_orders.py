"""Many orders by one command: the same rows as one by one, all or none, few statements."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanye.erp.sales_orders.commands import NewOrder, place_sales_orders
from sanye.erp.sales_orders.models import SalesOrder, SalesOrderLine, SalesScheduleLine
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusals
from sanye.kernel.ids import new_id
from sanye.stem.events.models import EventRow
from sanye.stem.masterdata.models import ExchangeRate, Party
from tests.erp.sales_orders.test_http import client_of, order_body, post
from tests.factories import masterdata as make
from tests.factories.sales import Trader, make_trader

SAID = (
    "line_number", "item_id", "quantity", "unit", "stock_quantity", "unit_price",
    "price_source_code", "promotion_code", "discount_ratio", "net_amount", "tax_amount",
    "taxes__tax_code", "taxes__tax_amount", "schedule__quantity", "schedule__site_id",
)  # fmt: skip


@pytest.fixture
def shop(by: Actor) -> Trader:
    return make_trader(by, datetime.now(UTC))


def place(trader: Trader, *orders: NewOrder) -> list[SalesOrder]:
    return place_sales_orders(orders=orders, by=trader.by, at=trader.at)


def asked(trader: Trader, *lines: Any, **options: Any) -> NewOrder:
    customer = options.pop("customer", trader.customer)
    return NewOrder(customer_id=customer.id, lines=lines or [trader.line()], **options)


def said(order: SalesOrder) -> list[tuple[Any, ...]]:
    rows = SalesOrderLine.unscoped.filter(order_id=order.id).order_by("line_number")
    return list(rows.values_list(*SAID))


def test_orders_of_several_customers_are_as_if_placed_one_by_one(trader: Trader) -> None:
    by = trader.by
    dear = make.make_customer(by, site=trader.site, currency="EUR", customer_group="EXPORT")
    ExchangeRate.objects.create(
        from_currency="EUR", to_currency="CNY", rate_date=trader.at.date(), rate=8
    )
    own = make.make_customer(by, site=trader.site)
    make.make_price_list(
        by, [(trader.bike, "190")], code="EUR", currency="EUR", customer_group="EXPORT"
    )
    make.make_price_list(by, [(trader.bike, "1111")], code="OWN", customer=own)
    wanted = [
        asked(trader, trader.line(), trader.line(trader.chain, 3)),
        asked(
            trader, trader.line(unit_price=Decimal("7")), customer=own, customer_reference="PO 7"
        ),
        asked(trader, trader.line(), trader.line(trader.chain, 1), customer=own),
        asked(trader, trader.line(), customer=dear, order_discount_ratio=Decimal("0.1")),
    ]

    many = place(trader, *wanted)
    single = [
        trader.place(
            *order.lines,
            customer=Party.objects.get(id=order.customer_id),
            customer_reference=order.customer_reference,
            order_discount_ratio=order.order_discount_ratio,
        )
        for order in wanted
    ]

    assert [said(order) for order in many] == [said(order) for order in single]
    assert [said(order)[0][6] for order in many] == ["RETAIL", "", "OWN", "EUR"]
    for batched, alone in zip(many, single, strict=True):
        for name in ("gross_amount", "currency", "exchange_rate", "customer_reference", "site_id"):
            assert getattr(batched, name) == getattr(alone, name), name
    assert [order.number for order in many] == [f"SO-2026-00000{n}" for n in (1, 2, 3, 4)]
    told = EventRow.objects.filter(type="sanye.erp.sales_order.placed.v1").order_by("position")
    assert list(told.values_list("key", flat=True)) == [o.id for o in [*many, *single]]


def test_all_or_none_and_every_wrong_order_is_told(trader: Trader) -> None:
    with pytest.raises(Refusals) as refused:
        place(
            trader,
            asked(trader, trader.line(), trader.line(trader.bike, "-1")),
            asked(trader),
            NewOrder(customer_id=trader.customer.id, lines=()),
            NewOrder(customer_id=new_id(), lines=[trader.line()]),
            asked(trader, trader.line(site_id=new_id())),
        )

    found = [(one.code.rsplit(".", 1)[-1], one.row, one.field) for one in refused.value.items]
    assert found == [
        ("not_positive", 1, "lines.1.quantity"),
        ("lines_missing", 3, "lines"),
        ("customer_unknown", 4, "customer_id"),
        ("site_unknown", 5, "site_id"),
    ]
    assert not SalesOrder.unscoped.exists()
    assert not EventRow.objects.exists()


def test_fifty_orders_take_as_many_statements_as_two(trader: Trader) -> None:
    place(trader, asked(trader))
    counts = []
    for count in (2, 50):
        with CaptureQueriesContext(connection) as sent:
            place(
                trader,
                *(asked(trader, trader.line(), trader.line(trader.chain)) for _ in range(count)),
            )
        counts.append(len(sent))

    assert counts[1] <= counts[0] < 25
    assert SalesScheduleLine.unscoped.count() == 1 + 2 * 52


def test_an_order_placed_with_others_goes_on_like_any_other(shop: Trader) -> None:
    client = client_of(shop.by, "*")

    placed = post(
        client, "/sales-orders/bulk", {"orders": [order_body(shop), order_body(shop)]}, 201
    )

    assert [row["gross_amount"] for row in placed] == ["4068.00", "4068.00"]
    confirmed = post(client, f"/sales-orders/{placed[1]['id']}/promise")
    assert (confirmed["number"], confirmed["status"]) == (placed[1]["number"], "CONFIRMED")


def test_the_door_names_order_and_line(shop: Trader) -> None:
    client = client_of(shop.by, "*")
    body = {
        "orders": [order_body(shop), order_body(shop, quantity="-1"), order_body(shop, unit="XX")]
    }

    problem = post(client, "/sales-orders/bulk", body, 422, **{"Accept-Language": "zh"})

    assert [(e["row"], e["field"]) for e in problem["errors"]] == [
        (2, "lines.0.quantity"),
        (3, "lines.0.unit"),
    ]
    assert not SalesOrder.unscoped.exists()
    assert post(client, "/sales-orders/bulk", {"orders": []}, 422)["errors"][0]["field"] == "orders"
