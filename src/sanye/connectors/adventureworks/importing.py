"""The steps of the import in their order."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sanye.connectors.adventureworks import wording
from sanye.connectors.adventureworks.context import Import
from sanye.connectors.adventureworks.history import import_history
from sanye.connectors.adventureworks.items import import_items, start_planning
from sanye.connectors.adventureworks.parties import import_parties
from sanye.connectors.adventureworks.report import Report
from sanye.connectors.adventureworks.stock import import_stock
from sanye.connectors.adventureworks.structures import (
    import_bills,
    import_places,
    import_routings,
)
from sanye.connectors.adventureworks.tables import Tables
from sanye.connectors.adventureworks.terms import (
    import_prices,
    import_rates,
    import_special_offers,
    import_supplier_terms,
)
from sanye.connectors.adventureworks.wording import Text
from sanye.kernel.actors import Actor

_STEPS: tuple[tuple[Text, Callable[[Import], None]], ...] = (
    (wording.PLACES, import_places),
    (wording.ITEMS, import_items),
    (wording.BILLS, import_bills),
    (wording.ROUTINGS, import_routings),
    (wording.PARTIES, import_parties),
    (wording.SUPPLIER_TERMS, import_supplier_terms),
    (wording.PRICES, import_prices),
    (wording.SPECIAL_OFFERS, import_special_offers),
    (wording.RATES, import_rates),
)
_LEFT_WITHOUT_HISTORY = {
    "SalesOrderHeader": wording.NO_HISTORY,
    "SalesOrderDetail": wording.NO_HISTORY,
    "SalesOrderHeader_without_lines": wording.NO_HISTORY,
    "PurchaseOrderHeader": wording.NO_HISTORY,
    "PurchaseOrderDetail": wording.NO_HISTORY,
    "ProductCostHistory": wording.NO_PAST_COSTS,
    "ScrapReason": wording.NO_SCRAP_REASONS,
}
_LEFT = {
    "SalesOrderHeaderSalesReason": wording.REASONS,
    "SalesReason": wording.REASONS,
    "ProductReview": wording.REVIEWS,
    "Department": wording.PERSONNEL,
    "EmployeeDepartmentHistory": wording.PERSONNEL,
    "EmployeePayHistory": wording.PERSONNEL,
    "SalesPerson": wording.SELLING,
    "SalesPersonQuotaHistory": wording.SELLING,
    "SalesTerritory": wording.SELLING,
    "SalesTerritoryHistory": wording.SELLING,
    "ShipMethod": wording.SHIP_METHODS,
    "CountryRegionCurrency": wording.OWN_CURRENCY,
}


def import_adventureworks(
    folder: Path,
    *,
    history: bool = False,
    by: Actor,
    at: datetime,
    say: Callable[[Text, float], None] | None = None,
) -> Report:
    """Import the folder into the acting company. `say` hears each step done, and its seconds.

    With `history` also its orders of 2011 to 2014 as finished documents, with their effects; else
    the present stock alone is opened.

    Each step is a few commands, each a transaction of its own; a run that broke off is simply run
    again. Raises FolderNotAdventureWorks, and the Refusals of any row that does not fit.
    """
    run = Import(tables=Tables(folder), report=Report(), by=by, at=at, say=say)
    for name in run.tables.names():
        run.report.found(name, run.tables.count(name))
    stock = (wording.HISTORY, import_history) if history else (wording.STOCK, import_stock)
    for text, step in (*_STEPS, stock, (wording.PLANNING, start_planning)):
        with run.timed(text):
            step(run)
    _account_rest(run, history=history)
    return run.report


def _account_rest(run: Import, *, history: bool) -> None:
    left = _LEFT if history else _LEFT | _LEFT_WITHOUT_HISTORY
    for table, why in left.items():
        run.report.leave(table, run.report.tables[table].rows, why)
    if not history:
        for table in ("WorkOrder", "WorkOrderRouting"):
            run.report.take(table, run.tables.count(table), wording.IS_ROUTING_SOURCE)
