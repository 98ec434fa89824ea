"""Products as items with their families, costs and planning."""

import re
from collections import Counter
from typing import Any

from sanye.connectors.adventureworks import wording
from sanye.connectors.adventureworks.context import SITE, SYSTEM, Import
from sanye.connectors.adventureworks.costs import is_bought, unit_costs
from sanye.connectors.adventureworks.tables import Row
from sanye.connectors.adventureworks.units import UNITS, base_units
from sanye.stem.masterdata.commands import (
    put_item_companies,
    put_item_families,
    put_item_sites,
    put_items,
)
from sanye.stem.masterdata.queries import find_by_external_keys, get_site

_PLANNING = "Planning"
"""Under this entity the site is remembered once its items are planned."""


def import_items(run: Import) -> None:
    """Families, then items, then how the company values and the site plans them."""
    families = _import_families(run)
    products = run.tables.read("Product")
    units = base_units(run)
    models = run.tables.by("ProductModel", "ProductModelID")
    rows = [_item(row, families, units, models) for row in products]
    put = put_items(items=rows, by=run.by, at=run.at)
    run.note(wording.ITEMS, put)
    run.remember_rows("Product", [row["ProductID"] for row in products], put.rows)
    _import_costs(run, products)
    _import_planning(run, products)
    report, tables = run.report, run.tables
    report.take("Product", len(products), wording.IS_ITEM)
    used = len({row["ProductModelID"] for row in products if row["ProductModelID"]})
    report.take("ProductModel", used, wording.IS_DESCRIPTION)
    report.leave("ProductModel", tables.count("ProductModel") - used, wording.MODELS_ALONE)
    known = sum(row["UnitMeasureCode"] in UNITS for row in tables.read("UnitMeasure"))
    report.take("UnitMeasure", known, wording.IS_UNIT)
    report.leave("UnitMeasure", tables.count("UnitMeasure") - known, wording.UNITS_UNCLEAR)


def _import_families(run: Import) -> dict[str, str]:
    """ProductSubcategoryID → code of the family."""
    categories = run.tables.read("ProductCategory")
    above = {row["ProductCategoryID"]: _code(row["Name"]) for row in categories}
    subcategories = run.tables.read("ProductSubcategory")
    below = {row["ProductSubcategoryID"]: _code(row["Name"]) for row in subcategories}
    families: list[dict[str, Any]] = [
        {"code": above[row["ProductCategoryID"]], "name": row["Name"]} for row in categories
    ]
    families += [
        {
            "code": below[row["ProductSubcategoryID"]],
            "name": row["Name"],
            "parent": above[row["ProductCategoryID"]],
        }
        for row in subcategories
    ]
    run.note(wording.FAMILIES, put_item_families(families=families, by=run.by, at=run.at))
    run.report.take("ProductCategory", len(categories), wording.FAMILIES)
    run.report.take("ProductSubcategory", len(subcategories), wording.IS_SUBFAMILY)
    return below


def _code(name: str) -> str:
    return re.sub(r"[^A-Z0-9]+", "-", name.upper()).strip("-")


def _item(
    row: Row, families: dict[str, str], units: dict[str, str], models: dict[str, Row]
) -> dict[str, Any]:
    model = models.get(row["ProductModelID"])
    return {
        "code": row["ProductNumber"],
        "name": row["Name"],
        "description": model["Name"] if model is not None else "",
        "kind": "BUY" if is_bought(row) else "MAKE",
        "family": families.get(row["ProductSubcategoryID"], ""),
        "unit": units[row["ProductID"]],
        "is_sold": row["FinishedGoodsFlag"] == "true" and not row["SellEndDate"],
        "weight": row["Weight"] or None,
        "weight_unit": UNITS.get(row["WeightUnitMeasureCode"], ""),
        "color": row["Color"],
        "size": f"{row['Size']} {row['SizeUnitMeasureCode'].lower()}".strip(),
    }


def _import_costs(run: Import, products: list[Row]) -> None:
    costs = unit_costs(run)
    rows = [
        {
            "item": row["ProductNumber"],
            "cost_method": "MOVING_AVERAGE" if is_bought(row) else "STANDARD",
            "standard_cost": costs[row["ProductID"]],
        }
        for row in products
    ]
    run.note(wording.COSTS, put_item_companies(items=rows, by=run.by, at=run.at))


def _import_planning(run: Import, products: list[Row]) -> None:
    """How the site plans items; the first time it does not, before there is stock to plan with."""
    places = own_locations(run)
    waiting: dict[str, Any] = {} if _is_planning(run) else {"is_planned": False}
    rows = [
        waiting
        | {
            "item": row["ProductNumber"],
            "site": SITE,
            "source": "BUY" if is_bought(row) else "MAKE",
            "safety_stock": row["SafetyStockLevel"],
            "reorder_point": row["ReorderPoint"],
            "lead_time_days": row["DaysToManufacture"] if not is_bought(row) else 0,
            "location": f"{SITE}/{places[row['ProductID']]}",
        }
        for row in products
    ]
    run.note(wording.ITEM_SITES, put_item_sites(items=rows, by=run.by, at=run.at))


def start_planning(run: Import) -> None:
    """Let the site plan all items, once: what planners change later stays as they left it."""
    if _is_planning(run):
        return
    rows = [
        {"item": row["ProductNumber"], "site": SITE, "is_planned": True}
        for row in run.tables.read("Product")
    ]
    run.note(wording.ITEMS_PLANNED, put_item_sites(items=rows, by=run.by, at=run.at))
    run.remember(_PLANNING, {SITE: get_site(code=SITE, by=run.by).id})


def _is_planning(run: Import) -> bool:
    keys = [SITE]
    return bool(find_by_external_keys(system=SYSTEM, entity=_PLANNING, keys=keys, by=run.by))


def own_locations(run: Import) -> dict[str, str]:
    """LocationID of each product's own place: where most of it stands, else where such do."""
    best = _fullest_locations(run)
    return {
        row["ProductID"]: best.get(row["ProductID"], _usual_location(row))
        for row in run.tables.read("Product")
    }


def _fullest_locations(run: Import) -> dict[str, str]:
    """Where most of each product's stock stands."""
    stock: dict[str, Counter[str]] = {}
    for row in run.tables.read("ProductInventory"):
        heaps = stock.setdefault(row["ProductID"], Counter())
        heaps[row["LocationID"]] += int(row["Quantity"])
    return {product: heaps.most_common(1)[0][0] for product, heaps in stock.items()}


def _usual_location(row: Row) -> str:
    """Finished Goods Storage, or Miscellaneous Storage for what is not sold."""
    return "7" if row["FinishedGoodsFlag"] == "true" else "6"
