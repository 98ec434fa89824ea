"""Inventory as opening stock, once."""

from decimal import Decimal

from sanye.connectors.adventureworks import wording
from sanye.connectors.adventureworks.context import SITE, SYSTEM, Import
from sanye.connectors.adventureworks.costs import METHOD, unit_costs
from sanye.connectors.adventureworks.wording import Text
from sanye.erp.inventory.commands import post_opening_stock
from sanye.erp.inventory.domain.movements import MovementLine
from sanye.stem.masterdata.queries import find_by_external_keys, get_business_date, get_site

_ENTITY = "ProductInventory"
OPENING_KEY = "opening"


def account_inventory(run: Import, became: Text) -> None:
    """What became of ProductInventory."""
    rows = run.tables.read("ProductInventory")
    there = sum(int(row["Quantity"]) > 0 for row in rows)
    report = run.report
    report.leave("ProductInventory", len(rows) - there, wording.EMPTY_PLACES)
    report.take("ProductInventory", there, became)


def import_stock(run: Import) -> None:
    """What each location holds, valued at the item's cost; a second run adds nothing."""
    rows = run.tables.read("ProductInventory")
    there = [row for row in rows if int(row["Quantity"]) > 0]
    account_inventory(run, wording.IS_OPENING)
    run.report.methods.append(METHOD)
    if find_by_external_keys(system=SYSTEM, entity=_ENTITY, keys=[OPENING_KEY], by=run.by):
        return
    costs = unit_costs(run)
    items = find_by_external_keys(system=SYSTEM, entity="Product", by=run.by)
    locations = find_by_external_keys(system=SYSTEM, entity="Location", by=run.by)
    site = get_site(code=SITE, by=run.by)
    lines = [
        MovementLine(
            item_id=items[row["ProductID"]],
            site_id=site.id,
            location_id=locations[row["LocationID"]],
            quantity=Decimal(row["Quantity"]),
            unit_cost=costs[row["ProductID"]],
        )
        for row in there
    ]
    day = get_business_date(at=run.at, by=run.by)
    movement = post_opening_stock(lines=lines, posting_date=day, by=run.by, at=run.at)
    run.remember(_ENTITY, {OPENING_KEY: movement.id})
    run.report.count(wording.OPENING_LINES, len(lines))
