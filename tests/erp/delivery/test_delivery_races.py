"""Who frees what a delivery has taken locks its heaps in the order of all."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from sanye.erp.delivery.commands import Pick, cancel_delivery, create_delivery, pick_delivery
from sanye.erp.delivery.models import Delivery, DeliveryLine
from sanye.erp.inventory.commands import allocations
from sanye.erp.sales_orders.models import SalesOrder
from sanye.stem.commands import transactions
from tests.factories import masterdata as make
from tests.factories.sales import Trader, make_confirmed, put_stock, schedule_of
from tests.racing import Deed, Overtaking


@pytest.fixture(autouse=True)
def _committed(log_db: None) -> None:
    """Each sees what the other has committed."""


def deliver(trader: Trader, order: SalesOrder) -> Delivery:
    quantities: dict[Any, Decimal | None] = {part.id: None for part in schedule_of(order)}
    return create_delivery(quantities=quantities, by=trader.by, at=trader.at)


@dataclass
class Meeting:
    """A delivery that changes what it has taken, in two steps or more, and another one that picks
    the same two goods after the first of them."""

    trader: Trader
    first: Delivery
    second: Delivery

    @property
    def acting(self) -> dict[str, Any]:
        return {"by": self.trader.by, "at": self.trader.at}

    def meet(self, monkeypatch: pytest.MonkeyPatch, deed: Deed) -> tuple[str, str]:
        """The statuses that both come to, though nobody tries again."""
        monkeypatch.setattr(transactions, "_RETRIED", ())
        change = allocations._change_allocated
        overtaking = Overtaking(lambda: pick_delivery(delivery_id=self.second.id, **self.acting))

        def changed(parts: Any) -> bool:
            is_done = change(parts)
            overtaking.come()
            return is_done

        monkeypatch.setattr(allocations, "_change_allocated", changed)
        deed()
        other = overtaking.end()
        assert isinstance(other, Delivery), repr(other)
        return Delivery.unscoped.get(id=self.first.id).status, other.status


@pytest.fixture(params=[False, True], ids=["in turn", "turned"])
def meeting(trader: Trader, request: pytest.FixtureRequest) -> Meeting:
    put_stock(trader, trader.bike, 20)
    put_stock(trader, trader.chain, 100)
    lines = [trader.line(quantity=2), trader.line(trader.chain, 3)]
    ordered = lines[::-1] if request.param else lines
    first = deliver(trader, make_confirmed(trader, *ordered))
    other = make.make_customer(trader.by, site=trader.site)
    second = deliver(trader, make_confirmed(trader, *lines, customer=other))
    return Meeting(trader, first, second)


def test_a_delivery_is_cancelled_while_the_same_goods_are_picked_for_another(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = meeting.first.id
    pick_delivery(delivery_id=first, **meeting.acting)

    came_to = meeting.meet(
        monkeypatch, lambda: cancel_delivery(delivery_id=first, reason="no truck", **meeting.acting)
    )

    assert came_to == ("CANCELLED", "PICKED")


def test_a_delivery_is_picked_again_while_the_same_goods_are_picked_for_another(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    picks = [
        Pick(delivery_line_id=line.id, quantity=line.quantity)
        for line in DeliveryLine.unscoped.filter(delivery=meeting.first).order_by("line_number")
    ]

    def pick(*chosen: Pick) -> None:
        pick_delivery(delivery_id=meeting.first.id, picks=chosen, **meeting.acting)

    pick(picks[0])
    came_to = meeting.meet(monkeypatch, lambda: pick(picks[1]))

    assert came_to == ("PICKED", "PICKED")
