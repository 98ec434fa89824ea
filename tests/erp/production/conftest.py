"""A bicycle shop: bicycles of two wheels and a frame, wheels of spokes, two operations."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from sanye.erp.production.commands import create_production_order, release_production_order
from sanye.erp.production.models import ProductionOrder
from sanye.kernel.actors import Actor
from sanye.stem.masterdata.models import Item, RoutingOperation, Site
from tests.factories.erp_stock import make_stock, make_stock_site
from tests.factories.masterdata import (
    make_bill,
    make_item,
    make_routing,
    make_work_center,
)

DAY = date(2026, 3, 2)


@dataclass
class Shop:
    by: Actor
    at: datetime
    site: Site
    bike: Item
    wheel: Item
    frame: Item

    def stock(self, item: Item, quantity: Any, **fields: Any) -> None:
        make_stock(item, self.site, quantity, by=self.by, at=self.at, **fields)

    def order(self, quantity: Any = 10, *, released: bool = True, **fields: Any) -> ProductionOrder:
        row = {"item_id": self.bike.id, "start_date": DAY, "due_date": date(2026, 3, 6), **fields}
        order = create_production_order(
            site_id=self.site.id, quantity=Decimal(quantity), by=self.by, at=self.at, **row
        )
        if released:
            release_production_order(production_order_id=order.id, by=self.by, at=self.at)
            order.refresh_from_db()
        return order


@pytest.fixture
def shop(by: Actor, at: datetime) -> Shop:
    site = make_stock_site(by)
    bike = make_item("BIKE", kind="MAKE")
    wheel = make_item("WHEEL", tracking="LOT")
    frame = make_item("FRAME")
    make_bill(bike, [(wheel, 2), (frame, 1)])
    saw = make_work_center(site, "SAW", cost_rate=60)
    paint = make_work_center(site, "PAINT", cost_rate=30)
    make_routing(bike, [(saw, 4), (paint, 2)])
    RoutingOperation.objects.filter(number=10).update(setup_minutes=15)
    return Shop(by, at, site, bike, wheel, frame)
