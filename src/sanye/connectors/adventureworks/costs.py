"""What a product costs, where the data say zero."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal

from sanye.connectors.adventureworks.context import Import
from sanye.connectors.adventureworks.tables import Row
from sanye.connectors.adventureworks.units import UNITS, base_units
from sanye.connectors.adventureworks.wording import Text
from sanye.kernel.money import round_unit_price
from sanye.stem.masterdata.domain.units import ItemUnits

METHOD = Text(
    "Cost: the product's StandardCost; where it is zero, for bought products the mean of the"
    " vendors' last receipt cost (else price) per base unit, for made ones the sum of their"
    " current components. A case, can, carton or pack of unknown content is no piece: its price is"
    " brought down until no assembly's components cost more than its StandardCost (what stands in"
    " no such bill keeps it). Made products are valued at standard, bought ones at moving average.",
    "成本：取产品的 StandardCost；为零时，"
    "外购产品取各供应商最近收货成本（没有则取价格）按基本单位的平均值，"
    "自制产品取现行组件成本之和。内装数量不明的箱、罐、纸箱和包装不是单件："
    "其价格下调至任何组件的下级成本都不超过该组件的 StandardCost（不在此类清单中的保持原价）。"
    "自制产品按标准成本计价，外购产品按移动平均计价。",
)
ZERO = Decimal(0)
Lines = Mapping[str, list[Row]]


def is_bought(product: Row) -> bool:
    return product["MakeFlag"] == "false"


def term_unit(base: str, vendor_unit: str) -> str:
    """The unit in which a vendor's terms count.

    A dozen or a gallon converts. What a case, can or carton holds is not in the data, and
    AdventureWorks adds ordered quantities to stock one for one: then it is the base unit.
    """
    unit = UNITS.get(vendor_unit, base)
    return unit if ItemUnits(base).can_convert(unit) else base


def is_known(base: str, vendor_unit: str) -> bool:
    """Whether the data say how many base units one of the vendor's is."""
    return term_unit(base, vendor_unit) == UNITS.get(vendor_unit)


def unit_costs(run: Import) -> dict[str, Decimal]:
    """Cost per base unit in USD by ProductID; see METHOD."""
    products = run.tables.by("Product", "ProductID")
    costs = {key: Decimal(row["StandardCost"]) for key, row in products.items()}
    standards = {key: cost for key, cost in costs.items() if not is_bought(products[key])}
    bought = _vendors_costs(run)
    for key, row in products.items():
        if costs[key] == 0 and is_bought(row):
            costs[key] = bought.get(key, ZERO)
    components = run.tables.grouped("BillOfMaterials", "ProductAssemblyID")
    for key, ratio in _shares_of_packs(standards, costs, _packs(run), components).items():
        costs[key] *= ratio
    for key in standards:
        _roll_up(key, costs, components)
    return {key: round_unit_price(cost) for key, cost in costs.items()}


def _packs(run: Import) -> set[str]:
    """Products without a StandardCost that a vendor sells in packs of unknown content."""
    units, products = base_units(run), run.tables.by("Product", "ProductID")
    return {
        row["ProductID"]
        for row in run.tables.read("ProductVendor")
        if Decimal(products[row["ProductID"]]["StandardCost"]) == 0
        and not is_known(units[row["ProductID"]], row["UnitMeasureCode"])
    }


def _shares_of_packs(
    standards: Mapping[str, Decimal],
    costs: Mapping[str, Decimal],
    packs: Collection[str],
    components: Lines,
) -> dict[str, Decimal]:
    """What of a pack's price a piece may cost, where an assembly's StandardCost says so."""
    shares: dict[str, Decimal] = {}
    for key, standard in standards.items():
        parts = _parts(key, costs, components)
        total = sum((quantity * costs[part] for part, quantity in parts.items()), ZERO)
        if 0 < standard < total:
            for part in parts.keys() & packs:
                shares[part] = min(shares.get(part, Decimal(1)), standard / total)
    return shares


def _parts(key: str, costs: Mapping[str, Decimal], components: Lines) -> dict[str, Decimal]:
    """What one of a product is made of, down to what has a cost."""
    parts: dict[str, Decimal] = defaultdict(Decimal)
    for line in _current(key, components):
        part, quantity = line["ComponentID"], Decimal(line["PerAssemblyQty"])
        below = {part: Decimal(1)} if costs[part] else _parts(part, costs, components)
        for inner, each in below.items():
            parts[inner] += quantity * each
    return parts


def _current(key: str, components: Lines) -> Iterator[Row]:
    return (line for line in components.get(key, ()) if not line["EndDate"])


def _vendors_costs(run: Import) -> dict[str, Decimal]:
    units = base_units(run)
    known: dict[str, list[Decimal]] = {}
    for row in run.tables.read("ProductVendor"):
        base = units[row["ProductID"]]
        factor = ItemUnits(base).factor(term_unit(base, row["UnitMeasureCode"])).exact
        price = Decimal(row["LastReceiptCost"] or row["StandardPrice"])
        known.setdefault(row["ProductID"], []).append(price * factor.denominator / factor.numerator)
    return {key: sum(prices, ZERO) / len(prices) for key, prices in known.items()}


def _roll_up(key: str, costs: dict[str, Decimal], components: Lines) -> Decimal:
    """The cost of a product, worked out from its current components where it is zero."""
    if costs[key] == 0:
        costs[key] = sum(
            (
                Decimal(line["PerAssemblyQty"]) * _roll_up(line["ComponentID"], costs, components)
                for line in _current(key, components)
            ),
            ZERO,
        )
    return costs[key]
