"""What is on the shelves today: enough to work with, some of it short."""

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sanye.erp.inventory.commands import MovementLine, post_opening_stock
from sanye.erp.inventory.queries import list_balances
from sanye.kernel.actors import Actor
from sanye.project.demo.full.assembling import Full
from sanye.project.demo.full.places import OUTLETS, WAREHOUSES
from sanye.project.demo.full.scarce import Place
from sanye.stem.masterdata.models import Item
from sanye.stem.masterdata.queries import get_business_date, list_items, list_sites

Row = dict[str, Any]
_MADE, _AT_PLANT, _AT_WAREHOUSE, _AT_OUTLET = (30, 120), (6, 24), (14, 40), (4, 8)


def post_stock(
    full: Full, short: Mapping[Place, int], *, seed: int, by: Actor, at: datetime
) -> None:
    """Fill up every site to what the seed says, or to what is `short`; what is there counts."""
    items = {row.code: row for row in list_items(by=by)}
    sites = {row.code: row.id for row in list_sites(by=by)}
    there = _on_hand(by)
    today = get_business_date(at=at, by=by)
    lines: list[MovementLine] = []
    for row, wanted in _targets(full, short, seed):
        item, site_id = items[row["item"]], sites[row["site"]]
        missing = wanted - int(there.get((item.id, site_id), Decimal(0)))
        if missing > 0:
            lines += _lines(item, site_id, row["site"], missing, full.costs[item.code], at)
    post_opening_stock(lines=lines, posting_date=today, by=by, at=at)


def _on_hand(by: Actor) -> dict[tuple[UUID, UUID], Decimal]:
    found: dict[tuple[UUID, UUID], Decimal] = {}
    rows = list_balances(by=by).filter(on_hand__gt=0)
    for item_id, site_id, quantity in rows.values_list("item_id", "site_id", "on_hand"):
        found[item_id, site_id] = found.get((item_id, site_id), Decimal(0)) + quantity
    return found


def _targets(full: Full, short: Mapping[Place, int], seed: int) -> Iterator[tuple[Row, int]]:
    drawn = random.Random(f"{seed}/stock")  # noqa: S311 - a repeatable choice, not a secret
    goods = {product.made.code for product in full.goods}
    for row in full.rows.item_sites:
        low, high = _range(row, is_good=row["item"] in goods)
        quantity = drawn.randint(low, high)
        yield row, short.get((row["item"], row["site"]), quantity)


def _range(row: Row, *, is_good: bool) -> tuple[int, int]:
    if is_good:
        if row["site"] in OUTLETS:
            return _AT_OUTLET
        return _AT_WAREHOUSE if row["site"] in WAREHOUSES else _AT_PLANT
    if row["source"] == "BUY":
        least = int(row["safety_stock"])
        return least, least * 6
    return _MADE


def _lines(
    item: Item, site_id: UUID, site: str, quantity: int, cost: Decimal, at: datetime
) -> Sequence[MovementLine]:
    if item.tracking != "SERIAL":
        lot = f"A{at:%y%m}-{site[-2:]}" if item.tracking == "LOT" else ""
        return [
            MovementLine(
                item_id=item.id,
                site_id=site_id,
                lot=lot,
                quantity=Decimal(quantity),
                unit_cost=cost,
            )
        ]
    return [
        MovementLine(
            item_id=item.id,
            site_id=site_id,
            serial_number=f"{item.code}{at:%y%m}{site[-2:]}{number:04d}",
            quantity=Decimal(1),
            unit_cost=cost,
        )
        for number in range(1, quantity + 1)
    ]
