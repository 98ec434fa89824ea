"""The history of AdventureWorks: sales, purchase and work orders as finished documents."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from sanye.connectors.adventureworks import wording
from sanye.connectors.adventureworks.context import SITE, SYSTEM, Import
from sanye.connectors.adventureworks.costs import METHOD, is_bought
from sanye.connectors.adventureworks.items import own_locations
from sanye.connectors.adventureworks.past_context import FREIGHT, Past, day, read_past
from sanye.connectors.adventureworks.past_purchases import purchase_orders
from sanye.connectors.adventureworks.past_sales import sales_orders
from sanye.connectors.adventureworks.past_stock import changes, past_stock
from sanye.connectors.adventureworks.past_work import work_orders
from sanye.connectors.adventureworks.stock import OPENING_KEY, account_inventory
from sanye.erp.history.commands import (
    ClosedProductionOrder,
    ClosedPurchaseOrder,
    ClosedSalesOrder,
    PastCost,
    close_past_periods,
    import_closed_documents,
)
from sanye.stem.masterdata.commands import put_items
from sanye.stem.masterdata.queries import find_by_external_keys, get_site, list_work_centers

_D = TypeVar("_D", ClosedSalesOrder, ClosedPurchaseOrder, ClosedProductionOrder)


def import_history(run: Import) -> None:
    """Everything that was finished, a year a call, in the order of the years; then the periods
    are closed. A second run passes over what is here."""
    freight = {"code": FREIGHT, "name": "Freight", "kind": "SERVICE", "unit": "EA"}
    run.note(wording.FREIGHT, put_items(items=[freight], by=run.by, at=run.at))
    past = read_past(run, _centers(run))
    sales, purchases, work = sales_orders(past), purchase_orders(past), work_orders(past)
    places = find_by_external_keys(system=SYSTEM, entity="Location", by=run.by)
    is_stocked = bool(
        find_by_external_keys(
            system=SYSTEM, entity="ProductInventory", keys=[OPENING_KEY], by=run.by
        )
    )
    found = changes(sales, purchases, work, past.freight_id)
    stock = past_stock(past, found, places, own_locations(run), is_stocked=is_stocked)
    account_inventory(run, wording.IS_PAST_OPENING)
    run.report.methods.append(METHOD)
    costs = _standard_costs(past)
    years = sorted(
        {_sold(order).year for order in sales} | {row.posting_date.year for row in stock}
    )
    for year in years:
        with run.timed(wording.history_of(year)):
            done = import_closed_documents(
                stock=[row for row in stock if row.posting_date.year == year],
                sales_orders=_of(year, sales, _sold),
                purchase_orders=_of(year, purchases, _bought),
                production_orders=_of(year, work, _made),
                standard_costs=costs,
                by=run.by,
                at=run.at,
            )
        run.report.count(wording.SALES_ORDERS, done.sales_orders)
        run.report.count(wording.PURCHASE_ORDERS, done.purchase_orders)
        run.report.count(wording.PRODUCTION_ORDERS, done.production_orders)
        run.report.count(wording.JOURNAL_ENTRIES, done.journal_entries)
        run.report.count(wording.PASSED_OVER, done.passed_over)
    run.remember("ProductInventory", {OPENING_KEY: past.site_id})
    closed = close_past_periods(until=past.last_day, by=run.by, at=run.at)
    run.report.count(wording.PERIODS_CLOSED, closed)


def _of(year: int, documents: Sequence[_D], ended: Callable[[_D], date]) -> list[_D]:
    return [document for document in documents if ended(document).year == year]


def _sold(order: ClosedSalesOrder) -> date:
    return order.invoiced_date or order.order_date


def _bought(order: ClosedPurchaseOrder) -> date:
    return order.invoiced_date or order.order_date


def _made(order: ClosedProductionOrder) -> date:
    return order.actual_end_date


def _centers(run: Import) -> dict[str, UUID]:
    """LocationID → work center."""
    site = get_site(code=SITE, by=run.by)
    rows = list_work_centers(site_id=site.id, by=run.by)
    return {row.code: row.id for row in rows}


def _standard_costs(past: Past) -> list[PastCost]:
    """What products that are made cost at standard in their time."""
    tables, report = past.run.tables, past.run.report
    products = tables.by("Product", "ProductID")
    rows = tables.read("ProductCostHistory")
    made = [row for row in rows if not is_bought(products[row["ProductID"]])]
    report.take("ProductCostHistory", len(made), wording.IS_PAST_COST)
    report.leave("ProductCostHistory", len(rows) - len(made), wording.BOUGHT_COSTS)
    return [
        PastCost(
            item_id=past.items[row["ProductID"]],
            from_date=day(row["StartDate"]),
            standard_cost=Decimal(row["StandardCost"]),
        )
        for row in made
    ]
