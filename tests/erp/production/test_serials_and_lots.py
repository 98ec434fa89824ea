"""Which pieces and lots go into an order, come back and come out."""

from decimal import Decimal
from typing import Any

import pytest

from sanye.contracts.erp.inventory import MovementKind
from sanye.erp.inventory.commands import MovementLine, change_lot_status, post_movement
from sanye.erp.inventory.models import StockBalance
from sanye.erp.production.commands import ComponentIssue, return_components, reverse_completion
from sanye.erp.production.errors import OverReturn
from sanye.erp.production.models import ProductionCompletion, ProductionOrder
from sanye.stem.masterdata.models import Item
from tests.erp.production.conftest import DAY, Shop
from tests.erp.production.orders import complete, issue, part, verified
from tests.factories.masterdata import make_bill, make_item


def give_back(shop: Shop, order: ProductionOrder, item: Item, quantity: Any, **fields: Any) -> None:
    line = ComponentIssue(
        component_line_id=part(order, item).id, quantity=Decimal(quantity), **fields
    )
    return_components(
        production_order_id=order.id, posting_date=DAY, lines=[line], by=shop.by, at=shop.at
    )


def heaps(item: Item) -> list[tuple[str, str, int]]:
    rows = StockBalance.unscoped.filter(item=item, on_hand__gt=0)
    return sorted((row.lot or row.serial_number, row.status, int(row.on_hand)) for row in rows)


@pytest.fixture
def robot(shop: Shop) -> Item:
    robot = make_item("ROBOT", kind="MAKE", tracking="SERIAL")
    make_bill(robot, [(shop.frame, 1)])
    shop.stock(shop.frame, 10)
    return robot


def test_a_serial_number_of_a_piece_taken_back_is_not_given_to_another(
    shop: Shop, robot: Item
) -> None:
    order = shop.order(3, item_id=robot.id)
    complete(shop, order, 1)
    complete(shop, order, 1)
    first = ProductionCompletion.unscoped.order_by("id")[0]
    post_movement(
        kind=MovementKind.SCRAP,
        posting_date=DAY,
        lines=[
            MovementLine(
                item_id=robot.id,
                site_id=shop.site.id,
                quantity=Decimal(-1),
                serial_number=f"{order.number}-0002",
            )
        ],
        source_type="delivery",
        source_id=None,
        source_number="D-1",
        by=shop.by,
        at=shop.at,
    )
    reverse_completion(
        completion_id=first.id, posting_date=DAY, reason_code="TYPO", by=shop.by, at=shop.at
    )

    complete(shop, order, 1)

    assert heaps(robot) == [(f"{order.number}-0003", "AVAILABLE", 1)]
    assert verified(shop)


def test_pieces_are_completed_after_an_earlier_one_was_taken_back(shop: Shop, robot: Item) -> None:
    order = shop.order(3, item_id=robot.id)
    complete(shop, order, 1)
    complete(shop, order, 1)
    first = ProductionCompletion.unscoped.order_by("id")[0]
    reverse_completion(
        completion_id=first.id, posting_date=DAY, reason_code="TYPO", by=shop.by, at=shop.at
    )

    complete(shop, order, 2)

    assert [number[-4:] for number, *_ in heaps(robot)] == ["0002", "0003", "0004"]


def test_only_what_was_issued_comes_back(shop: Shop, robot: Item) -> None:
    cart = make_item("CART", kind="MAKE")
    make_bill(cart, [(robot, 1), (shop.wheel, 2)])
    for number in ("R1", "R2"):
        shop.stock(robot, 1, serial_number=number)
    shop.stock(shop.wheel, 4, lot="W1")
    order, other = shop.order(1, item_id=cart.id), shop.order(1, item_id=cart.id)
    for one, number in ((order, "R1"), (other, "R2")):
        piece = part(one, robot)
        issue(
            shop,
            one,
            ComponentIssue(component_line_id=piece.id, quantity=Decimal(1), serial_number=number),
        )
    issue(
        shop,
        order,
        ComponentIssue(component_line_id=part(order, shop.wheel).id, quantity=Decimal(2), lot="W1"),
    )

    with pytest.raises(OverReturn):
        give_back(shop, order, robot, 1, serial_number="R2")
    with pytest.raises(OverReturn):
        give_back(shop, order, shop.wheel, 1, lot="W2")
    give_back(shop, order, robot, 1, serial_number="R1")
    give_back(shop, order, shop.wheel, 2, lot="W1")

    assert heaps(robot) == [("R1", "AVAILABLE", 1)]
    assert heaps(shop.wheel) == [("W1", "AVAILABLE", 4)]


def test_what_comes_back_of_a_blocked_lot_is_blocked(shop: Shop) -> None:
    shop.stock(shop.wheel, 4, lot="W1")
    order = shop.order(2)
    wheels = ComponentIssue(
        component_line_id=part(order, shop.wheel).id, quantity=Decimal(4), lot="W1"
    )
    issue(shop, order, wheels)
    change_lot_status(
        item_id=shop.wheel.id,
        number="W1",
        status="BLOCKED",
        reason_code="RECALL",
        posting_date=DAY,
        by=shop.by,
        at=shop.at,
    )

    give_back(shop, order, shop.wheel, 4, lot="W1")

    assert heaps(shop.wheel) == [("W1", "BLOCKED", 4)]
    assert verified(shop)
