"""Who frees what a delivery has taken locks its heaps in the order of all."""

from decimal import Decimal
from typing import Any

import pytest

from sanye.erp.delivery.commands import cancel_delivery, create_delivery, pick_delivery
from sanye.erp.delivery.models import Delivery
from sanye.erp.inventory.commands import allocations
from sanye.erp.sales_orders.models import SalesOrder
from sanye.stem.commands import transactions
from tests.factories import masterdata as make
from tests.factories.sales import Trader, make_confirmed, put_stock, schedule_of
from tests.racing import Overtaking


@pytest.fixture(autouse=True)
def _committed(log_db: None) -> None:
    """Each sees what the other has committed."""


def deliver(trader: Trader, order: SalesOrder) -> Delivery:
    quantities: dict[Any, Decimal | None] = {part.id: None for part in schedule_of(order)}
    return create_delivery(quantities=quantities, by=trader.by, at=trader.at)


@pytest.mark.parametrize("is_turned", [False, True])
def test_a_delivery_is_cancelled_while_the_same_goods_are_picked_for_another(
    trader: Trader, monkeypatch: pytest.MonkeyPatch, is_turned: bool
) -> None:
    put_stock(trader, trader.bike, 20)
    put_stock(trader, trader.chain, 50)
    lines = [trader.line(quantity=2), trader.line(trader.chain, 3)]
    first = deliver(trader, make_confirmed(trader, *(lines[::-1] if is_turned else lines)))
    other = make.make_customer(trader.by, site=trader.site)
    second = deliver(trader, make_confirmed(trader, *lines, customer=other))
    acting = {"by": trader.by, "at": trader.at}
    pick_delivery(delivery_id=first.id, **acting)
    monkeypatch.setattr(transactions, "_RETRIED", ())
    change = allocations._change_allocated
    overtaking = Overtaking(lambda: pick_delivery(delivery_id=second.id, **acting))

    def changed(parts: Any) -> bool:
        is_done = change(parts)
        overtaking.come()
        return is_done

    monkeypatch.setattr(allocations, "_change_allocated", changed)
    cancel_delivery(delivery_id=first.id, reason="no truck", **acting)
    came_to = overtaking.end()

    assert (came_to.status, Delivery.unscoped.get(id=first.id).status) == ("PICKED", "CANCELLED")
