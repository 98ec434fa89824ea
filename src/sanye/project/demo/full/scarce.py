"""What is short today, so that the orders that are open are orders that somebody needs."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sanye.project.demo.full.assembling import Full
from sanye.project.demo.full.places import WAREHOUSES
from sanye.project.demo.full.structure import Made

Row = dict[str, Any]
Place = tuple[str, str]

_MADE, _WITH_PARTS, _MOVED, _BOUGHT = 12, 6, 9, 28
_MOST_LINES = 2
_LEFT = 4
"""Pieces left at a warehouse that waits for more."""


@dataclass(frozen=True, slots=True)
class Purchase:
    """What one plant is short of and buys from one supplier."""

    supplier: str
    site: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class Scarce:
    """Drawn once: goods being made, parts being made for half of them, goods to be carried to the
    warehouses, and what is being bought."""

    goods: tuple[Made, ...]
    parts: tuple[Made, ...]
    moved: tuple[Made, ...]
    purchases: tuple[Purchase, ...]

    @cached_property
    def stock(self) -> dict[Place, int]:
        """Item and site → what is there, of what is short."""
        found: dict[Place, int] = {}
        for one in (*self.goods, *self.moved):
            found |= {(one.code, site): _LEFT for site in WAREHOUSES}
        found |= {(one.code, one.plant): 0 for one in (*self.goods, *self.parts)}
        for purchase in self.purchases:
            found |= {(item, purchase.site): 0 for item in purchase.items}
        return found


def draw_scarce(full: Full, seed: int) -> Scarce:
    """The same seed leaves the same things short."""
    drawn = random.Random(f"{seed}/scarce")  # noqa: S311 - a repeatable choice, not a secret
    goods = [product.made for product in drawn.sample(full.goods, _MADE + _MOVED)]
    by_code = {part.code: part for part in full.parts}
    made = tuple(goods[:_MADE])
    return Scarce(
        goods=made,
        parts=tuple(
            dict.fromkeys(
                part
                for one in made[:_WITH_PARTS]
                for line in one.needs
                if (part := by_code.get(line.code)) is not None
                and part.plant == one.plant
                and part.family in {"PAINTED", "ASSEMBLY"}
            )
        ),
        moved=tuple(goods[_MADE:]),
        purchases=_purchases(full, made[_WITH_PARTS:], drawn),
    )


def _purchases(full: Full, ready: Iterable[Made], drawn: random.Random) -> tuple[Purchase, ...]:
    """Of what goods that are `ready` to be made take, nothing is short."""
    kept = {(line.code, one.plant) for one in ready for line in one.needs}
    first = {
        row["item"]: row["supplier"] for row in full.rows.supplier_terms if row["priority"] == 1
    }
    groups: dict[Place, list[str]] = {}
    for row in full.rows.item_sites:
        if row["source"] == "BUY" and (row["item"], row["site"]) not in kept:
            groups.setdefault((first[row["item"]], row["site"]), []).append(row["item"])
    found = [
        Purchase(supplier, site, tuple(items[:_MOST_LINES]))
        for (supplier, site), items in sorted(groups.items())
    ]
    return tuple(drawn.sample(found, _BOUGHT))
