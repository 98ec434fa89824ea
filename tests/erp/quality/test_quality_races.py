"""Who decides about goods locks orders before stock and heaps in the order of all, as others do."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from sanye.erp.inventory import commands as inventory
from sanye.erp.inventory.commands import MovementLine, movements
from sanye.erp.purchasing.commands import return_stock
from sanye.erp.purchasing.models import PurchaseOrder
from sanye.erp.quality import commands
from sanye.erp.quality.models import Inspection, InspectionDecision
from sanye.kernel.actors import Actor
from sanye.stem.commands import transactions
from tests.factories.erp_purchasing import Market
from tests.racing import Overtaking

Deed = Callable[[], Any]


@pytest.fixture(autouse=True)
def _committed(log_db: None) -> None:
    """Each sees what the others have committed."""


@pytest.fixture
def between(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`between(first, second)`: the second comes after the first has moved stock once; both end
    well without trying again."""

    def run(first: Deed, second: Deed) -> None:
        monkeypatch.setattr(transactions, "_RETRIED", ())
        apply, overtaking = movements.apply_changes, Overtaking(second)

        def applied(*args: Any) -> None:
            apply(*args)
            overtaking.come()

        monkeypatch.setattr(movements, "apply_changes", applied)
        first()
        assert overtaking.has_come
        overtaking.end()
        assert not isinstance(overtaking.came_to, Exception), overtaking.came_to

    return run


def test_goods_arrive_while_others_of_their_order_go_back(
    market: Market, received: Any, decide: Any, stock: Any, between: Any
) -> None:
    row = received(10)

    between(
        lambda: decide(row, 7, 3, "DIMENSION", "BACK_TO_SUPPLIER"),
        lambda: market.receive(order_of(row), 5),
    )

    assert stock() == {"AVAILABLE": 7, "QUARANTINE": 5}


def test_goods_arrive_while_some_of_two_orders_go_back(
    market: Market, received: Any, stock: Any, between: Any
) -> None:
    orders = sorted((order_of(received(10)), order_of(received(10))), key=lambda order: order.id)

    between(
        lambda: return_stock(
            item_id=market.item.id,
            site_id=market.site.id,
            stock_quantity=Decimal(15),
            stock_status="QUARANTINE",
            reason_code="DIMENSION",
            by=market.by,
            at=market.at,
        ),
        lambda: market.receive(orders[1], 2),
    )

    assert stock() == {"QUARANTINE": 7}


@pytest.mark.parametrize("deed", ["decide", "reverse"])
def test_heaps_change_while_two_parts_of_their_goods_are_moved(
    deed: str, market: Market, received: Any, decide: Any, stock: Any, between: Any, by: Actor,
    at: datetime,
) -> None:  # fmt: skip
    decide(received(10), 0, 10, "DIMENSION", "REWORK")
    row = received(10)
    if deed == "reverse":
        decide(row, 7, 3, "DIMENSION", "REWORK")
    decision = InspectionDecision.unscoped.filter(inspection=row).first()

    def move() -> Any:
        if decision is None:
            return decide(row, 7, 3, "DIMENSION", "REWORK")
        return commands.reverse_decision(
            inspection_id=row.id, decision_id=decision.id, reason="x", by=by, at=at
        )

    between(move, lambda: look_again(market, 4))

    quarantined = 4 if deed == "decide" else 14
    assert stock()["QUARANTINE"] == quarantined


def order_of(row: Inspection) -> PurchaseOrder:
    return PurchaseOrder.unscoped.get(id=row.purchase_order_id)


def look_again(market: Market, quantity: int) -> Any:
    """What waits for rework is looked at once more."""
    blocked = MovementLine(
        item_id=market.item.id, site_id=market.site.id, quantity=Decimal(quantity), status="BLOCKED"
    )
    return inventory.change_stock_status(
        lines=[blocked],
        to_status="QUARANTINE",
        reason_code="LOOK",
        posting_date=market.at.date(),
        by=market.by,
        at=market.at,
    )
