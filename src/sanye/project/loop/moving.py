"""What carriers between our own sites do: transfer orders leave and arrive."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from sanye.project.loop.outside import CONFLICT, available, open_orders
from sanye.project.loop.world import Refused, World

Row = dict[str, Any]

OPEN_TRANSFERS = ("CREATED", "SHIPPED")


def move(world: World, chosen: Collection[str] | None, today: date) -> int:
    """Carry what is there to be carried: of chosen transfer orders, or (None) of all.

    Of a line as much leaves as its site has; it arrives at once. Returns the orders moved.
    """
    rows = open_orders(world, "/transfer-orders", OPEN_TRANSFERS, chosen)
    return sum(_move(world, row, today) for row in rows)


def _move(world: World, order: Row, today: date) -> bool:
    path, booking = f"/transfer-orders/{order['id']}", {"posting_date": str(today)}
    leaving = _leaving(world, order)
    is_on_the_way = any(
        Decimal(line["shipped_quantity"]) > Decimal(line["received_quantity"])
        for line in order["lines"]
    )
    try:
        if leaving:
            world.post(f"{path}/ship", booking | {"lines": leaving})
        if leaving or is_on_the_way:
            world.post(f"{path}/receive", booking)
    except Refused as refused:
        if refused.status != CONFLICT:  # changed by planning, or the stock was taken
            raise
        return False
    return bool(leaving) or is_on_the_way


def _leaving(world: World, order: Row) -> list[Row]:
    """Lines with what of their open quantity is there."""
    found = []
    for line in order["lines"]:
        wanted = Decimal(line["quantity"]) - Decimal(line["shipped_quantity"])
        if wanted > 0:
            there = available(world, line["item_id"], order["from_site_id"])
            if there > 0:
                found.append({"line_id": line["id"], "quantity": str(min(wanted, there))})
    return found
