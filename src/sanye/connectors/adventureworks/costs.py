"""What a product costs, where the data say zero."""

from collections.abc import Mapping
from decimal import Decimal

from sanye.connectors.adventureworks.context import Import
from sanye.connectors.adventureworks.tables import Row
from sanye.connectors.adventureworks.units import UNITS, base_units
from sanye.kernel.money import round_unit_price
from sanye.stem.masterdata.domain.units import ItemUnits

METHOD = (
    "Cost: the product's StandardCost; where it is zero, for bought products the mean of the"
    " vendors' last receipt cost (else price) per base unit, for made ones the sum of their"
    " current components. Made products are valued at standard, bought ones at moving average."
)


def is_bought(product: Row) -> bool:
    return product["MakeFlag"] == "false"


def term_unit(base: str, vendor_unit: str) -> str:
    """The unit in which a vendor's terms count.

    A dozen or a gallon converts. What a case, can or carton holds is not in the data, and
    AdventureWorks adds ordered quantities to stock one for one: then it is the base unit.
    """
    unit = UNITS.get(vendor_unit, base)
    return unit if ItemUnits(base).can_convert(unit) else base


def unit_costs(run: Import) -> dict[str, Decimal]:
    """Cost per base unit in USD by ProductID; see METHOD."""
    products = run.tables.by("Product", "ProductID")
    costs = {key: Decimal(row["StandardCost"]) for key, row in products.items()}
    bought = _vendors_costs(run)
    for key, row in products.items():
        if costs[key] == 0 and is_bought(row):
            costs[key] = bought.get(key, Decimal(0))
    components = run.tables.grouped("BillOfMaterials", "ProductAssemblyID")
    for key, row in products.items():
        if not is_bought(row):
            _roll_up(key, costs, components)
    return {key: round_unit_price(cost) for key, cost in costs.items()}


def _vendors_costs(run: Import) -> dict[str, Decimal]:
    units = base_units(run)
    known: dict[str, list[Decimal]] = {}
    for row in run.tables.read("ProductVendor"):
        base = units[row["ProductID"]]
        factor = ItemUnits(base).factor(term_unit(base, row["UnitMeasureCode"])).exact
        price = Decimal(row["LastReceiptCost"] or row["StandardPrice"])
        known.setdefault(row["ProductID"], []).append(price * factor.denominator / factor.numerator)
    return {key: sum(prices, Decimal(0)) / len(prices) for key, prices in known.items()}


def _roll_up(key: str, costs: dict[str, Decimal], components: Mapping[str, list[Row]]) -> Decimal:
    """The cost of a product, worked out from its current components where it is zero."""
    if costs[key] == 0:
        costs[key] = sum(
            (
                Decimal(line["PerAssemblyQty"]) * _roll_up(line["ComponentID"], costs, components)
                for line in components.get(key, [])
                if not line["EndDate"]
            ),
            Decimal(0),
        )
    return costs[key]
