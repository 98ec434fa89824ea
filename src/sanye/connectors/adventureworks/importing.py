"""The steps of the import in their order."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from time import perf_counter

from sanye.connectors.adventureworks.context import Import
from sanye.connectors.adventureworks.history import import_history
from sanye.connectors.adventureworks.items import import_items
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
from sanye.kernel.actors import Actor

_STEPS: tuple[tuple[str, Callable[[Import], None]], ...] = (
    ("places", import_places),
    ("items", import_items),
    ("bills", import_bills),
    ("routings", import_routings),
    ("parties", import_parties),
    ("supplier terms", import_supplier_terms),
    ("prices", import_prices),
    ("special offers", import_special_offers),
    ("exchange rates", import_rates),
)
_HISTORY = "history of documents: orders here begin when the books are opened"
_PERSONNEL = "personnel files: Sanye takes names and job titles of employees, nothing more"
_SELLING = "targets and territories of sales people, which Sanye does not plan yet"
_REASONS = "why customers say they bought, which has no place here yet"
_LEFT_WITHOUT_HISTORY = {
    "SalesOrderHeader": _HISTORY,
    "SalesOrderDetail": _HISTORY,
    "SalesOrderHeader_without_lines": _HISTORY,
    "PurchaseOrderHeader": _HISTORY,
    "PurchaseOrderDetail": _HISTORY,
    "ProductCostHistory": "past costs; the current one is the product's",
    "ScrapReason": "reasons are given in words when something is scrapped",
}
_LEFT = {
    "SalesOrderHeaderSalesReason": _REASONS,
    "SalesReason": _REASONS,
    "ProductReview": "customers' reviews of products, which have no place here yet",
    "Department": _PERSONNEL,
    "EmployeeDepartmentHistory": _PERSONNEL,
    "EmployeePayHistory": _PERSONNEL,
    "SalesPerson": _SELLING,
    "SalesPersonQuotaHistory": _SELLING,
    "SalesTerritory": _SELLING,
    "SalesTerritoryHistory": _SELLING,
    "ShipMethod": "carriers and freight rates, which belong to transport",
    "CountryRegionCurrency": "what is paid where; each party has its own currency",
}


def import_adventureworks(
    folder: Path,
    *,
    history: bool = False,
    by: Actor,
    at: datetime,
    say: Callable[[str], None] | None = None,
) -> Report:
    """Import the folder into the acting company. `say` hears each step as it is done.

    With `history` also its orders of 2011 to 2014 as finished documents, with their effects; else
    the present stock alone is opened.

    Each step is a few commands, each a transaction of its own; a run that broke off is simply run
    again. Raises FolderNotAdventureWorks, and the Refusals of any row that does not fit.
    """
    run = Import(tables=Tables(folder), report=Report(), by=by, at=at)
    for name in run.tables.names():
        run.report.found(name, run.tables.count(name))
    last = ("history", import_history) if history else ("stock", import_stock)
    for name, step in (*_STEPS, last):
        started = perf_counter()
        step(run)
        run.report.seconds[name] = round(perf_counter() - started, 2)
        if say is not None:
            say(f"{name}: {run.report.seconds[name]:.1f} s")
    _account_rest(run, history=history)
    return run.report


def _account_rest(run: Import, *, history: bool) -> None:
    left = _LEFT if history else _LEFT | _LEFT_WITHOUT_HISTORY
    for table, why in left.items():
        run.report.leave(table, run.report.tables[table].rows, why)
    if not history:
        for table in ("WorkOrder", "WorkOrderRouting"):
            run.report.take(table, run.tables.count(table), "used for routings")
