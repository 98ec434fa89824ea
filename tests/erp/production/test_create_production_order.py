"""Orders are made from bill and routing, and released."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from sanye.erp.production.commands import (
    OrderRequest,
    create_production_order,
    create_production_orders,
    release_production_order,
)
from sanye.erp.production.errors import (
    BillMissing,
    DatesReversed,
    MaterialShort,
    NotMade,
    QuantityNotPositive,
    QuantityTooFine,
)
from sanye.erp.production.models import (
    ProductionComponent,
    ProductionOperation,
    ProductionOrder,
)
from sanye.erp.production.queries import list_component_availability
from sanye.kernel.errors import Refusal
from sanye.kernel.ids import new_id
from sanye.kernel.states import StepNotAllowed
from sanye.stem.masterdata.models import Bill, BillLine, Routing
from tests.erp.production.conftest import DAY, Shop
from tests.erp.production.orders import facts, names
from tests.factories.masterdata import make_bill, make_item, make_item_site
from tests.sql.counting import Query, more, queries_of


def test_copies_bill_and_routing(shop: Shop) -> None:
    BillLine.objects.filter(component=shop.frame).update(scrap_ratio=Decimal("0.2"))

    order = shop.order(10, released=False)

    parts = ProductionComponent.unscoped.order_by("line_number")
    assert [(p.item.code, p.quantity, p.unit) for p in parts] == [
        ("WHEEL", 20, "C62"),
        ("FRAME", 13, "C62"),
    ]
    operations = ProductionOperation.unscoped.order_by("number")
    assert [(o.number, o.setup_minutes, o.run_minutes) for o in operations] == [
        (10, 15, 40),
        (20, 0, 20),
    ]
    (fact,) = facts(order)
    assert (fact.number, fact.state.status, fact.state.open_quantity) == (
        order.number,
        "CREATED",
        10,
    )
    assert [c.open_quantity for c in fact.state.components] == [20, 13]


def test_starts_a_lead_time_before_it_is_due(shop: Shop) -> None:
    make_item_site(shop.bike, shop.site, lead_time_days=3)

    order = shop.order(1, released=False, start_date=None, due_date=date(2026, 3, 9))

    assert order.start_date == date(2026, 3, 4)


@pytest.mark.parametrize(
    ("fields", "refusal", "field"),
    [
        ({"quantity": 0}, QuantityNotPositive, "quantity"),
        ({"quantity": "1.5"}, QuantityTooFine, "quantity"),
        ({"due_date": date(2026, 3, 1)}, DatesReversed, "due_date"),
    ],
)
def test_refuses_wrong_figures(shop: Shop, fields: Any, refusal: type[Refusal], field: str) -> None:
    with pytest.raises(refusal) as caught:
        shop.order(**{"quantity": 1, "released": False, **fields})

    assert caught.value.field == field
    assert not ProductionOrder.unscoped.exists()


def test_refuses_what_cannot_be_made(shop: Shop) -> None:
    service = make_item(kind="SERVICE")
    make_bill(service, [(shop.frame, 1)])

    with pytest.raises(BillMissing) as caught:
        shop.order(item_id=shop.frame.id)
    with pytest.raises(NotMade):
        shop.order(item_id=service.id)
    with pytest.raises(Refusal):
        shop.order(item_id=new_id())

    assert caught.value.data["item"] == "FRAME"


def _requests(shop: Shop, *days: date) -> list[OrderRequest]:
    return [
        OrderRequest(
            item_id=shop.bike.id,
            site_id=shop.site.id,
            quantity=Decimal(1),
            start_date=day,
            due_date=day,
        )
        for day in days
    ]


def test_makes_many_orders_in_few_statements(
    shop: Shop, django_assert_max_num_queries: Any
) -> None:
    requests = _requests(shop, *[DAY] * 50)

    with django_assert_max_num_queries(30):
        orders = create_production_orders(requests=requests, by=shop.by, at=shop.at)

    assert len({order.number for order in orders}) == 50
    assert ProductionComponent.unscoped.count() == 100


def test_each_order_is_made_as_its_own_day_says(shop: Shop) -> None:
    """Of bill, line and routing, in one command over a change of all three."""
    change = DAY + timedelta(days=2)
    Bill.objects.filter(item=shop.bike).update(valid_to_date=change)
    make_bill(shop.bike, [(shop.wheel, 3), (shop.frame, 1)], version="B", valid_from_date=change)
    BillLine.objects.filter(bill__version="B", component=shop.frame).update(
        valid_from_date=change + timedelta(days=1)
    )
    Routing.objects.filter(item=shop.bike).update(valid_to_date=change)
    days = [change, DAY, change + timedelta(days=1), change - timedelta(days=1)]

    orders = create_production_orders(requests=_requests(shop, *days), by=shop.by, at=shop.at)

    parts = {
        order.start_date: [
            (part.item.code, part.quantity)
            for part in ProductionComponent.unscoped.filter(production_order=order).order_by(
                "line_number"
            )
        ]
        for order in orders
    }
    assert parts == {
        DAY: [("WHEEL", 2), ("FRAME", 1)],
        change - timedelta(days=1): [("WHEEL", 2), ("FRAME", 1)],
        change: [("WHEEL", 3)],
        change + timedelta(days=1): [("WHEEL", 3), ("FRAME", 1)],
    }
    assert [order.routing_id is None for order in orders] == [True, False, True, False]


def test_orders_of_many_days_take_as_many_statements_as_of_one(shop: Shop) -> None:
    def make(*days: date) -> list[Query]:
        requests = _requests(shop, *days)
        return queries_of(
            lambda: create_production_orders(requests=requests, by=shop.by, at=shop.at)
        )

    make(DAY)
    one, many = make(DAY), make(*(DAY + timedelta(days=n) for n in range(10)))

    assert more(one, many) == ""


def test_release_shows_what_is_missing(shop: Shop) -> None:
    shop.stock(shop.wheel, 20, lot="W")
    shop.stock(shop.frame, 4)
    order = shop.order(10, released=False)

    with pytest.raises(MaterialShort):
        release_production_order(
            production_order_id=order.id, is_material_needed=True, by=shop.by, at=shop.at
        )
    release = release_production_order(production_order_id=order.id, by=shop.by, at=shop.at)

    assert [(line.item_code, line.short_quantity) for line in release.shortages] == [("FRAME", 6)]
    assert names(order) == ["ProductionOrderCreated", "ProductionOrderReleased"]
    with pytest.raises(StepNotAllowed):
        release_production_order(production_order_id=order.id, by=shop.by, at=shop.at)


def test_one_planned_order_makes_one_order(shop: Shop) -> None:
    planned = new_id()
    request = OrderRequest(
        item_id=shop.bike.id,
        site_id=shop.site.id,
        quantity=Decimal(1),
        start_date=DAY,
        due_date=DAY,
        planned_order_id=planned,
    )
    create_production_orders(requests=[request], by=shop.by, at=shop.at)

    with pytest.raises(IntegrityError), transaction.atomic():
        create_production_orders(requests=[request], by=shop.by, at=shop.at)


def test_create_needs_the_permission(shop: Shop) -> None:
    from dataclasses import replace

    from sanye.kernel.errors import NotAllowed

    nobody = replace(shop.by, permissions=frozenset({"erp.inventory.*"}))

    with pytest.raises(NotAllowed):
        create_production_order(
            item_id=shop.bike.id,
            site_id=shop.site.id,
            quantity=Decimal(1),
            start_date=DAY,
            due_date=DAY,
            by=nobody,
            at=shop.at,
        )


def test_shares_what_is_available_between_lines(shop: Shop) -> None:
    double = make_item("TANDEM", kind="MAKE")
    make_bill(double, [(shop.frame, 1), (shop.frame, 1)])
    shop.stock(shop.frame, 3)
    order = shop.order(2, item_id=double.id)

    lines = list_component_availability(production_order_id=order.id, by=shop.by)

    assert [(line.available_quantity, line.short_quantity) for line in lines] == [(3, 0), (1, 1)]
