"""Who holds the rows of several customers, or several heaps, takes them in the order of all."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from sanye.contracts.crm.service import ReturnAsked, ReturnAskedFor
from sanye.contracts.erp.inventory import MovementKind
from sanye.contracts.scm.events import PromiseChange, PromiseEndangered
from sanye.erp.delivery.commands import create_delivery, pick_delivery, ship_with_shipment, shipping
from sanye.erp.delivery.models import Delivery, DeliveryLine
from sanye.erp.inventory import commands as inventory
from sanye.erp.inventory.commands import MovementLine, allocations, lock_allocated
from sanye.erp.inventory.models import StockBalance
from sanye.erp.returns.commands import creating
from sanye.erp.returns.handlers import requests
from sanye.erp.sales_orders.commands import lock_sales_orders, promising
from sanye.erp.sales_orders.handlers import promises
from sanye.erp.sales_orders.models import SalesOrder, SalesScheduleLine
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.unit_of_work import UnitOfWork, entered
from sanye.stem.commands.transactions import in_one_transaction
from sanye.stem.events.advancing import ensure_cursors
from sanye.stem.events.log import publish
from sanye.stem.masterdata.models import Party
from tests.factories.erp_stock import make_stock, make_stock_site
from tests.factories.facts import fact, tell
from tests.factories.masterdata import make_customer, make_item
from tests.factories.returns import make_shop
from tests.factories.sales import SOON, Trader, make_confirmed, put_stock, schedule_of
from tests.racing import race


@pytest.fixture(autouse=True)
def _committed(log_db: None) -> None:
    """Each sees what the others have committed."""


@pytest.fixture
def customers(trader: Trader) -> list[Party]:
    """Two, in the order in which they are locked."""
    other = make_customer(trader.by, site=trader.site)
    return sorted((trader.customer, other), key=lambda party: str(party.id))


def lock_orders(trader: Trader, orders: list[SalesOrder]) -> Callable[[], Any]:
    ids = [order.id for order in orders]
    return lambda: lock_sales_orders(order_ids=ids, by=trader.by, at=trader.at)


def test_no_customer_is_held_while_the_promise_of_another_is_marked(
    trader: Trader, customers: list[Party], drain: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = [make_confirmed(trader, customer=party) for party in reversed(customers)]
    by, at = trader.by, trader.at
    ensure_cursors([by.company_id], [promises], done="1:1:")
    unit = UnitOfWork(
        actor=by, name="plan", at=at, command_id=new_id(), correlation_id=new_id(), writes=True
    )
    with entered(unit):
        in_one_transaction(lambda: publish(*map(endangered, orders)))

    race(
        monkeypatch,
        lambda: drain(promises, company_id=by.company_id, at=at),
        lock_orders(trader, orders),
        at=(promising, "update_rows"),
    )

    assert SalesScheduleLine.unscoped.filter(is_endangered=True).count() == 2


def endangered(order: SalesOrder) -> PromiseEndangered:
    (part,) = schedule_of(order)
    change = PromiseChange(
        schedule_line_id=part.id,
        item_id=part.line.item_id,
        quantity=part.quantity,
        requested_date=SOON,
        promised_date=SOON,
        new_promised_date=None,
        money_at_stake=Decimal(0),
    )
    return PromiseEndangered(
        sales_order_id=order.id,
        sales_order_number=order.number,
        customer_id=order.customer_id,
        currency=order.currency,
        cause="late",
        cause_order_type="purchase_order",
        cause_order_id=None,
        changes=(change,),
    )


def test_lines_that_come_back_are_held_in_their_order(
    trader: Trader, run_cursors: Any, drain: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    by, at = trader.by, trader.at
    shop = make_shop(trader, run_cursors, at)
    shop.announce(back(shop.deliver(1)))  # who makes a series of numbers keeps others waiting
    lines = sorted((shop.deliver(4), shop.deliver(4)), key=lambda line: line.id)
    ensure_cursors([by.company_id], [requests], done="1:1:")
    tell(facts=[asked_back(line) for line in reversed(lines)], by=by, at=at)

    race(
        monkeypatch,
        lambda: drain(requests, company_id=by.company_id, at=at),
        lambda: shop.announce(*(back(line) for line in lines)),
        at=(creating, "insert_rows"),
    )

    assert [row.returned_quantity for row in DeliveryLine.unscoped.order_by("id")] == [1, 2, 2]


def asked_back(line: DeliveryLine) -> ReturnAskedFor:
    row = fact(ReturnAsked, wanted_outcome="REFUND", **back(line))
    return fact(ReturnAskedFor, customer_id=line.delivery.customer_id, lines=(row,), site_id=None)


def back(line: DeliveryLine) -> dict[str, Any]:
    return {
        "item_id": line.item_id,
        "quantity": Decimal(1),
        "delivery_line_id": line.id,
        "reason_code": "DEFECTIVE",
    }


@pytest.fixture
def picked(trader: Trader, customers: list[Party]) -> list[Delivery]:
    """One of each customer, in the order in which they are shipped: the last customer's first, and
    of the last item."""
    items = sorted((trader.bike, trader.chain), key=lambda item: item.id)
    made = []
    for party, item in zip(reversed(customers), reversed(items), strict=True):
        put_stock(trader, item, 50)
        order = make_confirmed(trader, trader.line(item), customer=party)
        parts = {part.id: None for part in schedule_of(order)}
        delivery = create_delivery(quantities=parts, by=trader.by, at=trader.at)
        made.append(pick_delivery(delivery_id=delivery.id, by=trader.by, at=trader.at))
    return sorted(made, key=lambda delivery: delivery.id)


def ship(trader: Trader, picked: list[Delivery]) -> Callable[[], Any]:
    return lambda: ship_with_shipment(
        delivery_ids=[delivery.id for delivery in picked],
        carrier_id=None,
        tracking_number="T-1",
        dispatched_at=trader.at,
        by=trader.by,
        at=trader.at,
    )


def test_a_shipment_of_two_customers_leaves_while_somebody_invoices_both(
    trader: Trader, picked: list[Delivery], monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = list(SalesOrder.unscoped.all())

    shipped, _ = race(
        monkeypatch,
        ship(trader, picked),
        lock_orders(trader, orders),
        at=(shipping, "record_shipment"),
    )

    assert [delivery.status for delivery in shipped] == ["SHIPPED", "SHIPPED"]


def test_a_shipment_leaves_while_its_goods_are_wanted_together(
    trader: Trader, picked: list[Delivery], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines: list[UUID] = list(DeliveryLine.unscoped.values_list("id", flat=True))

    shipped, _ = race(
        monkeypatch,
        ship(trader, picked),
        lambda: lock_allocated(
            demand_type="delivery_line", demand_ids=lines, by=trader.by, at=trader.at
        ),
        at=(allocations, "post_movement"),
    )

    assert [delivery.status for delivery in shipped] == ["SHIPPED", "SHIPPED"]


def test_what_is_made_and_what_it_is_made_of_are_moved_together_meanwhile(
    by: Actor, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, made, part = make_stock_site(by), make_item(), make_item()
    for item in (made, part):
        make_stock(item, site, 10, by=by, at=at)

    def moved(kind: MovementKind, **changes: int) -> inventory.Movement:
        items = {"made": made, "part": part}
        return inventory.Movement(
            kind=kind,
            posting_date=at.date(),
            source_type="test",
            source_id=None,
            source_number="",
            lines=[
                MovementLine(item_id=items[name].id, site_id=site.id, quantity=Decimal(change))
                for name, change in changes.items()
            ],
        )

    def post(*several: inventory.Movement) -> Any:
        return inventory.post_movements(movements=several, by=by, at=at)

    race(
        monkeypatch,
        lambda: post(
            moved(MovementKind.PRODUCTION_ISSUE, part=-2),
            moved(MovementKind.PRODUCTION_COMPLETION, made=1),
        ),
        lambda: post(moved(MovementKind.SCRAP, made=-1, part=-1)),
        at=(inventory.movements, "apply_serials"),
    )

    heaps = {heap.item_id: heap.on_hand for heap in StockBalance.unscoped.all()}
    assert heaps == {made.id: 10, part.id: 7}
