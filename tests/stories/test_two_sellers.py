"""Two sellers confirm orders at once, each within the transaction of a request."""

from datetime import datetime
from typing import Any

import pytest

from sanye.erp.sales_orders.commands import confirming, holding, lock_sales_orders
from sanye.erp.sales_orders.models import SalesOrder
from sanye.kernel.actors import Actor
from sanye.stem.commands.transactions import in_one_transaction
from tests.factories.masterdata import make_customer
from tests.factories.sales import make_trader
from tests.racing import race


@pytest.mark.django_db(transaction=True)
def test_who_waits_for_a_customer_keeps_no_asker_of_supply_waiting(
    log_db: None, by: Actor, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    trader = make_trader(by, at)
    other = make_customer(by, site=trader.site)
    parties = sorted((trader.customer, other), key=lambda party: str(party.id))
    first, second = [trader.place(customer=party) for party in parties]

    def confirm(order: SalesOrder) -> SalesOrder:
        return confirming.confirm_sales_order(order_id=order.id, by=by, at=at)

    def confirm_second_while_first_is_locked() -> Any:
        lock_sales_orders(order_ids=[first.id], by=by, at=at)
        return confirm(second)

    confirmed = race(
        monkeypatch,
        lambda: in_one_transaction(confirm_second_while_first_is_locked),
        lambda: in_one_transaction(lambda: confirm(first)),
        at=(holding, "hold_supply"),
    )

    assert [order.hold_attempt for order in confirmed] == [1, 1]
