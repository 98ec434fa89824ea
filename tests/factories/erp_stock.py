"""Stock for tests: sites that have a location, and goods on hand."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sanye.contracts.erp.inventory import MovementKind
from sanye.erp.inventory.commands import MovementLine, post_movement
from sanye.erp.inventory.models import StockMovement
from sanye.kernel.actors import Actor
from sanye.stem.masterdata.models import Item, Site
from tests.factories.masterdata import make_location, make_site


def make_stock_site(by: Actor, **fields: Any) -> Site:
    """A site with one storage location."""
    site = make_site(by, **fields)
    make_location(site, "MAIN")
    return site


def make_stock(
    item: Item, site: Site, quantity: Any, *, by: Actor, at: datetime, **fields: Any
) -> StockMovement:
    """Opening stock of one item; `fields` are those of a movement's line."""
    line = MovementLine(
        item_id=item.id,
        site_id=site.id,
        quantity=Decimal(quantity),
        **{"unit_cost": Decimal(10), **fields},
    )
    return post_movement(
        kind=MovementKind.OPENING,
        posting_date=date(2026, 3, 2),
        lines=[line],
        source_type="opening_stock",
        source_id=None,
        source_number="",
        by=by,
        at=at,
    )
