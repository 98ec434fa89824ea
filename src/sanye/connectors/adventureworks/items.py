"""Products as items with their families, costs and planning."""

import re
from collections import Counter
from typing import Any

from sanye.connectors.adventureworks.context import SITE, Import
from sanye.connectors.adventureworks.costs import is_bought, unit_costs
from sanye.connectors.adventureworks.tables import Row
from sanye.connectors.adventureworks.units import UNITS, base_units
from sanye.stem.masterdata.commands import (
    put_item_companies,
    put_item_families,
    put_item_sites,
    put_items,
)


def import_items(run: Import) -> None:
    """Families, then items, then how the company values and the site plans them."""
    families = _import_families(run)
    products = run.tables.read("Product")
    units = base_units(run)
    models = run.tables.by("ProductModel", "ProductModelID")
    rows = [_item(row, families, units, models) for row in products]
    put = put_items(items=rows, by=run.by, at=run.at)
    run.note("items", put)
    run.remember_rows("Product", [row["ProductID"] for row in products], put.rows)
    _import_costs(run, products)
    _import_planning(run, products)
    report, tables = run.report, run.tables
    report.take("Product", len(products), "items with cost and planning")
    used = len({row["ProductModelID"] for row in products if row["ProductModelID"]})
    report.take("ProductModel", used, "descriptions of items")
    report.leave("ProductModel", tables.count("ProductModel") - used, "models without a product")
    known = sum(row["UnitMeasureCode"] in UNITS for row in tables.read("UnitMeasure"))
    report.take("UnitMeasure", known, "units of Recommendation 20")
    odd = "not a unit that a quantity of goods is counted in, or not clear (C, CAN, KGV, KT, PCT)"
    report.leave("UnitMeasure", tables.count("UnitMeasure") - known, odd)


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
    run.note("item families", put_item_families(families=families, by=run.by, at=run.at))
    run.report.take("ProductCategory", len(categories), "item families")
    run.report.take("ProductSubcategory", len(subcategories), "item families below them")
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
    run.note("costs of items", put_item_companies(items=rows, by=run.by, at=run.at))


def _import_planning(run: Import, products: list[Row]) -> None:
    places = own_locations(run)
    rows = [
        {
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
    run.note("planning of items", put_item_sites(items=rows, by=run.by, at=run.at))


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
