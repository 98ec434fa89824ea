"""How sites plan items: made, bought or fetched from where, in what lots, with what buffer."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sanye.project.demo.full.places import (
    BETWEEN_PLANTS_DAYS,
    OUTLETS,
    TO_OUTLET_DAYS,
    TRANSIT_DAYS,
    WAREHOUSES,
)
from sanye.project.demo.full.products import Product
from sanye.project.demo.full.structure import Bought, Made

Row = dict[str, Any]

_OUTLET_LINES = {"KETTLE", "COFFEE", "RICE", "AIRFRYER", "PURIFIER", "VACUUM"}
"""Lines that outlets have on their shelves."""
_INSPECTED = {"CHIP", "THERMO", "MOTOR", "GLASS"}
"""Trades whose goods are looked at before they may be used."""
FETCHED_DAYS, GOODS_DAYS, PART_DAYS = 20, 5, 3


def item_sites(
    goods: Sequence[Product], made: Sequence[Made], bought: Sequence[Bought]
) -> list[Row]:
    """Goods at their plant, all warehouses and some outlets; parts wherever a plant uses them."""
    return [
        *(row for product in goods for row in _of_product(product)),
        *_of_parts(goods, {part.code: part for part in made}, {part.code: part for part in bought}),
    ]


def _of_product(product: Product) -> Iterator[Row]:
    code, plant = product.made.code, product.made.plant
    yield {"item": code, "site": plant, "source": "MAKE", "lot_sizing": "LOT_FOR_LOT",
           "lead_time_days": 2, "release_fence_days": GOODS_DAYS}  # fmt: skip
    for site in WAREHOUSES:
        yield {"item": code, "site": site, "source": "TRANSFER", "supplying_site": plant,
               "lot_sizing": "LOT_FOR_LOT", "safety_stock": 12,
               "lead_time_days": TRANSIT_DAYS[plant, site], "release_fence_days": 3}  # fmt: skip
    if product.line.code in _OUTLET_LINES:
        for site, warehouse in OUTLETS.items():
            yield {"item": code, "site": site, "source": "TRANSFER", "supplying_site": warehouse,
                   "lot_sizing": "MIN_MAX", "reorder_point": 3, "maximum_quantity": 8,
                   "lead_time_days": TO_OUTLET_DAYS, "release_fence_days": 3}  # fmt: skip


def _of_parts(
    goods: Sequence[Product], made: Mapping[str, Made], bought: Mapping[str, Bought]
) -> Iterator[Row]:
    """Bills walked down: a part made elsewhere is fetched, and goes on down where it is made."""
    seen: set[tuple[str, str]] = set()
    left = [(one.code, product.made.plant) for product in goods for one in product.made.needs]
    while left:
        code, plant = left.pop()
        if (code, plant) in seen:
            continue
        seen.add((code, plant))
        part = made.get(code)
        if part is None:
            yield _bought(bought[code], plant)
        elif part.is_phantom:
            left += [(one.code, plant) for one in part.needs]
        elif part.plant != plant:
            yield {"item": code, "site": plant, "source": "TRANSFER", "supplying_site": part.plant,
                   "lot_sizing": "LOT_FOR_LOT", "lead_time_days": BETWEEN_PLANTS_DAYS,
                   "safety_stock": 50, "multiple_quantity": 10,
                   "release_fence_days": 5}  # fmt: skip
            left.append((code, part.plant))
        else:
            yield {"item": code, "site": plant, "source": "MAKE", "lot_sizing": "LOT_FOR_LOT",
                   "lead_time_days": PART_DAYS if len(part.steps) > 1 else 2,
                   "release_fence_days": 10}  # fmt: skip
            left += [(one.code, plant) for one in part.needs]


def _bought(part: Bought, plant: str) -> Row:
    is_bulk = part.unit != "C62"
    return {
        "item": part.code,
        "site": plant,
        "source": "BUY",
        "lot_sizing": "LOT_FOR_LOT",
        "safety_stock": 100 if is_bulk else 200,
        "lead_time_days": 7,
        "inspection_days": 1 if part.trade in _INSPECTED else 0,
        "release_fence_days": FETCHED_DAYS,
    }
