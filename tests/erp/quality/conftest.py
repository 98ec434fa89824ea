from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from sanye.erp.inventory.queries import list_balances
from sanye.erp.quality import commands
from sanye.erp.quality.models import Inspection
from sanye.kernel.actors import Actor
from tests.factories import masterdata
from tests.factories.erp_purchasing import Market, make_market


@pytest.fixture
def market(by: Actor, at: datetime) -> Market:
    """A supplier of an item that the site inspects."""
    market = make_market(by, at)
    masterdata.make_item_site(market.item, market.site, inspection_days=2)
    return market


@pytest.fixture
def received(market: Market, run_cursors: Any) -> Any:
    """`received(10)`: so much came; its inspection, and its order as `.order`."""

    def receive(quantity: Any = 10, **fields: Any) -> Inspection:
        order = market.sent()
        market.receive(order, quantity, **fields)
        run_cursors("erp.quality.inspections")
        return Inspection.unscoped.get(purchase_order=order)

    return receive


@pytest.fixture
def decide(by: Actor, at: datetime) -> Any:
    def run(row: Inspection, passed: Any = 0, failed: Any = 0, *codes: str, **more: Any) -> Any:
        defect_code, disposition = codes or ("", "")
        return commands.decide_inspection(
            inspection_id=row.id,
            passed_quantity=Decimal(passed),
            failed_quantity=Decimal(failed),
            defect_code=defect_code,
            disposition=disposition,
            by=by,
            at=at,
            **more,
        )

    return run


@pytest.fixture
def stock(market: Market) -> Any:
    """What is on hand of the item by status."""

    def of() -> dict[str, Decimal]:
        found: dict[str, Decimal] = {}
        for heap in list_balances(item_id=market.item.id, by=market.by):
            found[heap.status] = found.get(heap.status, Decimal(0)) + heap.on_hand
        return found

    return of
